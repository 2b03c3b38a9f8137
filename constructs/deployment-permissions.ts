import { actionsWithoutResource } from "./actions-without-resource";
import { operationsGrants } from "./operations-permissions";
import { distributionGrants } from "./distribution-permissions";
import { eventSourceGrants } from "./event-source-permissions";
import { eventsGrants } from "./events-permissions";
import { otherWaysGrants } from "./other-ways-permissions";
import type { Statement } from "./policy-document";
import { tableGrants } from "./table-permissions";
import { userPoolGrants } from "./user-pool-permissions";
import { webAclGrants } from "./web-acl-permissions";

/** What CI may touch: everything whose name begins with the environment's prefix, and what AWS numbers itself. */
export interface DeploymentScope {
  account: string;
  region: string;
  prefix: string;
  /** Stage name: part of the names of log groups that API Gateway chooses. */
  stage: string;
  /** Tags that every resource of the environment has: what AWS numbers, such as a key, is told by them. */
  tags: Readonly<Record<string, string>>;
  /** ARNs of the tables that are deployed with items. @default - none */
  tablesWithItems?: readonly string[] | undefined;
  /** Object with the certificate authorities of mutual TLS, which API Gateway reads with the caller's permissions. */
  truststore?: { bucket: string; key: string } | undefined;
  /** ARNs of the secrets that a distribution shows the regional door. @default - there is no distribution */
  originVerifySecrets?: readonly string[] | undefined;
  /** Web ACLs guard the stages: the environment's own, or the one that exists. @default - none */
  webAcl?: { arn?: string } | undefined;
  state?: { bucket: string; keys: readonly string[] } | undefined;
}

/** Actions on resources; not granted where an environment has none of them. */
export interface Grant {
  sid: string;
  read: readonly string[];
  write: readonly string[];
  resources(scope: DeploymentScope): string[];
  /** @default - none */
  condition?(scope: DeploymentScope): NonNullable<Statement["Condition"]>;
}

const every = () => ["*"];

