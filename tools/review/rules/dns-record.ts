import type { Observation, Severity } from "../finding";
import { asText, at, isEmpty, isSame, type Json } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";

const type = "aws_route53_record";

interface Loss {
  severity: Severity;
  says: string;
}

/** What is lost with a record, by its type; `A` and the like stand for what clients connect to. */
const losses: Readonly<Record<string, Loss>> = {
  A: { severity: "block", says: "Clients no longer find the name, as soon as their resolvers' caches run out." },
  AAAA: { severity: "block", says: "Clients no longer find the name over IPv6." },
  CNAME: { severity: "block", says: "Clients no longer find the name, as soon as their resolvers' caches run out." },
  NS: { severity: "block", says: "Everything below the delegated name stops resolving." },
  MX: { severity: "high", says: "Mail to the domain is no longer delivered." },
  SRV: { severity: "high", says: "Clients no longer find the service." },
  DS: { severity: "high", says: "Validating resolvers treat the delegation as unsigned." },
  CAA: { severity: "medium", says: "Other certificate authorities may issue certificates for the name." },
  TXT: { severity: "medium", says: "What relied on it (proof of ownership, SPF, DKIM) fails." },
};

const otherLoss: Loss = { severity: "high", says: "Whoever asks for it gets no answer." };

/** Names in DNS (C5). */
export const dnsRecordRules: readonly ResourceRule[] = [
  {
    id: "dns-record-removed",
    category: "clients",
    severity: "block",
    summary: "A DNS record is deleted, or replaced by one of another name",
    example: "The alias record of `api.example.com` is removed",
    types: [type],
    find: (change, plan) => (change.is("delete") ? [gone(change, plan)] : []),
  },
  {
    id: "dns-record-changed",
    category: "clients",
    severity: "medium",
    summary: "A DNS record leads elsewhere",
    example: "The alias of `api.example.com` points to another distribution",
    types: [type],
    find: (change) => (change.isUpdate ? leadsElsewhere(change) : []),
  },
];

function gone(change: ResourceChange, plan: Plan): Observation {
  const { severity, says } = lossOf(change);
  const name = nameOf(change.beforeAt("name"));
  const kind = asText(change.beforeAt("type"));
  const next = nameOf(change.afterAt("name"));
  const isSameName = change.isReplace && name === next && isSame(kind, change.afterAt("type"));
  const other = indexOf(plan).get(`${kind} ${name}`);
  const isValidation = kind === "CNAME" && isValidationRecord(change);
  if (isValidation)
    return {
      severity: "info",
      title: `The record that proves a certificate's domain is ${change.isReplace ? "replaced" : "deleted"}`,
      detail: "No client asks for it. A certificate that it was made for can't be renewed without it.",
      remedy: "Keep it as long as the certificate is in use",
      changes: [change.describe(["name"])],
    };
  if (other)
    return {
      severity: "medium",
      title: `DNS record ${name} (${kind}) is deleted here and created by ${other.address}`,
      detail:
        "The order of the two isn't certain: the create may fail because the record exists, or the delete may take the new one away.",
      remedy: "Tell Terraform with a moved block that it is the same record",
      changes: [change.describe(["name"])],
    };
  return {
    severity,
    title: change.isReplace
      ? `DNS record ${name} (${kind}) is destroyed and ${isSameName ? "created anew" : `${next || "another"} created`}`
      : `DNS record ${name} (${kind}) is deleted`,
    detail: isSameName ? `${says} It comes back under the same name later in the apply.` : says,
    remedy: "Create the new record first, and delete this one when nobody asks for it any more",
    changes: (change.replacePaths.length > 0 ? change.replacePaths : [["name"]]).map((path) => change.describe(path)),
  };
}

const lossOf = (change: ResourceChange): Loss => {
  const kind = asText(change.beforeAt("type"));
  return (Object.hasOwn(losses, kind) ? losses[kind] : undefined) ?? otherLoss;
};

/** Certificate validation of ACM: `_<hash>.example.com` -> `_<hash>.<hash>.acm-validations.aws.` */
const isValidationRecord = (change: ResourceChange): boolean =>
  list(change.beforeAt("records")).some(
    (record) => typeof record === "string" && record.includes("acm-validations.aws"),
  );

function leadsElsewhere(change: ResourceChange): Observation[] {
  if (isValidationRecord(change)) return [];
  const paths = [["alias"], ["records"]].filter(
    (path) => !isEmpty(at(change.before, path)) && change.changes(path) && !isOrder(change, path),
  );
  if (paths.length === 0) return [];
  const name = nameOf(change.beforeAt("name"));
  const isUnknown = paths.some((path) => change.isUnknown(path));
  return [
    {
      title: `DNS record ${name} leads ${isUnknown ? "to a target that is known only after apply" : "elsewhere"}`,
      detail: "Clients reach the new target as their resolvers' caches run out, and both targets until then.",
      remedy: "Keep the old target until the record's TTL is over",
      changes: paths.map((path) => change.describe(path)),
    },
  ];
}

const isOrder = (change: ResourceChange, path: string[]): boolean => {
  const [before, after] = [list(at(change.before, path)), list(at(change.after, path))];
  const texts = (values: Json[]) => values.map((value) => JSON.stringify(value)).toSorted();
  return !change.isUnknown(path) && isSame(texts(before), texts(after));
};

/** Without the dot at the end, which Route 53 doesn't tell apart. */
const nameOf = (name: Json | undefined): string =>
  typeof name === "string" ? name.replace(/\.$/, "").toLowerCase() : "";

/** Records that the plan creates in addition, by type and name. */
const indexOf = perPlan(
  (plan: Plan) =>
    new Map(
      plan.changes
        .filter((change) => change.type === type && change.mode === "managed" && change.isCreate)
        .map((change) => [`${asText(change.afterAt("type"))} ${nameOf(change.afterAt("name"))}`, change] as const),
    ),
);
