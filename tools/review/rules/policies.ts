import { type PolicyKind, policyAttributes } from "../policies/attributes";
import { dangerous, isCompared, narrowed, unknown, unreadable, widened, type Wording } from "../policies/observations";
import { policyChanges } from "../policies/policy-change";
import type { ResourceRule, Rule } from "../rule";

/** Rule about policies of some kinds that let more happen than before, or something dangerous from the start. */
const widening = (
  text: Omit<ResourceRule, "types" | "find" | "severity" | "category">,
  kinds: readonly PolicyKind[],
  wording: Wording,
): ResourceRule => ({
  ...text,
  category: "exposure",
  severity: "high",
  types: Object.keys(policyAttributes).filter(
    (type) =>
      policyAttributes[type]?.some(({ kind }) => kinds.includes(kind)) ||
      (type === "aws_iam_role" && kinds.includes("identity")),
  ),
  find: (change, plan) =>
    policyChanges(change, plan)
      .filter(isCompared)
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((policy) =>
        policy.isNew ? dangerous(policy, wording, change, plan) : widened(policy, wording, change, plan),
      ),
});

const types = Object.keys(policyAttributes);

/** What policies let happen (S3-S6 of the risk catalogue). */
export const policyRules: readonly Rule[] = [
  widening(
    {
      id: "identity-policy-widened",
      summary: "A role, user or group may do more than before, or everything from the start",
      example: "dynamodb:GetItem on one table becomes dynamodb:* on everything",
      equivalents: ["CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40", "AWS-0342"],
    },
    ["identity"],
    { what: "policy", remedy: "List the actions and resources that are needed; keep Deny statements and conditions" },
  ),
  widening(
    {
      id: "trust-policy-widened",
      summary: "More principals may assume a role than before, or everybody from the start",
      example: "The principal of assume_role_policy becomes *",
      equivalents: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_393"],
    },
    ["trust"],
    {
      what: "trust policy",
      remedy:
        "Name the principals, and demand an external id, organization or token subject of those outside the account",
    },
  ),
  widening(
    {
      id: "resource-policy-widened",
      summary:
        "A queue, topic, bucket, key, secret or the like is open to more callers than before, or to everybody from the start",
      example: "A queue's policy loses its condition on aws:SourceAccount: everybody may send to it",
      equivalents: ["CKV_AWS_33", "CKV_AWS_70", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387", "AWS-0097"],
    },
    ["data", "delivery"],
    {
      what: "resource policy",
      remedy: "Name the principals, or keep a condition on the source's ARN, account or organization",
    },
  ),
  widening(
    {
      id: "api-policy-widened",
      summary: "An API's resource policy lets more callers in; a private API's no longer demands a VPC endpoint",
      example: "The Deny of every other aws:SourceVpce is removed from a private API",
    },
    ["api"],
    {
      what: "API's policy",
      remedy: "Keep the condition on aws:SourceVpce or aws:SourceVpc, or the Deny of everything else",
    },
  ),
  widening(
    {
      id: "endpoint-policy-widened",
      summary: "A VPC endpoint lets more calls through than before",
      example: "The policy that named two APIs is removed, which means full access",
    },
    ["endpoint"],
    { what: "VPC endpoint's policy", remedy: "Name the resources and principals that the endpoint is for" },
  ),
  {
    id: "policy-narrowed",
    category: "exposure",
    severity: "info",
    summary: "A policy lets less happen than before: safer, but whoever used it is refused",
    example: "sqs:SendMessage is taken from the topic that delivers to the queue",
    types,
    find: (change, plan) =>
      policyChanges(change, plan)
        .filter(isCompared)
        .flatMap((policy) => narrowed(policy, change)),
  },
  {
    id: "policy-unknown",
    category: "exposure",
    severity: "high",
    summary: "An existing policy becomes known only after apply: whatever it then says, nobody has reviewed it",
    example: "A data source aws_iam_policy_document that is read during apply because its table changes",
    types,
    find: (change, plan) => policyChanges(change, plan).flatMap(unknown),
  },
  {
    id: "policy-unreadable",
    category: "exposure",
    severity: "medium",
    summary: "A changed policy document that the review can't read, so nobody has judged it",
    example: "A policy with a condition operator that IAM doesn't know",
    types,
    find: (change, plan) => policyChanges(change, plan).flatMap((policy) => unreadable(policy, change)),
  },
];
