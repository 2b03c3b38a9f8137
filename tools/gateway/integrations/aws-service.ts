import type { Integration, RestApi } from "../api/rest-api";
import type { Exchange, Outcome, Step } from "../exchange";
import { readServiceUri, type ServiceAnswer, type ServiceRequest } from "../services/request";
import { compileDynamoDb } from "./dynamodb";
import type { Backends } from "./lambda";

/** Compiles an integration with an AWS service. Throws, naming it, for what is not served. */
export function compileAwsService(integration: Integration, backends: Backends): Step {
  const uri = readServiceUri(integration.uri);
  if (uri.service === "dynamodb") return compileDynamoDb(uri, integration, backends);
  const answer = backends.services.connect(uri, integration);
  return (exchange) => send(exchange, answer);
}

/** What AWS will refuse to deploy: an integration with a service other than Lambda that names no role to call it with. */
export function missingCredentials({ stack, name, resources }: RestApi): string[] {
  return resources.flatMap(({ path, methods }) =>
    Object.values(methods)
      .filter(({ integration }) => integration?.type === "AWS" && integration.credentials === undefined)
      .filter(({ integration }) => !integration!.uri.includes(":lambda:path/"))
      .map(
        ({ httpMethod }) =>
          `stack ${stack}: ${name}: method ${httpMethod} ${path}: integration credentials: expected the ARN of a role, got ` +
          `none: served, but AWS will refuse it ("Role ARN must be specified for AWS integrations")`,
      ),
  );
}

function send(exchange: Exchange, answer: (request: ServiceRequest) => ServiceAnswer): Outcome {
  const { httpMethod, uri, headers, query, body } = exchange.integrationRequest!;
  const contentType = exchange.request.headers.get("content-type") ?? "application/json";
  for (const [name, value] of [
    ["Accept", "application/json"],
    ["Content-Type", contentType],
  ] as const)
    if (!headers.has(name)) headers.set(name, value);
  const request = { uri: readServiceUri(uri), httpMethod, headers, query, body: body.toString() };
  const { statusCode, ...rest } = answer(request);
  exchange.integrationResult = { statusCode, ...rest, selectionValue: String(statusCode) };
  return undefined;
}
