import { becomes, type Judgement, turnedOn, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

const flags = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
const blocks = ["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"];

const deletedBuckets = perPlan(
  (plan: Plan) =>
    new Set(
      plan.changes.flatMap((change) =>
        change.type === "aws_s3_bucket" && change.isDelete ? [change.beforeAt("id")] : [],
      ),
    ),
);

function findUnblocked(change: ResourceChange, plan: Plan): Observation[] {
  const remedy = "Keep all four on; serve public files through CloudFront with origin access control";
  if (change.isDelete) {
    const bucket = change.beforeAt("bucket");
    return bucket !== undefined && deletedBuckets(plan).has(bucket)
      ? []
      : [
          {
            title: "Nothing blocks public access any more",
            detail: "An access control list or policy can make every object public from then on.",
            remedy,
            changes: flags.map((flag) => ({ attribute: flag, before: change.beforeAt(flag) })),
          },
        ];
  }
  if (change.isForget) return [];
  const off = flags.filter(
    (flag) =>
      change.afterAt(flag) !== true &&
      !change.isUnknown([flag]) &&
      (change.before === undefined || change.beforeAt(flag) === true),
  );
  return off.length === 0
    ? []
    : [
        {
          severity: change.before === undefined ? "high" : "block",
          title: `Public access is ${change.before === undefined ? "not blocked" : "no longer blocked"}: ${off.join(", ")}`,
          detail: "An access control list or policy can make every object public.",
          remedy,
          changes: off.map((flag) => change.describe([flag])),
        },
      ];
}

const isPublicAcl = (value: unknown): boolean =>
  typeof value === "string" && /^(public-|authenticated-read$)/.test(value);

const databases = [
  "aws_db_instance",
  "aws_dms_replication_instance",
  "aws_mq_broker",
  "aws_neptune_cluster_instance",
  "aws_rds_cluster_instance",
  "aws_redshift_cluster",
  "aws_redshiftserverless_workgroup",
];

const leftHttps: Judgement = (before, after) => (before === "HTTPS" || before === "TLS") && after !== before;

const network: readonly Watch[] = [
  {
    types: ["aws_lb", "aws_alb", "aws_elb"],
    path: ["internal"],
    when: becomes(false),
    title: "The load balancer faces the Internet",
    detail: "What was reachable inside of the VPC only gets public addresses; it is created anew under another name.",
    remedy: "Keep internal = true, and give public traffic a door of its own",
  },
  {
    types: ["aws_lb_listener", "aws_alb_listener"],
    path: ["protocol"],
    when: leftHttps,
    title: (before, after) => `The listener speaks ${after} instead of ${before}`,
    detail: "Credentials and data cross the network in the clear.",
    remedy: "Keep HTTPS, and redirect HTTP to it",
  },
  {
    types: ["aws_cloudfront_distribution"],
    path: ["default_cache_behavior", 0, "viewer_protocol_policy"],
    when: becomes("allow-all"),
    title: "The distribution answers over HTTP",
    detail: "Credentials and data cross the network in the clear.",
    remedy: "Keep redirect-to-https or https-only",
  },
  {
    types: ["aws_subnet"],
    path: ["map_public_ip_on_launch"],
    when: turnedOn,
    severity: "medium",
    title: "What is started in the subnet gets a public address",
    detail: "Its security groups are all that stands between it and the Internet.",
    remedy: "Keep public addresses for load balancers and NAT gateways",
  },
];

export const publicAccessRules: readonly Rule[] = [
  {
    id: "bucket-public-access",
    category: "exposure",
    severity: "block",
    summary: "A bucket's or account's block of public access is off",
    example: "block_public_policy goes from true to false",
    equivalents: [
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "CKV2_AWS_6",
      "AWS-0086",
      "AWS-0087",
      "AWS-0091",
      "AWS-0093",
    ],
    types: blocks,
    find: findUnblocked,
  },
  {
    id: "bucket-public-acl",
    category: "exposure",
    severity: "block",
    summary: "An access control list makes a bucket's objects public",
    example: "acl becomes public-read",
    equivalents: ["CKV_AWS_20", "CKV_AWS_57"],
    types: ["aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object"],
    find: (change) =>
      isPublicAcl(change.afterAt("acl")) && !isPublicAcl(change.beforeAt("acl"))
        ? [
            {
              title: "Everybody may read what lies here",
              detail: "The access control list makes it public, with or without an AWS account.",
              remedy: "Use private, and serve public files through CloudFront with origin access control",
              changes: [change.describe(["acl"])],
            },
          ]
        : [],
  },
  {
    id: "database-public",
    category: "exposure",
    severity: "block",
    summary: "A database gets a public address",
    example: "publicly_accessible goes from false to true",
    equivalents: ["CKV_AWS_17"],
    types: databases,
    find: (change) =>
      change.afterAt("publicly_accessible") === true && change.beforeAt("publicly_accessible") !== true
        ? [
            {
              severity: change.before === undefined ? "high" : "block",
              title: "The database gets a public address",
              detail: "Its security groups and passwords are all that stands between its data and the Internet.",
              remedy: "Set publicly_accessible to false; reach it from inside the VPC",
              changes: [change.describe(["publicly_accessible"])],
            },
          ]
        : [],
  },
  watchRule(
    {
      id: "network-exposed",
      category: "exposure",
      severity: "high",
      summary: "Something that was inside of the network faces the Internet, or talks in the clear",
      example: "internal of a load balancer goes from true to false",
      equivalents: ["CKV_AWS_2", "AWS-0053", "AWS-0054"],
    },
    network,
  ),
];