/** What Terraform calls per service to read (plan) and to write (apply) the resources that the stacks are made of. */
const grants: readonly Grant[] = [
  {
    sid: "ApiGateway",
    read: ["apigateway:GET"],
    write: [
      "apigateway:POST",
      "apigateway:PUT",
      "apigateway:PATCH",
      "apigateway:DELETE",
      "apigateway:TagResource",
      "apigateway:UntagResource",
      "apigateway:UpdateRestApiPolicy",
      "apigateway:UpdateDomainNamePolicy",
      "apigateway:CreateAccessAssociation",
    ],
    resources: ({ region }) => [`arn:aws:apigateway:${region}::/*`, `arn:aws:apigateway:${region}:*:/domainnames*`],
  },
  {
    sid: "Lambda",
    read: [
      "lambda:GetFunction",
      "lambda:GetFunctionConfiguration",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionConcurrency",
      "lambda:GetFunctionEventInvokeConfig",
      "lambda:GetAlias",
      "lambda:GetPolicy",
      "lambda:ListVersionsByFunction",
      "lambda:ListTags",
    ],
    write: [
      "lambda:CreateFunction",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
      "lambda:PublishVersion",
      "lambda:DeleteFunction",
      "lambda:PutFunctionConcurrency",
      "lambda:DeleteFunctionConcurrency",
      "lambda:PutFunctionEventInvokeConfig",
      "lambda:DeleteFunctionEventInvokeConfig",
      "lambda:CreateAlias",
      "lambda:UpdateAlias",
      "lambda:DeleteAlias",
      "lambda:AddPermission",
      "lambda:RemovePermission",
      "lambda:TagResource",
      "lambda:UntagResource",
    ],
    resources: ({ region, account, prefix }) => [`arn:aws:lambda:${region}:${account}:function:${prefix}-*`],
  },
  {
    sid: "Roles",
    read: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"],
    write: [
      "iam:CreateRole",
      "iam:UpdateRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:DeleteRole",
      "iam:PutRolePolicy",
      "iam:DeleteRolePolicy",
      "iam:ListInstanceProfilesForRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:PassRole",
    ],
    resources: ({ account, prefix }) => [`arn:aws:iam::${account}:role/${prefix}-*`],
  },
  {
    sid: "Logs",
    read: ["logs:ListTagsForResource", "logs:DescribeLogStreams"],
    write: [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:PutRetentionPolicy",
      "logs:DeleteRetentionPolicy",
      "logs:AssociateKmsKey",
      "logs:DisassociateKmsKey",
      "logs:CreateLogStream",
      "logs:DeleteLogStream",
      "logs:TagResource",
      "logs:UntagResource",
    ],
    resources: ({ region, account, prefix, stage }) =>
      [
        `/aws/lambda/${prefix}-*`,
        `/aws/apigateway/${prefix}-*`,
        `/aws/apigateway/*/${stage}`,
        `API-Gateway-Execution-Logs_*/${stage}`,
        `API-Gateway-Execution-Logs_*/${stage}/Canary`,
        `aws-waf-logs-${prefix}-*`,
        `/aws/kinesisfirehose/${prefix}-*`,
        `/aws/vendedlogs/states/${prefix}-*`,
      ].map((name) => `arn:aws:logs:${region}:${account}:log-group:${name}`),
  },
  {
    sid: "LogDelivery",
    read: actionsWithoutResource.logLookups.actions,
    write: actionsWithoutResource.logDelivery.actions,
    resources: every,
  },
  {
    sid: "Certificates",
    read: ["acm:DescribeCertificate", "acm:GetCertificate", "acm:ListTagsForCertificate"],
    write: ["acm:DeleteCertificate", "acm:AddTagsToCertificate", "acm:RemoveTagsFromCertificate"],
    resources: ({ region, account }) =>
      [...new Set([region, "us-east-1"])].map((place) => `arn:aws:acm:${place}:${account}:certificate/*`),
  },
  {
    sid: "CertificateRequests",
    read: actionsWithoutResource.certificateLookups.actions,
    write: actionsWithoutResource.certificateRequests.actions,
    resources: every,
  },
  {
    sid: "Truststore",
    read: ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
    write: [],
    resources: ({ truststore }) => (truststore ? [`arn:aws:s3:::${truststore.bucket}/${truststore.key}`] : []),
  },
  {
    sid: "Zones",
    read: [
      "route53:GetHostedZone",
      "route53:ListResourceRecordSets",
      "route53:ListTagsForResource",
      "route53:GetChange",
    ],
    write: [
      "route53:ChangeResourceRecordSets",
      "route53:ChangeTagsForResource",
      "route53:DeleteHostedZone",
      "route53:UpdateHostedZoneComment",
      "route53:AssociateVPCWithHostedZone",
      "route53:DisassociateVPCFromHostedZone",
    ],
    resources: () => ["arn:aws:route53:::hostedzone/*", "arn:aws:route53:::change/*"],
  },
  {
    sid: "ZoneLookups",
    read: actionsWithoutResource.zoneLookups.actions,
    write: actionsWithoutResource.zoneCreation.actions,
    resources: every,
  },
  {
    sid: "NetworkLookups",
    read: actionsWithoutResource.networkLookups.actions,
    write: [],
    resources: every,
  },
  {
    sid: "Network",
    read: [],
    write: [
      "ec2:CreateVpc",
      "ec2:ModifyVpcAttribute",
      "ec2:DeleteVpc",
      "ec2:CreateSubnet",
      "ec2:ModifySubnetAttribute",
      "ec2:DeleteSubnet",
      "ec2:CreateSecurityGroup",
      "ec2:DeleteSecurityGroup",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:RevokeSecurityGroupIngress",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:ModifySecurityGroupRules",
      "ec2:CreateVpcEndpoint",
      "ec2:ModifyVpcEndpoint",
      "ec2:DeleteVpcEndpoints",
      // API Gateway makes a VPC link in the caller's name
      "ec2:CreateVpcEndpointServiceConfiguration",
      "ec2:ModifyVpcEndpointServicePermissions",
      "ec2:DeleteVpcEndpointServiceConfigurations",
      "ec2:CreateTags",
      "ec2:DeleteTags",
    ],
    resources: ({ region, account }) => [`arn:aws:ec2:${region}:${account}:*`],
  },
  ...tableGrants,
  ...distributionGrants,
  ...userPoolGrants,
  ...webAclGrants,
  ...otherWaysGrants,
  ...eventSourceGrants,
  ...eventsGrants,
  ...operationsGrants,
];

/** Reads what a plan compares, and the state; writes nothing, not even a lock. */
export function planStatements(scope: DeploymentScope): Statement[] {
  return [...statements(scope, ({ read }) => read), ...stateStatements(scope, ["s3:GetObject"])];
}

/** Reads and writes the environment's resources and its state. */
export function deployStatements(scope: DeploymentScope): Statement[] {
  return [
    ...statements(scope, ({ read, write }) => [...read, ...write]),
    ...stateStatements(scope, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]),
  ];
}

function statements(scope: DeploymentScope, actionsOf: (grant: Grant) => readonly string[]): Statement[] {
  return grants.flatMap((grant) => {
    const actions = actionsOf(grant);
    const resources = grant.resources(scope);
    return actions.length > 0 && resources.length > 0
      ? [
          {
            Sid: grant.sid,
            Effect: "Allow" as const,
            Action: [...actions],
            Resource: resources,
            ...(grant.condition && { Condition: grant.condition(scope) }),
          },
        ]
      : [];
  });
}

function stateStatements({ state }: DeploymentScope, actions: string[]): Statement[] {
  if (!state) return [];
  const bucket = `arn:aws:s3:::${state.bucket}`;
  return [
    { Sid: "StateBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket] },
    { Sid: "State", Effect: "Allow", Action: actions, Resource: state.keys.map((key) => `${bucket}/${key}`) },
  ];
}
