import { limits } from "../semantics/limits";
import { illegalRequestHeaders, type IntegrationType, responseHeaderName } from "../semantics/reserved-headers";
import { functionOf, permissionsFor } from "./invocation";
import { isObject, type JsonObject, methodParametersOf, objects, operationsOf, type Operation } from "./rest-api-body";
import { endpointTypeOf } from "./endpoint-type";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule } from "./rule";
import { block, list, literal, number, shown } from "./values";

const types = ["aws_api_gateway_rest_api"] as const;

export const integrationsOf = (api: Resource): { operation: Operation; integration: JsonObject }[] =>
  operationsOf(api).flatMap((operation) =>
    operation.integration ? [{ operation, integration: operation.integration }] : [],
  );

const typeOf = ({ type }: JsonObject) => String(type).toLowerCase();
export const uriOf = ({ uri }: JsonObject) => shown(uri);
const isService = (integration: JsonObject) =>
  typeOf(integration) === "aws" && !uriOf(integration).includes(":lambda:path/");

/** What the integrations of a REST API's methods take. */
export const integrationRules: readonly Rule[] = [
  resourceRule({
    id: "integration",
    checks: "Every method has an integration with a type, a verb and an address that API Gateway takes",
    source: "API Gateway API reference, PutIntegration; developer guide, x-amazon-apigateway-integration object",
    types,
    *check(api) {
      for (const { subject, integration } of operationsOf(api)) {
        if (!integration) {
          yield `body: ${subject}: expected x-amazon-apigateway-integration, got none`;
          continue;
        }
        const type = typeOf(integration);
        const place = `body: ${subject}: integration`;
        if (!["aws", "aws_proxy", "http", "http_proxy", "mock"].includes(type)) {
          yield `${place}: type: expected aws, aws_proxy, http, http_proxy or mock, got ${shown(integration["type"])}`;
          continue;
        }
        if (type !== "mock" && integration["httpMethod"] === undefined)
          yield `${place}: httpMethod: expected a verb, got none`;
        if (type !== "mock" && integration["uri"] === undefined) yield `${place}: uri: expected an address, got none`;
        const uri = literal(integration["uri"]);
        if (
          type.startsWith("aws") &&
          uri !== undefined &&
          !/^arn:aws[\w-]*:apigateway:[^:]+:[^:]+:(path|action)\//.test(uri)
        )
          yield `${place}: uri: expected arn:aws:apigateway:<region>:<service>:path/... or :action/..., got ${uri}`;
        if (type.startsWith("http") && uri !== undefined && !uri.startsWith("https://"))
          yield `${place}: uri: expected https, got ${uri}`;
        if (uriOf(integration).includes(":lambda:path/") && integration["httpMethod"] !== "POST")
          yield `${place}: httpMethod: expected POST, by which every function is invoked, got ${shown(integration["httpMethod"])}`;
        if (type === "aws_proxy" && uri !== undefined && /:apigateway:[^:]+:(?!lambda:|firehose:)/.test(uri))
          yield `${place}: type: expected aws, as aws_proxy is for functions and Firehose, got aws_proxy`;
      }
    },
  }),

  resourceRule({
    id: "integration-credentials",
    checks: "An integration with an AWS service has a role, and takes only bodies that its template maps",
    source: "API Gateway API reference, PutIntegration.credentials, passthroughBehavior",
    types,
    *check(api) {
      for (const { operation, integration } of integrationsOf(api)) {
        if (!isService(integration)) continue;
        const place = `body: ${operation.subject}: integration`;
        if (integration["credentials"] === undefined)
          yield `${place}: credentials: expected the ARN of a role, got none`;
        if (String(integration["passthroughBehavior"]).toLowerCase() !== "never")
          yield `${place}: passthroughBehavior: expected never, as clients could send the service what they like, got ${shown(integration["passthroughBehavior"])}`;
        const form = JSON.stringify(integration["requestTemplates"] ?? "").includes("Action=");
        const contentType = isObject(integration["requestParameters"])
          ? integration["requestParameters"]["integration.request.header.Content-Type"]
          : undefined;
        if (uriOf(integration).includes(":sqs:path/") && form && contentType !== "'application/x-www-form-urlencoded'")
          yield `${place}: requestParameters: expected integration.request.header.Content-Type 'application/x-www-form-urlencoded', without which SQS sees no operation, got ${shown(contentType)}`;
      }
    },
  }),

  resourceRule({
    id: "integration-connection",
    checks: "A private integration names its VPC link, and is one with an HTTP backend",
    source: "API Gateway API reference, PutIntegration.connectionId",
    types,
    *check(api) {
      for (const { operation, integration } of integrationsOf(api)) {
        if (integration["connectionType"] !== "VPC_LINK") continue;
        const place = `body: ${operation.subject}: integration`;
        if (integration["connectionId"] === undefined)
          yield `${place}: connectionId: expected the id of a VPC link, got none`;
        if (!typeOf(integration).startsWith("http"))
          yield `${place}: type: expected http or http_proxy over a VPC link, got ${typeOf(integration)}`;
      }
    },
  }),

  resourceRule({
    id: "integration-certificate",
    checks: "An integration with an HTTP backend takes only a certificate that proves the backend's name",
    source: "API Gateway developer guide, x-amazon-apigateway-integration.tlsConfig object",
    types,
    *check(api) {
      for (const { operation, integration } of integrationsOf(api)) {
        const tls = isObject(integration["tlsConfig"])
          ? integration["tlsConfig"]["insecureSkipVerification"]
          : undefined;
        if (tls === true || tls === "true")
          yield `body: ${operation.subject}: integration: tlsConfig.insecureSkipVerification: expected false and a certificate of a public authority, got true`;
      }
    },
  }),

  resourceRule({
    id: "integration-timeout",
    checks: "An integration waits 50 ms to 29 s (15 minutes when it streams)",
    source: "API Gateway API reference, PutIntegration.timeoutInMillis; Quotas for running a REST API",
    types,
    *check(api) {
      const { minimum, maximum, streaming } = limits.integrationTimeoutMs;
      const endpoint = endpointTypeOf(api);
      if (endpoint === undefined) return;
      const ordinary = maximum[endpoint as keyof typeof maximum] ?? maximum.EDGE;
      for (const { operation, integration } of integrationsOf(api)) {
        const timeout = number(integration["timeoutInMillis"]);
        const most = integration["responseTransferMode"] === "STREAM" ? streaming : ordinary;
        if (timeout !== undefined && (timeout < minimum || timeout > most))
          yield `body: ${operation.subject}: integration: timeoutInMillis: expected ${minimum} to ${most} on ${endpoint}, got ${timeout}`;
      }
    },
  }),

  resourceRule({
    id: "function-outlives-integration",
    checks: "A function ends before its integration gives up waiting: the work would go on with nobody to answer",
    source:
      "API Gateway developer guide, Quotas for running a REST API; Lambda developer guide, Configure Lambda function timeout",
    types,
    *check(api, stack) {
      for (const { operation, integration } of integrationsOf(api)) {
        if (integration["responseTransferMode"] === "STREAM" || isAsynchronous(integration)) continue;
        const invoked = functionOf(integration["uri"], stack);
        const seconds = number(invoked?.resource?.arguments["timeout"]) ?? (invoked?.resource ? 3 : undefined);
        const waits = number(integration["timeoutInMillis"]) ?? 29_000;
        if (invoked && seconds !== undefined && seconds * 1000 > waits)
          yield `body: ${operation.subject}: integration: expected ${invoked.resource!.address} to end within ${waits} ms, got a timeout of ${seconds} s`;
      }
    },
  }),

  resourceRule({
    id: "integration-permission",
    checks: "API Gateway may invoke each function that the body names, under the alias that it names",
    source: "API Gateway developer guide, Set up Lambda proxy integrations; Lambda API reference, AddPermission",
    types,
    *check(api, stack) {
      const told = new Set<string>();
      for (const { operation, integration } of integrationsOf(api)) {
        if (integration["credentials"] !== undefined) continue;
        const invoked = functionOf(integration["uri"], stack);
        if (!invoked || told.has(invoked.address)) continue;
        told.add(invoked.address);
        if (permissionsFor(invoked, stack).length === 0)
          yield `body: ${operation.subject}: integration: expected an aws_lambda_permission of apigateway.amazonaws.com for ${invoked.address}, got none`;
      }
    },
  }),

  resourceRule({
    id: "integration-alias",
    checks: "The body names a function by an alias: a version would deploy the API with each change of code",
    source: "Lambda developer guide, Manage function versions and aliases",
    types,
    *check(api, stack) {
      const told = new Set<string>();
      for (const { operation, integration } of integrationsOf(api)) {
        const invoked = functionOf(integration["uri"], stack);
        if (!invoked || told.has(invoked.address)) continue;
        told.add(invoked.address);
        if (invoked.qualifier === undefined || /^(\d+|\$LATEST|a version)$/.test(invoked.qualifier))
          yield `body: ${operation.subject}: integration: uri: expected the ARN of an alias, got ${invoked.address}${invoked.qualifier ? "" : " without qualifier"}`;
      }
    },
  }),

  resourceRule({
    id: "synchronous-execution",
    checks: "StartSyncExecution is for EXPRESS state machines",
    source: "Step Functions API reference, StartSyncExecution",
    types,
    *check(api, stack) {
      for (const { operation, integration } of integrationsOf(api)) {
        if (!uriOf(integration).includes(":states:action/StartSyncExecution")) continue;
        const templates = JSON.stringify(integration["requestTemplates"] ?? "");
        const standard = stack
          .resources("aws_sfn_state_machine")
          .find(
            (machine) => templates.includes(`${machine.address}.`) && literal(machine.arguments["type"]) !== "EXPRESS",
          );
        if (standard)
          yield `body: ${operation.subject}: integration: expected an EXPRESS state machine, got ${standard.address}`;
      }
    },
  }),

  resourceRule({
    id: "integration-parameters",
    checks: "What an integration maps from the request is declared as a parameter of the method",
    source: "API Gateway API reference, PutIntegration.requestParameters, cacheKeyParameters",
    types,
    *check(api) {
      for (const { operation, integration } of integrationsOf(api)) {
        const declared = new Set(methodParametersOf(api, operation));
        const mapped = isObject(integration["requestParameters"])
          ? Object.values(integration["requestParameters"])
          : [];
        for (const source of [...mapped, ...list(integration["cacheKeyParameters"])]) {
          const text = literal(source)?.replace(/^method\.request\.multivalue/, "method.request.");
          if (text && /^method\.request\.(path|querystring|header)\./.test(text) && !declared.has(text))
            yield `body: ${operation.subject}: integration: expected ${text} among the method's parameters, got ${[...declared].join(", ") || "none"}`;
        }
      }
    },
  }),

  resourceRule({
    id: "reserved-header",
    checks: "No header is mapped that fails every call, or that clients get by another name or not at all",
    source: "API Gateway developer guide, Amazon API Gateway important notes for REST APIs",
    types,
    *check(api) {
      for (const { operation, integration } of integrationsOf(api)) {
        const type = integrationTypes[typeOf(integration)];
        if (!type) continue;
        const place = `body: ${operation.subject}: integration`;
        for (const name of mappedHeaders(integration["requestParameters"], "integration.request"))
          if (illegalRequestHeaders[type].has(name.toLowerCase()))
            yield `${place}: requestParameters: expected another header, as API Gateway answers 500 to every call that maps it, got ${name}`;
        for (const [pattern, response] of objects(integration["responses"]))
          for (const name of mappedHeaders(response["responseParameters"], "method.response")) {
            const sent = responseHeaderName(name, type);
            if (sent !== name)
              yield `${place}: response ${pattern}: expected a header that clients get, got ${name}, which they get ${sent === undefined ? "not at all" : `as ${sent}`}`;
          }
      }
    },
  }),

  resourceRule({
    id: "mapped-stage-variable",
    checks: "What an integration maps from a stage variable is a variable of every stage of the API",
    source: "API Gateway developer guide, Use stage variables for a REST API",
    types,
    *check(api, stack) {
      const stages = stack
        .resources("aws_api_gateway_stage")
        .filter(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api));
      for (const { operation, integration } of integrationsOf(api)) {
        const mappings = [integration, ...objects(integration["responses"]).map(([, response]) => response)];
        const sources = mappings.flatMap(({ requestParameters, responseParameters }) =>
          [requestParameters, responseParameters].flatMap((mapping) => Object.values(isObject(mapping) ? mapping : {})),
        );
        for (const source of new Set(sources.map(literal))) {
          const name = /^stageVariables\.(.+)$/.exec(source ?? "")?.[1];
          if (name === undefined) continue;
          for (const stage of stages) {
            const variables = Object.keys(block(stage.arguments["variables"]) ?? {});
            if (!variables.includes(name))
              yield `body: ${operation.subject}: integration: expected a variable of ${stage.address} (${variables.join(", ") || "none"}), got ${name}`;
          }
        }
      }
    },
  }),

  resourceRule({
    id: "response-streaming",
    checks: "Only proxy integrations stream, functions by their streaming address, and nothing of it is cached",
    source: "API Gateway developer guide, Stream the integration response for your proxy integrations",
    types,
    *check(api) {
      for (const { operation, integration } of integrationsOf(api)) {
        const streams = integration["responseTransferMode"] === "STREAM";
        const address = uriOf(integration).endsWith("/response-streaming-invocations");
        const place = `body: ${operation.subject}: integration`;
        if (streams && !["aws_proxy", "http_proxy"].includes(typeOf(integration)))
          yield `${place}: responseTransferMode: expected BUFFERED with ${typeOf(integration)}, got STREAM`;
        if (typeOf(integration) === "aws_proxy" && streams !== address)
          yield `${place}: uri: expected ${streams ? "2021-11-15/functions/<arn>/response-streaming-invocations with STREAM" : "2015-03-31/functions/<arn>/invocations without STREAM"}, got ${uriOf(integration)}`;
        if (streams && list(integration["cacheKeyParameters"]).length > 0)
          yield `${place}: cacheKeyParameters: expected none, as a streamed answer is not cached, got some`;
      }
    },
  }),
];

const integrationTypes: Record<string, IntegrationType> = {
  aws: "AWS",
  aws_proxy: "AWS_PROXY",
  http: "HTTP",
  http_proxy: "HTTP_PROXY",
  mock: "MOCK",
};

/** Names of the headers that a mapping sets. */
const mappedHeaders = (mapping: unknown, side: "integration.request" | "method.response"): string[] =>
  Object.keys(isObject(mapping) ? mapping : {})
    .filter((target) => target.startsWith(`${side}.header.`))
    .map((target) => target.slice(`${side}.header.`.length));

function isAsynchronous(integration: JsonObject): boolean {
  const parameters = isObject(integration["requestParameters"]) ? integration["requestParameters"] : {};
  return parameters["integration.request.header.X-Amz-Invocation-Type"] === "'Event'";
}
