import { compileMappingTemplate, type MappingTemplate } from "../../../semantics/mapping-template";
import { illegalRequestHeaders } from "../../../semantics/reserved-headers";
import type { Integration, RestApi } from "../api/rest-api";
import { type Exchange, type IntegrationRequest, internalServerError, type Refusal, type Step } from "../exchange";
import { Headers } from "../headers";
import { isBinary, mediaType } from "../media-type";
import { compileSource, type Source } from "../parameter-mapping";
import { convertPayload } from "../payload";
import { templateScope } from "../template-scope";
import { sizeOf } from "../trace";
import { compileUri } from "../uri";

/**
 * Compiles what is sent to the backend of a method: mapped parameters, a body rendered from the template of its content
 * type or passed through, overrides that the template assigned, the URI with its variables filled in.
 */
export function compileIntegrationRequest(integration: Integration, api: RestApi): Step {
  const mappings = compileMappings(integration);
  const illegal = mappings.find(
    ({ place, name }) => place === "header" && illegalRequestHeaders[integration.type].has(name.toLowerCase()),
  );
  // accepted at deployment, then every call fails
  if (illegal)
    return () => internalServerError(`header ${illegal.name} can't be mapped to a ${integration.type} integration`);
  const proxies = integration.type === "AWS_PROXY" || integration.type === "HTTP_PROXY";
  const body = proxies ? passBody(integration, api) : compileBody(integration, api);
  const uri = compileUri(integration.uri);
  const isLambda = integration.uri.includes(":lambda:path/");
  const parts = integration.type === "AWS_PROXY" ? [] : mappings;

  return (exchange) => {
    const payload = body(exchange);
    if ("type" in payload) return payload;
    const sent = mapParameters(parts, exchange);
    const overrides = integration.type === "AWS_PROXY" ? {} : overridesOf(exchange.context);
    applyOverrides(sent, overrides);
    const address = uri(sent.path);
    if (typeof address !== "string") return address;
    const { headers, query } = sent;
    exchange.trace?.note({ ...(!isLambda && { uri: withoutQuery(address) }), send: sizeOf(payload.body) });
    const httpMethod =
      integration.httpMethod === "" || integration.httpMethod === "ANY"
        ? exchange.request.httpMethod
        : integration.httpMethod;
    exchange.integrationRequest = {
      httpMethod,
      uri: address,
      headers,
      query,
      body: payload.body,
    } satisfies IntegrationRequest;
    return undefined;
  };
}

interface Mapping {
  place: "header" | "path" | "querystring";
  name: string;
  source: Source;
}

function compileMappings(integration: Integration): Mapping[] {
  return Object.entries(integration.requestParameters).map(([target, source]) => {
    const found = /^integration\.request\.(header|path|querystring)\.(.+)$/.exec(target);
    if (!found) throw new Error(`expected integration.request.<header|path|querystring>.<name>, got ${target}`);
    return {
      place: found[1] as Mapping["place"],
      name: found[2]!,
      source: compileSource(source, target),
    };
  });
}

interface Mapped {
  headers: Headers;
  query: [string, string][];
  path: Record<string, string>;
}

function mapParameters(mappings: Mapping[], exchange: Exchange): Mapped {
  const mapped: Mapped = { headers: new Headers(), query: [], path: {} };
  for (const { place, name, source } of mappings) {
    const values = source(exchange);
    if (values.length === 0) continue;
    if (place === "header") mapped.headers.set(name, ...values);
    else if (place === "path") mapped.path[name] = values.at(-1)!;
    else for (const value of values) mapped.query.push([name, value]);
  }
  return mapped;
}

type Overrides = Partial<Record<"header" | "path" | "querystring", Record<string, unknown>>>;

/** What a request template assigned under `$context.requestOverride`. */
const overridesOf = (context: Record<string, unknown>): Overrides => context["requestOverride"] ?? {};

function applyOverrides(mapped: Mapped, overrides: Overrides): void {
  for (const [name, value] of Object.entries(overrides.header ?? {})) mapped.headers.set(name, ...texts(value));
  for (const [name, value] of Object.entries(overrides.path ?? {})) mapped.path[name] = texts(value).join(",");
  for (const [name, value] of Object.entries(overrides.querystring ?? {})) {
    mapped.query = mapped.query.filter(([other]) => other !== name);
    for (const text of texts(value)) mapped.query.push([name, text]);
  }
}

const texts = (value: unknown): string[] => [value].flat().map(String);

type BodyMapping = (exchange: Exchange) => { body: Buffer | string } | Refusal;

/** Proxy integrations take the body as it is. */
function passBody(integration: Integration, api: RestApi): BodyMapping {
  if (integration.type === "AWS_PROXY") return ({ request }) => ({ body: request.body });
  return ({ request }) =>
    convertPayload(
      request.body,
      isBinary(request.headers.get("content-type"), api.binaryMediaTypes),
      integration.contentHandling,
    ) ?? internalServerError("request body: expected base64 to convert to binary");
}

function compileBody(integration: Integration, api: RestApi): BodyMapping {
  const templates = new Map(
    Object.entries(integration.requestTemplates).map(([type, source]) => [
      type.toLowerCase(),
      compileTemplate(source, `request template ${type}`),
    ]),
  );
  return (exchange) => {
    const { request } = exchange;
    const contentType = request.headers.get("content-type");
    const type = mediaType(contentType) ?? "application/json";
    const binary = isBinary(contentType ?? "application/json", api.binaryMediaTypes);
    const payload = convertPayload(request.body, binary, integration.contentHandling);
    if (!payload) return internalServerError(`request body: expected base64 to convert to binary`);
    const template = templates.get(type) ?? templates.get("$default");
    exchange.trace?.note({ template: template ? (templates.has(type) ? type : "$default") : `none for ${type}` });
    if (!template) {
      const refused =
        integration.passthroughBehavior === "NEVER" ||
        (integration.passthroughBehavior === "WHEN_NO_TEMPLATES" && templates.size > 0);
      if (refused)
        return {
          type: "UNSUPPORTED_MEDIA_TYPE",
          message: "Unsupported Media Type",
          hint: `request templates: expected one for ${type}, got those for ${[...templates.keys()].join(", ") || "none"}`,
        };
      return payload;
    }
    if (typeof payload.body !== "string")
      return internalServerError(`${template.name}: expected text, got a binary payload`);
    const rendered = template.render(templateScope(exchange, payload.body));
    exchange.context = rendered.context;
    return { body: rendered.text };
  };
}

/** A mapping template whose errors say which one it is. */
export interface NamedTemplate extends MappingTemplate {
  name: string;
}

/** Compiles a template; what it throws, now and when it is rendered, begins with its name. */
export function compileTemplate(source: string, name: string): NamedTemplate {
  const blame = <T>(attempt: () => T): T => {
    try {
      return attempt();
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  };
  const template = blame(() => compileMappingTemplate(source));
  return { name, render: (scope) => blame(() => template.render(scope)) };
}

/** An address as it may be shown: values of its query string can be anybody's secrets. */
const withoutQuery = (uri: string) => uri.split("?", 1)[0]!;
