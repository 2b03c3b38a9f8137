import { limits } from "../../../semantics/limits";
import type { Integration, Method, Resource, RestApi } from "./rest-api";

/**
 * What API Gateway refuses when an API is created or imported, though it could be served: the deployment would fail. A line
 * each, beginning with the resource or method.
 */
export function rejectionsOf(api: RestApi): string[] {
  const methods = api.resources.flatMap((resource) =>
    Object.values(resource.methods).flatMap((method) =>
      methodRejections(method, api).map((problem) => `method ${method.httpMethod} ${resource.path}: ${problem}`),
    ),
  );
  const responses = Object.entries(api.gatewayResponses).flatMap(([type, { statusCode }]) =>
    statusCode === undefined ? [] : statusRejections(statusCode, `gateway response ${type}`),
  );
  return [...api.resources.flatMap(pathRejections), ...siblingRejections(api.resources), ...methods, ...responses];
}

/**
 * Mappings whose source the method doesn't declare among its parameters: API Gateway refuses to deploy them, though what they
 * would do is plain.
 */
export function undeclaredSources({ resources }: RestApi): string[] {
  return resources.flatMap(({ path, methods }) =>
    Object.values(methods).flatMap(({ httpMethod, requestParameters, integration }) =>
      Object.entries(integration?.requestParameters ?? {})
        .filter(([, source]) => isUndeclared(source.replace(".multivalue", "."), path, requestParameters))
        .map(
          ([target, source]) =>
            `method ${httpMethod} ${path}: ${target}: expected ${source} among the method's parameters, got none: served as written, but API Gateway will refuse it`,
        ),
    ),
  );
}

function isUndeclared(source: string, path: string, declared: Method["requestParameters"]): boolean {
  const [, place, name] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(source) ?? [];
  if (name === undefined || Object.hasOwn(declared, source)) return false;
  return place !== "path" || !(path.includes(`{${name}}`) || path.includes(`{${name}+}`));
}

/** What authors of a gateway response took for Velocity: it is sent to clients as it stands. */
export function velocityInResponses({ gatewayResponses }: RestApi): string[] {
  return Object.entries(gatewayResponses).flatMap(([type, { responseTemplates }]) =>
    Object.entries(responseTemplates).flatMap(([contentType, template]) => {
      const parts = template.match(/#(?:set|if|foreach|elseif|else|end)\b|\$!?\{?(?:input|util)\b/g) ?? [];
      if (parts.length === 0) return [];
      const got = [...new Set(parts)].join(", ");
      return [`gateway response ${type} ${contentType}: expected no Velocity, got ${got}: sent as written, as on AWS`];
    }),
  );
}

function pathRejections({ path }: Resource): string[] {
  const parts = path.slice(1).split("/");
  const stray = path === "/" ? undefined : parts.find((part) => !limits.pathPart.test(part));
  if (!path.startsWith("/") || stray !== undefined)
    return [
      `resource ${path}: expected / and parts of letters, digits, .-_:, or {parameter} or {greedy+}, got ${stray ?? path}`,
    ];
  const greedy = parts.slice(0, -1).find((part) => part.endsWith("+}"));
  return greedy === undefined ? [] : [`resource ${path}: expected ${greedy} to be the last part, got more after it`];
}

/** A path part has one child that is a variable, of whatever name and kind. */
function siblingRejections(resources: readonly Resource[]): string[] {
  const variables = new Map<string, Set<string>>();
  for (const { path } of resources) {
    const parts = path.split("/");
    for (const [index, part] of parts.entries()) {
      if (!part.startsWith("{")) continue;
      const parent = parts.slice(0, index).join("/") || "/";
      variables.set(parent, (variables.get(parent) ?? new Set()).add(part));
    }
  }
  return [...variables]
    .filter(([, children]) => children.size > 1)
    .map(([parent, children]) => `resource ${parent}: expected one variable below it, got ${[...children].join(", ")}`);
}

function methodRejections({ requestParameters, responses, integration }: Method, api: RestApi): string[] {
  const names = Object.keys(requestParameters).map((parameter) => parameter.replace(/^method\.request\.\w+\./, ""));
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...twice].map((name) => `parameter ${name}: expected one of that name in path, query string and header`),
    ...[...responses]
      .filter((status) => status !== "default")
      .flatMap((status) => statusRejections(status, "response")),
    ...(integration ? integrationRejections(integration, api) : []),
  ];
}

function integrationRejections(integration: Integration, api: RestApi): string[] {
  const { type, httpMethod, uri, timeoutInMillis, responses } = integration;
  const problems = responses.flatMap(({ statusCode }) => statusRejections(statusCode, "integration response"));
  const { minimum, maximum } = limits.integrationTimeoutMs;
  if (!(timeoutInMillis >= minimum))
    problems.push(`timeoutInMillis: expected at least ${minimum}, got ${timeoutInMillis}`);
  if (api.door === "edge" && timeoutInMillis > maximum.EDGE && !integration.responseTransferMode)
    problems.push(`timeoutInMillis: expected at most ${maximum.EDGE} on an EDGE endpoint, got ${timeoutInMillis}`);
  if (type === "MOCK") return problems;
  if (httpMethod === "") problems.push("integration httpMethod: expected one, got none");
  const isHttp = type === "HTTP" || type === "HTTP_PROXY";
  if (isHttp && !/^https?:\/\/|^\$\{stageVariables\./.test(uri))
    problems.push(`integration uri: expected http:// or https://, got ${uri || "none"}`);
  return problems;
}

const statusRejections = (status: string, subject: string): string[] =>
  /^[1-5]\d\d$/.test(status) ? [] : [`${subject}: expected a status from 100 to 599, got ${status}`];
