import { becomes, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, type Json, type Path } from "../json";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

const versioning: readonly Watch[] = [
  {
    types: ["aws_s3_bucket_versioning"],
    path: ["versioning_configuration", 0, "status"],
    when: becomes("Suspended"),
    title: "Versioning is suspended",
    detail: "From then on an overwritten or deleted object is gone.",
    remedy: "Keep versioning; expire old versions with a lifecycle rule",
  },
  {
    types: ["aws_s3_bucket"],
    path: ["versioning", 0, "enabled"],
    when: (before, after) => before === true && after === false,
    title: "Versioning is suspended",
    detail: "From then on an overwritten or deleted object is gone.",
    remedy: "Keep versioning; expire old versions with a lifecycle rule",
  },
];

export const s3BucketRules: readonly Rule[] = [
  watchRule(
    {
      id: "bucket-versioning",
      category: "data",
      severity: "high",
      summary: "Versioning of a bucket is suspended",
      example: '`versioning_configuration { status = "Suspended" }`',
      equivalents: ["CKV_AWS_21", "AWS-0090"],
    },
    versioning,
  ),
  {
    id: "bucket-versioning-removed",
    category: "data",
    severity: "high",
    summary: "What keeps a bucket's versions is removed",
    example: "The aws_s3_bucket_versioning of a bucket leaves the configuration: the provider suspends versioning",
    types: ["aws_s3_bucket_versioning"],
    find: (change) =>
      change.isDelete && change.beforeAt("versioning_configuration", 0, "status") === "Enabled"
        ? [
            {
              title: "Versioning is suspended",
              detail:
                "The provider suspends versioning when this is destroyed: an overwritten or deleted object is gone.",
              remedy: "Keep it as long as the bucket",
            },
          ]
        : [],
  },
  {
    id: "bucket-expiry",
    category: "data",
    severity: "high",
    summary: "Objects of a bucket that exists are deleted sooner",
    example: "A lifecycle rule with `expiration { days = 30 }` is added",
    types: ["aws_s3_bucket_lifecycle_configuration"],
    find: (change, plan) => (change.is("create") || change.isUpdate ? expiries(change, plan) : []),
  },
];

/** Where a lifecycle rule says after how many days something is deleted, and what. */
const expiryPaths: readonly (readonly [Path, string])[] = [
  [["expiration", 0, "days"], "Objects"],
  [["noncurrent_version_expiration", 0, "noncurrent_days"], "Old versions of objects"],
];

function expiries(change: ResourceChange, plan: Plan): Observation[] {
  if (change.isCreate && isOfNewBucket(change, plan)) return [];
  const before = new Map(list(change.beforeAt("rule")).map((rule) => [at(rule, ["id"]), rule]));
  return list(change.afterAt("rule")).flatMap((rule, index) =>
    expiryPaths.flatMap(([path, what]) => {
      const days = daysOf(rule, path);
      const earlier = daysOf(before.get(at(rule, ["id"])), path);
      if (days >= earlier) return [];
      return [
        {
          title: `${what} are deleted after ${days} days${earlier === Infinity ? "" : ` instead of ${earlier}`}`,
          detail: "S3 deletes those that are older within a day or two; the rule's filter says which.",
          remedy: "Check the filter and what is older than that before this is applied",
          changes: [
            {
              attribute: `rule[${index}].${path.join(".")}`,
              before: earlier === Infinity ? undefined : earlier,
              after: days,
            },
          ],
        },
      ];
    }),
  );
}

/** Rules that are disabled delete nothing. */
function daysOf(rule: Json | undefined, path: Path): number {
  const days = at(rule, path);
  return typeof days === "number" && days > 0 && at(rule, ["status"]) !== "Disabled" ? days : Infinity;
}

/** A bucket that this plan creates holds nothing yet. */
function isOfNewBucket(change: ResourceChange, plan: Plan): boolean {
  const references = plan.configuration.references(change, ["bucket"]);
  const bucket = change.afterAt("bucket");
  return plan.changes.some(
    ({ type, name, isCreate, after }) =>
      type === "aws_s3_bucket" &&
      isCreate &&
      (references.includes(`aws_s3_bucket.${name}`) || (bucket !== undefined && at(after, ["bucket"]) === bucket)),
  );
}
