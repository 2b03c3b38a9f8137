import {
  type Decision,
  evaluatePolicy,
  parsePolicy,
  type Policy,
  type PolicyRequest,
  type Principal,
} from "../../../semantics/policy";
import type { RestApi } from "../api/rest-api";
import type { Exchange, Outcome } from "../exchange";

/** Decides, before a method's authorization, whether the API's resource policy lets a request in. */
export type Admission = (exchange: Exchange) => Outcome;

/** Who calls, as far as policies see it. */
export interface Caller {
  /** As AWS's messages name it. */
  name: string;
  principal: Principal;
  /** Condition keys about the caller. */
  context: Record<string, string>;
}

export const anonymous: Caller = { name: "anonymous", principal: {}, context: {} };

/** What an API's resource policy says of a call; nothing was said when it has none. */
export type ResourcePolicy = (exchange: Exchange, caller: Caller, action?: string) => Decision;

export function compileResourcePolicy(api: RestApi): ResourcePolicy | undefined {
  if (api.policy === undefined) return undefined;
  const policy = parsePolicy(api.policy);
  return (exchange, caller, action) => decide(policy, exchange, caller, action);
}

/**
 * Compiles what is decided by the resource policy alone, before a method's authorization: a method without authorization
 * needs an Allow, one with a Lambda authorizer no Deny, the other kinds know their caller first. Without a policy a public
 * API is open and a private API is closed (developer guide, "How API Gateway resource policies affect authorization workflow").
 */
export function compileAdmission(api: RestApi): Admission | undefined {
  const policy = compileResourcePolicy(api);
  if (!policy) return api.door === "private" ? () => closed : undefined;
  return (exchange) => {
    const needs = needed[exchange.method?.method.authorization ?? "NONE"] ?? "Allow";
    if (needs === "nothing") return undefined;
    const decision = policy(exchange, anonymous);
    exchange.trace?.note({ decision });
    return decision === "Allow" || (needs === "no Deny" && decision === "ImplicitDeny")
      ? undefined
      : accessDenied(exchange, anonymous, decision);
  };
}

const needed: Record<string, "Allow" | "no Deny" | "nothing"> = {
  NONE: "Allow",
  CUSTOM: "no Deny",
  COGNITO_USER_POOLS: "nothing",
  AWS_IAM: "nothing",
};

/** The ARN of the call, its path as it was sent: `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`. */
export function methodArn(exchange: Exchange): string {
  return arnOf(exchange, exchange.destination.resourcePath);
}

/**
 * Decides a call by a policy. The router reads `/%61dmin/` as `/admin`, and so must whatever denies it: a Deny counts for
 * either spelling, and an Allow of all but some resources for both.
 */
export function decide(policy: Policy, exchange: Exchange, caller: Caller, action = "execute-api:Invoke"): Decision {
  const context = { ...conditionKeys(exchange), ...caller.context };
  const evaluate = (resource: string): Decision =>
    evaluatePolicy(policy, { principal: caller.principal, action, resource, context });
  const sent = methodArn(exchange);
  const plain = arnOf(exchange, plainPath(exchange.destination.resourcePath));
  const decision = evaluate(sent);
  if (plain === sent) return decision;
  const other = evaluate(plain);
  if (other === "ExplicitDeny") return other;
  const allowsAllBut = policy.statements.some(({ effect, notResources }) => effect === "Allow" && notResources);
  return other === "ImplicitDeny" && decision === "Allow" && allowsAllBut ? other : decision;
}

/** The refusal of a caller whom a resource policy denies, or doesn't allow. */
export function accessDenied(exchange: Exchange, caller: Caller, decision: Decision): Outcome {
  const how = decision === "ExplicitDeny" ? " with an explicit deny" : "";
  return {
    type: "ACCESS_DENIED",
    message: `User: ${caller.name} is not authorized to perform: execute-api:Invoke on resource: ${masked(methodArn(exchange))}${how}`,
    hint: `resource policy: ${decision}`,
  };
}

const closed: Outcome = {
  type: "ACCESS_DENIED",
  message: "User: anonymous is not authorized to access this resource",
  hint: "resource policy: expected one on a private API, got none",
};

function arnOf({ stage: { api, stage }, request }: Exchange, path: string): string {
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.id}/${stage.name}/${request.httpMethod}/${path.replace(/^\//, "")}`;
}

/** As the router reads a path. */
function plainPath(path: string): string {
  const trimmed = path.replace(/^\/+/, "").replace(/\/$/, "");
  return `/${trimmed.split("/").map(decoded).join("/")}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function conditionKeys({ request, destination, stage }: Exchange): PolicyRequest["context"] {
  const { vpcEndpointId } = destination;
  return {
    [vpcEndpointId === undefined ? "aws:SourceIp" : "aws:VpcSourceIp"]: request.sourceIp,
    ...(vpcEndpointId !== undefined && {
      "aws:SourceVpce": vpcEndpointId,
      ...vpcOf(stage.vpcEndpoints.get(vpcEndpointId)),
    }),
    "aws:SecureTransport": "true",
    "aws:CurrentTime": new Date(request.receivedAt).toISOString(),
    "aws:EpochTime": String(Math.floor(request.receivedAt / 1000)),
    ...header(request.headers.get("user-agent"), "aws:UserAgent"),
    ...header(request.headers.get("referer"), "aws:Referer"),
  };
}

const header = (value: string | undefined, key: string) => (value === undefined ? {} : { [key]: value });

/** AWS shows only the last four digits of the account. */
const masked = (arn: string) => arn.replace(/:(\d{8})(\d{4}):/, ":********$2:");

const vpcOf = (vpcId: string | undefined) => (vpcId === undefined ? {} : { "aws:SourceVpc": vpcId });
