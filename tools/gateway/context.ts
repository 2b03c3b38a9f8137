import type { ClientRequest, Destination } from "./exchange";
import type { ServedMethod, ServedStage } from "./served-stage";

interface Ids {
  requestId: string;
  extendedRequestId: string;
}

/** `$context` of a request, which is also `requestContext` of a Lambda event. */
export function createContext(request: ClientRequest, destination: Destination, ids: Ids): Record<string, unknown> {
  const { api, stage } = destination.stage;
  return {
    accountId: api.accountId,
    apiId: api.id,
    deploymentId: stage.deploymentId,
    domainName: destination.domainName,
    domainPrefix: destination.domainName.split(".", 1)[0],
    extendedRequestId: ids.extendedRequestId,
    httpMethod: request.httpMethod,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.headers.get("user-agent") ?? null,
      userArn: null,
      ...networkIdentity(destination),
    },
    ...canaryMark(destination.stage),
    path: destination.contextPath,
    protocol: request.protocol,
    requestId: ids.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    stage: stage.name,
  };
}

/** What is known once the request has found its method. */
export function addRoute(context: Record<string, unknown>, { resource, method }: ServedMethod): void {
  context["resourceId"] = resource.id;
  context["resourcePath"] = resource.path;
  if (method.operationName !== undefined) context["operationName"] = method.operationName;
}

/** "Present only when you have a canary enabled" (developer guide, "$context variables"). */
const canaryMark = ({ stage, isCanary }: ServedStage) =>
  stage.canary ? { isCanaryRequest: isCanary ? "true" : "false" } : {};

function networkIdentity({ vpcEndpointId, stage }: Destination) {
  if (vpcEndpointId === undefined) return {};
  const vpcId = stage.vpcEndpoints.get(vpcEndpointId);
  return { vpceId: vpcEndpointId, ...(vpcId !== undefined && { vpcId }) };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Of the second that was asked for last. */
let logTime = { second: Number.NaN, text: "" };

/** Such as `22/Nov/2026:15:30:00 +0000`. */
function commonLogTime(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== logTime.second) logTime = { second, text: printLogTime(second) };
  return logTime.text;
}

function printLogTime(second: number): string {
  const [date, time] = new Date(1000 * second).toISOString().split("T") as [string, string];
  const [year, month, day] = date.split("-") as [string, string, string];
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
