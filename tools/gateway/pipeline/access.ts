import { evaluatePolicy, parsePolicy, type PolicyRequest } from "../../../semantics/policy";
import type { RestApi } from "../api/rest-api";
import type { Exchange, Outcome } from "../exchange";

/** Decides whether the API's resource policy lets a request in that no authorizer looks at. */
export type Admission = (exchange: Exchange) => Outcome;

/**
 * Compiles a REST API's resource policy. Without one a public API is open and a private API is closed
 * (developer guide, "How API Gateway resource policies affect authorization workflow").
 */
export function compileAdmission(api: RestApi): Admission | undefined {
  if (api.policy === undefined) return api.door === "private" ? () => denied("no resource policy") : undefined;
  const policy = parsePolicy(api.policy, "resource");
  return (exchange) => {
    const request = policyRequest(api, exchange);
    const decision = evaluatePolicy(policy, request);
    return decision === "Allow" ? undefined : denied(decision, request.resource);
  };
}

function policyRequest(api: RestApi, { request, destination, stage }: Exchange): PolicyRequest {
  const path = destination.resourcePath.replace(/^\//, "");
  const { vpcEndpointId } = destination;
  return {
    principal: {},
    action: "execute-api:Invoke",
    resource: `arn:aws:execute-api:${api.region}:${api.accountId}:${api.id}/${stage.stage.name}/${request.httpMethod}/${path}`,
    context: {
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
    },
  };
}

const header = (value: string | undefined, key: string) => (value === undefined ? {} : { [key]: value });

function denied(reason: "ExplicitDeny" | "ImplicitDeny" | "no resource policy", resource?: string): Outcome {
  const hint = `resource policy: ${reason}`;
  if (!resource)
    return { type: "ACCESS_DENIED", message: "User: anonymous is not authorized to access this resource", hint };
  const how = reason === "ExplicitDeny" ? " with an explicit deny" : "";
  return {
    type: "ACCESS_DENIED",
    message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked(resource)}${how}`,
    hint,
  };
}

/** AWS shows only the last four digits of the account. */
const masked = (arn: string) => arn.replace(/:(\d{8})(\d{4}):/, ":********$2:");

const vpcOf = (vpcId: string | undefined) => (vpcId === undefined ? {} : { "aws:SourceVpc": vpcId });
