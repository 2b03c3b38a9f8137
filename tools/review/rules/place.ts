import { at, type Json } from "../json";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { PlanRule } from "../rule";

interface Place {
  region: string;
  account: string;
}

export const placeRules: readonly PlanRule[] = [
  {
    id: "region-changed",
    category: "runtime",
    severity: "block",
    summary: "The provider works in another region than the one in which the stack's objects are",
    example: "`region` of the provider changes: Terraform finds nothing there and creates all of it anew",
    findInPlan: (plan) =>
      strays(plan, ({ region }, change) => {
        const configured = textOf(change.afterAt("region")) ?? plan.configuration.region(change);
        return region !== "" && configured !== undefined && configured !== region ? [region, configured] : undefined;
      }).map(([was, is, addresses]) => ({
        title: `${count(addresses)} in ${was}, but the provider works in ${is}`,
        detail: `Terraform doesn't find them in ${is} and creates them anew, empty; those in ${was} go on to exist, unmanaged. First: ${first(addresses)}.`,
        remedy: `Keep the stack in ${was}; make a new environment for ${is}`,
        changes: [{ attribute: "region", before: was, after: is }],
      })),
  },
  {
    id: "account-changed",
    category: "runtime",
    severity: "block",
    summary: "The provider works in another account than the one in which the stack's objects are",
    example: "`allowed_account_ids` or the assumed role names another account",
    findInPlan: (plan) =>
      strays(plan, ({ account }, change) => {
        const configured = plan.configuration.accounts(change);
        return /^\d{12}$/.test(account) && configured.length > 0 && !configured.includes(account)
          ? [account, configured.join(", ")]
          : undefined;
      }).map(([was, is, addresses]) => ({
        title: `${count(addresses)} in account ${was}, but the provider works in ${is}`,
        detail: `Terraform doesn't find them in ${is} and creates them anew, empty; those in ${was} go on to exist, unmanaged. First: ${first(addresses)}.`,
        remedy: "Use the environment and the credentials of the account in which the stack is",
        changes: [{ attribute: "account", before: was, after: is }],
      })),
  },
];

/** Objects whose place differs from the configured one, grouped by both. */
function strays(
  plan: Plan,
  differ: (place: Place, change: ResourceChange) => [was: string, is: string] | undefined,
): [was: string, is: string, addresses: string[]][] {
  const groups = new Map<string, [string, string, Set<string>]>();
  const found = [...plan.changes, ...plan.drift].filter(({ mode }) => mode === "managed");
  for (const change of found) {
    const place = placeOf(change.before);
    const difference = place && differ(place, change);
    if (!difference) continue;
    const group = groups.get(difference.join(" ")) ?? [...difference, new Set<string>()];
    group[2].add(change.address);
    groups.set(difference.join(" "), group);
  }
  return [...groups.values()].map(([was, is, addresses]) => [was, is, [...addresses]]);
}

/** `arn:partition:service:region:account:...` of the object itself. */
function placeOf(object: Json | undefined): Place | undefined {
  const arn = at(object, ["arn"]);
  const [prefix, , , region, account] = typeof arn === "string" ? arn.split(":") : [];
  return prefix === "arn" && region !== undefined && account !== undefined ? { region, account } : undefined;
}

const count = (addresses: readonly string[]): string =>
  addresses.length === 1 ? "1 object of the stack is" : `${addresses.length} objects of the stack are`;

const first = (addresses: readonly string[]): string => addresses.slice(0, 3).join(", ");

const textOf = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
