/** One statement of an IAM or resource policy; keys as IAM writes them. */
export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { [kind: string]: string | string[] };
  Action: string[];
  Resource: string[];
  Condition?: { [operator: string]: { [key: string]: string | string[] } };
}

/**
 * Actions that AWS offers for every resource or none, and why a statement may say `"Resource": "*"` for them. Any other
 * `*` in an identity policy is refused. Source: service authorization reference, "Resource types" of each action.
 */
export const actionsOnEveryResource: Readonly<Record<string, string>> = {
  ...because("X-Ray has no resource type", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
  ...because("listing or describing has no resource type", [
    "logs:DescribeLogGroups",
    "logs:ListLogDeliveries",
    "logs:DescribeResourcePolicies",
    "route53:ListHostedZones",
    "route53:ListHostedZonesByName",
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
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeAccountAttributes",
    "sts:GetCallerIdentity",
  ]),
  ...because("API Gateway sets access logs up through a delivery, which has no resource type", [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:PutResourcePolicy",
  ]),
  ...because("AWS numbers what it creates", ["acm:RequestCertificate", "route53:CreateHostedZone"]),
};

function because(reason: string, actions: readonly string[]): Record<string, string> {
  return Object.fromEntries(actions.map((action) => [action, reason]));
}

/** A role's policy as JSON. @throws Error when a statement has a `*` that has no reason in {@link actionsOnEveryResource}. */
export function identityPolicy(statements: readonly Statement[]): string {
  for (const { Sid, Action, Resource } of statements) {
    const vague = Action.filter((action) => action.includes("*"));
    if (vague.length > 0) throw new Error(`statement ${Sid}: expected actions by name, got ${vague.join(", ")}`);
    const unexplained = Resource.includes("*") ? Action.filter((action) => !(action in actionsOnEveryResource)) : [];
    if (unexplained.length > 0)
      throw new Error(`statement ${Sid}: expected the resources of ${unexplained.join(", ")}, got *`);
  }
  return policyDocument(statements);
}

export const policyDocument = (statements: readonly Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** Who may assume a role: one AWS service. */
export const trustService = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
