import type { Observation } from "../finding";
import { isEmpty, type Path, printPath } from "../json";
import type { Plan } from "../plan";
import { policyAttributes } from "../policies/attributes";
import { policyChanges } from "../policies/policy-change";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** Arguments on which exposure depends and that no other rule watches, by type. */
const judged: Readonly<Record<string, readonly Path[]>> = {
  aws_default_security_group: [["ingress"]],
  aws_lambda_function_url: [["authorization_type"]],
  aws_lambda_permission: [["principal"], ["source_account"]],
  aws_s3_bucket_public_access_block: [
    ["block_public_acls"],
    ["block_public_policy"],
    ["ignore_public_acls"],
    ["restrict_public_buckets"],
  ],
  aws_security_group: [["ingress"]],
  aws_security_group_rule: [["cidr_blocks"], ["ipv6_cidr_blocks"]],
  aws_vpc_security_group_ingress_rule: [["cidr_ipv4"], ["cidr_ipv6"]],
  aws_wafv2_web_acl: [["default_action"], ["rule"]],
  aws_wafv2_web_acl_association: [["web_acl_arn"]],
};

function findUnknown(change: ResourceChange, plan: Plan): Observation[] {
  if (!change.isUpdate && !change.isReplace) return [];
  return (judged[change.type] ?? [])
    .filter(
      (path) =>
        change.isUnknown(path) &&
        !isEmpty(change.beforeAt(...path)) &&
        plan.configuration.sets(change, String(path[0])),
    )
    .map((path) => ({
      title: `${printPath(path)} can't be judged: its new value is known only after apply`,
      detail: "It depends on something that this plan creates or changes, so the plan doesn't say who gets access.",
      remedy: "Look at the expression in the configuration, or apply what it depends on first and plan again",
      changes: [change.describe(path)],
    }));
}

/** One line for all of them: a first plan has many, and AWS numbers what they mention. */
function findNewPolicies(plan: Plan): Observation[] {
  const addresses = plan.changes
    .filter((change) => change.mode === "managed" && change.isCreate && change.type in policyAttributes)
    .filter((change) => policyChanges(change, plan).some(({ state }) => state === "unknown"))
    .map(({ address }) => address)
    .toSorted();
  return addresses.length === 0
    ? []
    : [
        {
          title: `${addresses.length === 1 ? "A new policy" : `${addresses.length} new policies`} can't be judged before the apply`,
          detail: `They mention what this plan creates: ${addresses.slice(0, 10).join(", ")}${addresses.length > 10 ? ` and ${addresses.length - 10} more` : ""}.`,
          remedy: "Review them in the configuration; the next plan shows them",
        },
      ];
}

export const unknownValueRules: readonly Rule[] = [
  {
    id: "exposure-unknown",
    category: "exposure",
    severity: "medium",
    summary: "Who gets access is known only after apply",
    example: "The cidr_blocks of an existing rule come from a resource that is created",
    types: Object.keys(judged),
    find: findUnknown,
  },
  {
    id: "new-policies-unknown",
    category: "exposure",
    severity: "info",
    summary: "Policies of new resources that are known only after apply",
    example: "A new API's policy names the API's own ARN",
    findInPlan: findNewPolicies,
  },
];
