import { compileMappingTemplate } from "../semantics/mapping-template";
import { limits } from "../semantics/limits";
import { selectIntegrationResponse } from "../semantics/selection-pattern";
import { isPrivate } from "./endpoint-type";
import { documentOf, isObject, type JsonObject, objects, operationsOf } from "./rest-api-body";
import { resourceRule } from "./resource-rule";
import type { Resource, Rule } from "./rule";
import { literal, shown } from "./values";

const types = ["aws_api_gateway_rest_api"] as const;

/** How a REST API's answers are made of what its integrations answer. */
export const integrationResponseRules: readonly Rule[] = [
  resourceRule({
    id: "integration-response",
    checks: "An integration response has a method response of its status, which declares the headers that it sets",
    source:
      "API Gateway API reference, PutIntegrationResponse; developer guide, x-amazon-apigateway-integration.responses",
    types,
    *check(api) {
      for (const { subject, definition, integration } of operationsOf(api)) {
        const declared = isObject(definition["responses"]) ? definition["responses"] : {};
        for (const [pattern, response] of objects(integration?.["responses"])) {
          const status = shown(response["statusCode"]);
          const place = `body: ${subject}: integration response ${pattern}`;
          const method = declared[status];
          if (!isObject(method)) {
            yield `${place}: expected a response ${status} of the method, got ${Object.keys(declared).join(", ") || "none"}`;
            continue;
          }
          const headers = new Set(
            Object.keys(isObject(method["headers"]) ? method["headers"] : {}).map((name) => name.toLowerCase()),
          );
          for (const target of Object.keys(
            isObject(response["responseParameters"]) ? response["responseParameters"] : {},
          )) {
            const header = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
            if (header && !headers.has(header.toLowerCase()))
              yield `${place}: expected the header ${header} in the method's response ${status}, got ${[...headers].join(", ") || "none"}`;
          }
        }
      }
    },
  }),

  resourceRule({
    id: "proxied-response",
    checks: "A proxy integration maps nothing of its answer: API Gateway would pass it on as it is all the same",
    source: "API Gateway developer guide, Parameter mapping for REST APIs",
    types,
    *check(api) {
      for (const { subject, integration } of operationsOf(api)) {
        const type = String(integration?.["type"]).toLowerCase();
        if (!type.endsWith("_proxy")) continue;
        for (const [pattern, response] of objects(integration?.["responses"]))
          for (const mapping of ["responseParameters", "responseTemplates"])
            if (Object.keys(isObject(response[mapping]) ? response[mapping] : {}).length > 0)
              yield `body: ${subject}: integration response ${pattern}: ${mapping}: expected none with ${type}, which passes the answer on, got some`;
      }
    },
  }),

  resourceRule({
    id: "selection-pattern",
    checks: "A selection pattern is a regular expression",
    source: "API Gateway API reference, PutIntegrationResponse.selectionPattern",
    types,
    *check(api) {
      for (const { subject, integration } of operationsOf(api))
        for (const [pattern, response] of objects(integration?.["responses"])) {
          if (pattern === "default") continue;
          const problem = errorOf(() =>
            selectIntegrationResponse([{ selectionPattern: pattern, statusCode: shown(response["statusCode"]) }], ""),
          );
          if (problem)
            yield `body: ${subject}: integration response: expected a regular expression, got ${pattern} (${problem})`;
        }
    },
  }),

  resourceRule({
    id: "mapping-template",
    checks: "A mapping template is Velocity that API Gateway can render, of at most 300 KB",
    source: "API Gateway developer guide, Mapping template transformations for REST APIs",
    types,
    *check(api) {
      for (const { place, template } of templatesOf(api)) {
        if (Buffer.byteLength(template) > limits.templateBytes)
          yield `body: ${place}: expected at most ${limits.templateBytes} bytes, got ${Buffer.byteLength(template)}`;
        const problem = errorOf(() => compileMappingTemplate(template));
        if (problem) yield `body: ${place}: expected a Velocity template, got ${problem}`;
      }
    },
  }),

  resourceRule({
    id: "cors-credentials",
    checks: "An API that any origin may call lets no browser send credentials",
    source: "Fetch standard, CORS protocol and credentials",
    types,
    *check(api) {
      for (const [place, response] of answersOf(api)) {
        const headers = Object.entries(isObject(response["responseParameters"]) ? response["responseParameters"] : {});
        const valueOf = (name: string) =>
          headers.find(([target]) => target.toLowerCase().endsWith(`.header.${name}`))?.[1];
        if (
          valueOf("access-control-allow-origin") === "'*'" &&
          valueOf("access-control-allow-credentials") === "'true'"
        )
          yield `body: ${place}: expected one origin with Access-Control-Allow-Credentials, got *`;
      }
    },
  }),

  resourceRule({
    id: "constant-headers",
    checks: "The constant headers of an answer fit into 10,240 bytes, of a private API into 8000",
    source: "API Gateway developer guide, Quotas for configuring and running a REST API",
    types,
    *check(api) {
      const most = isPrivate(api) ? limits.privateHeaderBytes : limits.headerBytes;
      for (const [place, response] of answersOf(api)) {
        const constants = Object.entries(response["responseParameters"] ?? {}).filter(
          ([target, source]) => target.includes(".header.") && /^'.*'$/s.test(shown(source)),
        );
        const bytes = constants
          .map(([target, source]) => target.replace(/^.*\.header\./, "").length + Buffer.byteLength(shown(source)) - 2)
          .reduce((sum, each) => sum + each, 0);
        if (bytes > most) yield `body: ${place}: expected constant headers of at most ${most} bytes, got ${bytes}`;
      }
    },
  }),

  resourceRule({
    id: "cors-extension",
    checks: "Preflights are methods of their own: x-amazon-apigateway-cors is for HTTP APIs",
    source: "API Gateway developer guide, Enable CORS for a REST API resource; x-amazon-apigateway-cors object",
    types,
    *check(api) {
      if (documentOf(api)?.["x-amazon-apigateway-cors"] !== undefined)
        yield "body: expected OPTIONS methods in place of x-amazon-apigateway-cors, which is for HTTP APIs, got it";
    },
  }),

  resourceRule({
    id: "preflight-text",
    checks: "Where every media type is binary, a MOCK preflight converts its input to text",
    source: "API Gateway developer guide, Content type conversions; aws/serverless-application-model issue 553",
    types,
    *check(api) {
      if (![api.arguments["binary_media_types"]].flat().includes("*/*")) return;
      for (const { subject, integration } of operationsOf(api))
        if (
          String(integration?.["type"]).toLowerCase() === "mock" &&
          integration?.["contentHandling"] !== "CONVERT_TO_TEXT"
        )
          yield `body: ${subject}: integration: contentHandling: expected CONVERT_TO_TEXT, as */* is binary, got ${shown(integration?.["contentHandling"])}`;
    },
  }),
];

function templatesOf(api: Parameters<typeof operationsOf>[0]): { place: string; template: string }[] {
  const texts = (place: string, templates: unknown) =>
    Object.entries(isObject(templates) ? templates : {}).flatMap(([type, given]) => {
      const template = literal(given);
      return template === undefined ? [] : [{ place: `${place} ${type}`, template }];
    });
  // gateway responses replace single variables and know no Velocity
  return operationsOf(api).flatMap(({ subject, integration }) => [
    ...texts(`${subject}: request template`, integration?.["requestTemplates"]),
    ...objects(integration?.["responses"]).flatMap(([pattern, response]: [string, JsonObject]) =>
      texts(`${subject}: response template ${pattern}`, response["responseTemplates"]),
    ),
  ]);
}

function errorOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Integration and gateway responses, by the method or the type that they belong to. */
const answersOf = (api: Resource): (readonly [place: string, response: JsonObject])[] => [
  ...operationsOf(api).flatMap(({ subject, integration }) =>
    objects(integration?.["responses"]).map(([, response]) => [subject, response] as const),
  ),
  ...objects(documentOf(api)?.["x-amazon-apigateway-gateway-responses"]),
];
