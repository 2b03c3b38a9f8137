import { conditionsHold } from "./policy/conditions";
import { PolicyError, type Policy, type PrincipalKind, type Principals, type Statement } from "./policy/document";
import { matchesArn, matchesPattern, readPattern } from "./policy/patterns";

export { parsePolicy, PolicyError } from "./policy/document";
export type { Policy, PrincipalKind, Principals, Statement } from "./policy/document";
export type { Conditions } from "./policy/conditions";
export {
  comparePolicies,
  effectiveAllows,
  isEverybody,
  type Difference,
  type Grant,
  type NameSet,
  type PolicyComparison,
} from "./policy/comparison";
export type { Restriction } from "./policy/restriction";

export type Decision = "Allow" | "ExplicitDeny" | "ImplicitDeny";

/**
 * Who asks: `AWS` ARNs (of a user, of a session and the role behind it), `Service` host names, `Federated` providers.
 * An anonymous caller is `{}`.
 */
export type Principal = Partial<Record<PrincipalKind, string | string[]>>;

export interface PolicyRequest {
  principal: Principal;
  /** For example `execute-api:Invoke`. */
  action: string;
  /** The resource's full ARN, for API Gateway `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`. */
  resource: string;
  /** Condition keys, names without case: `aws:SourceIp`, `aws:SourceVpce` ... A key that is not here has no value. */
  context: Record<string, string | string[]>;
}

/**
 * Decides one request by one policy: an explicit Deny wins, then an Allow, else nothing was said (IAM user guide, "Policy
 * evaluation logic"). Statements without principals, as in identity policies, are about whoever holds the policy. Throws
 * {@link PolicyError} on a statement that names no resource.
 */
export function evaluatePolicy(policy: Policy, request: PolicyRequest): Decision {
  const values = new Map(
    Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), [value].flat()] as const),
  );
  const context = (key: string) => values.get(key.toLowerCase());
  const variables = policy.version === "2012-10-17" ? (key: string) => singleOf(context(key)) : undefined;
  const matching = policy.statements.filter(
    (statement) =>
      isAboutPrincipal(statement, request.principal) &&
      isAboutAction(statement, request.action) &&
      isAboutResource(statement, request.resource, variables) &&
      conditionsHold(statement.conditions, context, variables),
  );
  if (matching.some(({ effect }) => effect === "Deny")) return "ExplicitDeny";
  return matching.length > 0 ? "Allow" : "ImplicitDeny";
}

/** A policy variable stands for a key with one value. */
const singleOf = (values: readonly string[] | undefined) => (values?.length === 1 ? values[0] : undefined);

function isAboutAction({ actions, notActions }: Statement, action: string): boolean {
  const listed = (actions ?? notActions ?? []).some((pattern) =>
    matchesPattern(readPattern(pattern.toLowerCase(), undefined) ?? [], action.toLowerCase()),
  );
  return actions ? listed : !listed;
}

function isAboutResource(
  { resources, notResources }: Statement,
  resource: string,
  variables: ((key: string) => string | undefined) | undefined,
): boolean {
  const patterns = resources ?? notResources;
  if (!patterns)
    throw new PolicyError("policy statement: expected Resource or NotResource to decide a request, got neither");
  const listed = patterns.some((text) => {
    const pattern = readPattern(fullResource(text, resource), variables);
    return pattern !== undefined && matchesArn(pattern, resource);
  });
  return resources ? listed : !listed;
}

/** API Gateway completes `execute-api:/stage/METHOD/path` with the API that the policy is attached to. */
function fullResource(text: string, resource: string): string {
  if (!text.startsWith("execute-api:/")) return text;
  const [api] = /^arn:[^:]*:execute-api:[^:]*:[^:]*:[^/]*/.exec(resource) ?? [];
  return api === undefined ? text : api + text.slice("execute-api:".length);
}

function isAboutPrincipal({ principals, notPrincipals }: Statement, principal: Principal): boolean {
  if (principals) return isListed(principals, principal);
  return notPrincipals ? !isListed(notPrincipals, principal) : true;
}

function isListed(principals: Principals, principal: Principal): boolean {
  return Object.entries(principals).some(([kind, listed]) =>
    listed.some((text) => {
      if (kind === "AWS" && text === "*") return true;
      const given = [principal[kind as PrincipalKind] ?? []].flat();
      return given.some((one) => (kind === "AWS" ? isSameIdentity(text, one) : text === one));
    }),
  );
}

/** An account stands for all its identities, a role for its sessions. */
function isSameIdentity(listed: string, given: string): boolean {
  if (listed === given) return true;
  const account = accountOf(given);
  const wholeAccount = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(listed);
  if (wholeAccount) return wholeAccount[1] === account;
  const role = /^arn:([^:]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(listed);
  return role !== null && given.startsWith(`arn:${role[1]}:sts::${role[2]}:assumed-role/${role[3]}/`);
}

const accountOf = (identity: string) => (/^\d{12}$/.test(identity) ? identity : identity.split(":")[4]);
