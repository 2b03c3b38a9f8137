import { certificatePaths } from "../certificate-use";
import type { Observation } from "../finding";
import { at } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";

export const certificateReplacedRules: readonly ResourceRule[] = [
  {
    id: "certificate-replaced",
    category: "certificates",
    severity: "medium",
    summary: "A certificate is replaced or deleted",
    example: "`subject_alternative_names` of a certificate in use changes, without `create_before_destroy`",
    types: ["aws_acm_certificate"],
    find: (change, plan) => (change.is("delete") ? [replaced(change, plan)] : []),
  },
];

function replaced(change: ResourceChange, plan: Plan): Observation {
  const users = change.isReplace ? usersOf(change, plan) : [];
  const breaks = users.length > 0 && !change.createsBeforeDestroy;
  const domain = at(change.before, ["domain_name"]);
  const name = typeof domain === "string" ? domain : change.name;
  const reason = replacementReason(change);
  const consequence = change.isDelete
    ? "ACM refuses to delete a certificate in use: if anything outside this plan uses it, the apply waits and fails."
    : breaks
      ? `It is destroyed first, but ${users.join(", ")} ${users.length > 1 ? "use" : "uses"} it: ACM refuses, and the apply waits and fails.`
      : change.createsBeforeDestroy
        ? "The new one is requested first and must be validated; its ARN changes for whoever knows it outside this plan."
        : "The old one is gone before the new one is issued; whoever uses it outside this plan makes the apply fail.";
  return {
    ...(breaks && { severity: "block" }),
    title: `The certificate for ${name} is ${change.isDelete ? "deleted" : "replaced"}`,
    detail: [consequence, reason && `${reason}.`].filter(Boolean).join(" "),
    remedy: change.isDelete
      ? "Check in ACM that nothing uses it"
      : change.createsBeforeDestroy
        ? "Have the DNS records of its validation in the same plan"
        : "Set create_before_destroy on the certificate",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}

/** Addresses of resources that have the certificate's ARN now. */
function usersOf(certificate: ResourceChange, plan: Plan): string[] {
  const arn = certificate.beforeAt("arn");
  return typeof arn === "string" ? (usersByArn(plan).get(arn) ?? []) : [];
}

const usersByArn = perPlan(({ changes }) => {
  const users = new Map<string, string[]>();
  for (const change of changes)
    for (const path of certificatePaths(change.type)) {
      const arn = at(change.before, path);
      if (typeof arn === "string") users.set(arn, [...(users.get(arn) ?? []), change.address]);
    }
  return users;
});
