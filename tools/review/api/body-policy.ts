import { comparePolicies, isEverybody, parsePolicy, type Policy, PolicyError } from "../../../semantics/policy";
import type { Severity } from "../finding";
import type { Json } from "../json";
import { everybodyEverything } from "../policies/attributes";

/** What becomes of `x-amazon-apigateway-policy`, as sets of statements; undefined when both say the same. An API without one is open. */
export function comparePolicy(
  before: Json | undefined,
  after: Json | undefined,
): { severity: Severity; says: string } | undefined {
  try {
    const { widened, narrowed } = comparePolicies(read(before), read(after));
    const opens = widened.some(({ grant }) => grant.effect === "Deny" || isEverybody(grant));
    if (widened.length > 0)
      return { severity: opens ? "block" : "high", says: "the policy in the body lets more callers in" };
    return narrowed.length > 0
      ? { severity: "medium", says: "the policy in the body lets fewer callers in" }
      : undefined;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { severity: "high", says: `the policy in the body changes and can't be judged (${error.message})` };
  }
}

const read = (policy: Json | undefined): Policy =>
  policy === undefined || policy === null ? everybodyEverything : parsePolicy(policy);
