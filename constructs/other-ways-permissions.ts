import { actionsWithoutResource } from "./actions-without-resource";
import type { Grant } from "./deployment-permissions";

/** What CI needs for load balancers, for buckets of access logs and delivered records, and for queues. */
export const otherWaysGrants: readonly Grant[] = [
  {
    sid: "LoadBalancerLookups",
    read: actionsWithoutResource.loadBalancerLookups.actions,
    write: [],
    resources: () => ["*"],
  },
  {
    sid: "LoadBalancers",
    read: [],
    write: [
      "elasticloadbalancing:CreateLoadBalancer",
      "elasticloadbalancing:ModifyLoadBalancerAttributes",
      "elasticloadbalancing:SetSecurityGroups",
      "elasticloadbalancing:SetSubnets",
      "elasticloadbalancing:DeleteLoadBalancer",
      "elasticloadbalancing:CreateTargetGroup",
      "elasticloadbalancing:ModifyTargetGroup",
      "elasticloadbalancing:ModifyTargetGroupAttributes",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:RegisterTargets",
      "elasticloadbalancing:DeregisterTargets",
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:ModifyListener",
      "elasticloadbalancing:ModifyListenerAttributes",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:CreateRule",
      "elasticloadbalancing:ModifyRule",
      "elasticloadbalancing:SetRulePriorities",
      "elasticloadbalancing:DeleteRule",
      "elasticloadbalancing:AddTags",
      "elasticloadbalancing:RemoveTags",
    ],
    resources: ({ region, account, prefix }) =>
      ["loadbalancer/app", "listener/app", "listener-rule/app"]
        .map((kind) => `${kind}/${prefix}/*`)
        .concat(["loadbalancer/net", "listener/net", "targetgroup"].map((kind) => `${kind}/${prefix}-*`))
        .map((resource) => `arn:aws:elasticloadbalancing:${region}:${account}:${resource}`),
  },
  {
    // the first load balancer of an account makes it
    sid: "LoadBalancerRole",
    read: [],
    write: ["iam:CreateServiceLinkedRole"],
    resources: ({ account }) => [
      `arn:aws:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`,
    ],
  },
  {
    sid: "Buckets",
    read: [
      "s3:ListBucket",
      "s3:GetAccelerateConfiguration",
      "s3:GetBucketAcl",
      "s3:GetBucketCORS",
      "s3:GetBucketLocation",
      "s3:GetBucketLogging",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketPolicy",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketRequestPayment",
      "s3:GetBucketTagging",
      "s3:GetBucketVersioning",
      "s3:GetBucketWebsite",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
    ],
    write: [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:PutBucketPolicy",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketTagging",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
      // a bucket that isn't protected is emptied before it is deleted
      "s3:ListBucketVersions",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
    ],
    resources: ({ region, account, prefix }) => [
      `arn:aws:s3:::${prefix}-*-${account}-${region}`,
      `arn:aws:s3:::${prefix}-*-${account}-${region}/*`,
    ],
  },
  {
    sid: "Queues",
    read: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
    write: ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
    resources: ({ region, account, prefix }) => [`arn:aws:sqs:${region}:${account}:${prefix}-*`],
  },
];
