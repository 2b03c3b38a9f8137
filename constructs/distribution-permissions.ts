import type { Grant } from "./deployment-permissions";

/** What Terraform calls for a distribution in front of the regional door, and for what shuts the back door. */
export const distributionGrants: readonly Grant[] = [
  {
    sid: "Distribution",
    read: ["cloudfront:GetDistribution", "cloudfront:ListTagsForResource"],
    write: [
      "cloudfront:CreateDistribution",
      "cloudfront:UpdateDistribution",
      "cloudfront:DeleteDistribution",
      "cloudfront:TagResource",
      "cloudfront:UntagResource",
      "cloudfront:AllowVendedLogDeliveryForResource",
    ],
    resources: ({ account, originVerifySecrets }) =>
      originVerifySecrets ? [`arn:aws:cloudfront::${account}:distribution/*`] : [],
  },
  {
    sid: "OriginSecrets",
    read: ["secretsmanager:GetSecretValue"],
    write: [],
    resources: ({ originVerifySecrets = [] }) => [...originVerifySecrets],
  },
  {
    sid: "DistributionLogs",
    read: ["logs:ListTagsForResource", "logs:GetDelivery", "logs:GetDeliverySource", "logs:GetDeliveryDestination"],
    write: [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:PutRetentionPolicy",
      "logs:DeleteRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
      "logs:PutDeliverySource",
      "logs:DeleteDeliverySource",
      "logs:PutDeliveryDestination",
      "logs:DeleteDeliveryDestination",
      "logs:CreateDelivery",
      "logs:UpdateDeliveryConfiguration",
      "logs:DeleteDelivery",
    ],
    resources: ({ account, prefix, originVerifySecrets }) =>
      originVerifySecrets
        ? [
            `log-group:/aws/cloudfront/${prefix}`,
            `log-group:aws-waf-logs-${prefix}-cloudfront`,
            `delivery-source:${prefix}-*`,
            `delivery-destination:${prefix}-*`,
            "delivery:*",
          ].map((resource) => `arn:aws:logs:us-east-1:${account}:${resource}`)
        : [],
  },
];
