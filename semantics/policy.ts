export type Decision = "Allow" | "ExplicitDeny" | "ImplicitDeny";

/** Condition block: operator -> key -> values. */
export type Conditions = Record<string, Record<string, string[]>>;

/** One statement with every list spelled out; exactly one of each pair is set, principals are absent in identity policies. */
export interface Statement {
  sid?: string;
  effect: "Allow" | "Deny";
  principals?: Record<string, string[]>;
  notPrincipals?: Record<string, string[]>;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  conditions: Conditions;
}

export interface Policy {
  version: "2012-10-17" | "2008-10-17";
  statements: Statement[];
}

/** Who asks: `AWS` an ARN, account id or "*"; `Service` a host name; `Federated` a provider. An anonymous caller has none. */
export type Principal = Partial<Record<"AWS" | "Service" | "Federated" | "CanonicalUser", string | string[]>>;

export interface PolicyRequest {
  principal: Principal;
  action: string;
  /** The resource's full ARN. */
  resource: string;
  /** Condition keys, names without case: `aws:SourceIp`, `aws:SourceVpce` ... */
  context: Record<string, string | string[]>;
}

/** A policy that can't be understood; whoever evaluates it must refuse. */
export class PolicyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PolicyError";
  }
}

/** Reads a policy document (JSON text or parsed). Throws {@link PolicyError} on anything IAM would not take. */
export function parsePolicy(json: unknown): Policy {
  throw new PolicyError(`not written yet: ${typeof json}`);
}

/** Decides one request: an explicit Deny wins, then an Allow, else nothing was said. */
export function evaluatePolicy(policy: Policy, request: PolicyRequest): Decision {
  throw new PolicyError(`not written yet: ${policy.version} ${request.action}`);
}

/** The policy as a sorted set of simple statements: two policies that say the same in other words give the same set. */
export function normalizePolicy(policy: Policy): string[] {
  throw new PolicyError(`not written yet: ${policy.version}`);
}
