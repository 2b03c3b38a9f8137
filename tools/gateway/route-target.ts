import type { Integration } from "./api/rest-api";
import type { AwsServices } from "./services/aws-services";
import { constantsOf } from "./services/constants";
import { readServiceUri } from "./services/request";

/** What answers a route, for a person: a function's name, `sqs feedback`, an HTTP backend's host, MOCK. */
export function targetOf(integration: Integration, services: AwsServices): string {
  const { type, uri } = integration;
  if (type === "MOCK") return type;
  if (type === "HTTP" || type === "HTTP_PROXY") return /^https?:\/\/[^/?#]+/.exec(uri)?.[0] ?? type;
  const functionName = /:function:([^/:]+)/.exec(uri)?.[1];
  return functionName ?? serviceTarget(integration, services);
}

/** The service with what it is sent to where the integration always says that, else with the action. */
function serviceTarget(integration: Integration, services: AwsServices): string {
  const uri = readServiceUri(integration.uri);
  const names = services.running.get(uri.service)?.targetsOf(uri, integration) ?? constantsOf(integration, "TableName");
  return [uri.service, ...(names.length > 0 ? names : uri.kind === "action" ? [uri.name] : [])].join(" ");
}
