/**
 * Actions that AWS offers for every resource or none, so that a statement has to say `"Resource": "*"`, and why. No other
 * identity policy may. Source: service authorization reference, "Resource types" of each action.
 */
export const actionsWithoutResource = {
  traces: {
    because: "X-Ray has no resource type",
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  },
  traceSampling: {
    because: "X-Ray has no resource type",
    actions: ["xray:GetSamplingRules", "xray:GetSamplingTargets"],
  },
  logLookups: {
    because: "listing log groups, and resource policies of logs, has no resource type",
    actions: ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies"],
  },
  logDelivery: {
    because: "API Gateway and Step Functions set logs up through a log delivery, which has no resource type",
    actions: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DeleteResourcePolicy",
    ],
  },
  stateMachineValidation: {
    because: "validating a definition has no resource type",
    actions: ["states:ValidateStateMachineDefinition"],
  },
  streamLimits: {
    because: "limits of Kinesis are the account's",
    actions: ["kinesis:DescribeLimits"],
  },
  eventSourceCreation: {
    because: "Lambda numbers the event source mapping that it creates",
    actions: ["lambda:CreateEventSourceMapping"],
  },
  keyLookups: {
    because: "listing aliases has no resource type",
    actions: ["kms:ListAliases"],
  },
  keyCreation: {
    because: "KMS numbers the key that it creates",
    actions: ["kms:CreateKey"],
  },
  alarmLookups: {
    because: "composite alarms are only described to who may describe all (API reference, DescribeAlarms)",
    actions: ["cloudwatch:DescribeAlarms"],
  },
  compositeAlarms: {
    because: "composite alarms are only written and deleted by who may all (API reference, PutCompositeAlarm)",
    actions: ["cloudwatch:PutCompositeAlarm", "cloudwatch:DeleteAlarms"],
  },
  subscriptionLookups: {
    because: "SNS has no resource type for subscriptions",
    actions: ["sns:GetSubscriptionAttributes"],
  },
  subscriptions: {
    because: "SNS has no resource type for subscriptions",
    actions: ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"],
  },
  certificateRequests: {
    because: "ACM numbers the certificate that it issues",
    actions: ["acm:RequestCertificate"],
  },
  certificateLookups: {
    because: "listing certificates has no resource type",
    actions: ["acm:ListCertificates"],
  },
  zoneLookups: {
    because: "listing hosted zones has no resource type",
    actions: ["route53:ListHostedZones", "route53:ListHostedZonesByName"],
  },
  zoneCreation: {
    because: "Route 53 numbers the zone that it creates",
    actions: ["route53:CreateHostedZone"],
  },
  networkLookups: {
    because: "describing has no resource type",
    actions: [
      "ec2:DescribeVpcs",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeSubnets",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSecurityGroupRules",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribePrefixLists",
      "ec2:DescribeVpcEndpoints",
      "ec2:DescribeVpcEndpointServices",
      "ec2:DescribeVpcEndpointServiceConfigurations",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeAccountAttributes",
      "sts:GetCallerIdentity",
    ],
  },
  loadBalancerLookups: {
    because: "describing has no resource type",
    actions: [
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeCapacityReservation",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeListenerAttributes",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetHealth",
      "elasticloadbalancing:DescribeTags",
    ],
  },
  userPoolLookups: {
    because: "listing user pools and describing a domain of one have no resource type",
    actions: ["cognito-idp:ListUserPools", "cognito-idp:DescribeUserPoolDomain"],
  },
  userPoolCreation: {
    because: "Cognito numbers the user pool that it creates",
    actions: ["cognito-idp:CreateUserPool"],
  },
} as const satisfies Record<string, { because: string; actions: readonly string[] }>;

/** Why an action may be allowed on every resource; undefined where it may not. */
export function reasonForEveryResource(action: string): string | undefined {
  return Object.values(actionsWithoutResource).find(({ actions }) => (actions as readonly string[]).includes(action))
    ?.because;
}
