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
    sid: "WebAcls",
    read: ["wafv2:GetWebACL", "wafv2:GetRuleGroup", "wafv2:ListTagsForResource"],
    write: [
      "wafv2:CreateWebACL",
      "wafv2:UpdateWebACL",
      "wafv2:DeleteWebACL",
      "wafv2:CreateRuleGroup",
      "wafv2:UpdateRuleGroup",
      "wafv2:DeleteRuleGroup",
      "wafv2:AssociateWebACL",
      "wafv2:DisassociateWebACL",
      "wafv2:TagResource",
      "wafv2:UntagResource",
    ],
    resources: ({ account, region, prefix, originVerifySecrets }) =>
      originVerifySecrets
        ? [
            `arn:aws:wafv2:${region}:${account}:regional/webacl/${prefix}-*/*`,
            `arn:aws:wafv2:${region}:${account}:regional/rulegroup/${prefix}-*/*`,
            `arn:aws:wafv2:us-east-1:${account}:global/webacl/${prefix}-*/*`,
            `arn:aws:wafv2:${region}:${account}:regional/managedruleset/*/*`,
            `arn:aws:wafv2:us-east-1:${account}:global/managedruleset/*/*`,
          ]
        : [],
  },
  {
    sid: "StageWebAcls",
    read: ["wafv2:GetWebACLForResource"],
    write: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "apigateway:SetWebACL"],
    resources: ({ region, originVerifySecrets }) =>
      originVerifySecrets ? [`arn:aws:apigateway:${region}::/restapis/*/stages/*`] : [],
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
      "logs:DeleteResourcePolicy",
    ],
    resources: ({ account, prefix, originVerifySecrets }) =>
      originVerifySecrets
        ? [
            `log-group:/aws/cloudfront/${prefix}`,
            `delivery-source:${prefix}-*`,
            `delivery-destination:${prefix}-*`,
            "delivery:*",
          ].map((resource) => `arn:aws:logs:us-east-1:${account}:${resource}`)
        : [],
  },
];
