import { asText, at, type Json } from "../json";
import { list } from "../resource-change";
import { type Authorization, type Integration, managedElsewhere, parameterKey, type Route } from "./api";
import { type Declared, type DeclaredResources, textAt, upperCaseAt } from "./declared";
import { entriesOf } from "./openapi";
import { expandAny } from "./rest-resources";

const prefix = "aws_apigatewayv2_";

/** Types of the resources that an HTTP or WebSocket API is made of where no body declares it. */
export const httpTypes = ["route", "integration", "authorizer"].map((name) => `${prefix}${name}`);

/** Routes of one HTTP or WebSocket API. `isOf` says which are its own. */
export function readHttpRoutes(
  resources: DeclaredResources,
  isOf: (declared: Declared) => boolean,
): Map<string, Route> {
  const routes = resources
    .all(`${prefix}route`)
    .filter(isOf)
    .map((declared): Route => {
      const key = textAt(declared, "route_key");
      const [, method = "", path = key] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
      return {
        key,
        address: declared.change.address,
        method,
        path,
        authorization: readAuthorization(resources, declared),
        apiKeyRequired: at(declared.values, ["api_key_required"]) === true,
        parameters: new Map(
          list(at(declared.values, ["request_parameter"])).flatMap((parameter) => {
            const written = asText(at(parameter, ["request_parameter_key"]));
            const [, place, name] = /^route\.request\.(querystring|header)\.(.+)$/.exec(written) ?? [];
            if (name === undefined) return [];
            const where = place === "header" ? ("header" as const) : ("query" as const);
            const required = at(parameter, ["required"]) === true;
            return [[parameterKey(where, name, path), { place: where, name, required, schema: {} }] as const];
          }),
        ),
        body: undefined,
        responses: new Map(),
        integration: readIntegration(resources, declared),
        validates: { body: false, parameters: false },
      };
    });
  return new Map(expandAny(routes).map((route) => [route.key, route]));
}

function readAuthorization(resources: DeclaredResources, route: Declared): Authorization {
  const authorizer = resources.linked(route, "authorizer_id", `${prefix}authorizer`)?.change.address;
  const name = authorizer ?? textAt(route, "authorizer_id");
  return {
    mechanism: upperCaseAt(route, "authorization_type") || "NONE",
    ...(name !== "" && { authorizer: name }),
    scopes: list(at(route.values, ["authorization_scopes"]))
      .map(String)
      .toSorted(),
  };
}

/** A route's target is `integrations/<id>`. */
function readIntegration(resources: DeclaredResources, route: Declared): Integration | undefined {
  const target = textAt(route, "target");
  if (target === "") return undefined;
  const id = /^integrations\/(.+)$/.exec(target)?.[1];
  const declared = resources.linked(route, "target", `${prefix}integration`, id);
  if (!declared)
    return {
      address: route.change.address,
      type: managedElsewhere,
      target,
      call: {},
      timeoutMilliseconds: 29_000,
      request: {},
      responses: {},
      cacheKey: [],
    };
  const value = (name: string): Json =>
    at(declared.values, [name]) ?? (declared.change.isUnknown([name]) ? textAt(declared, name) : null);
  const type = upperCaseAt(declared, "integration_type");
  return {
    address: declared.change.address,
    type,
    target: textAt(declared, "integration_uri") || textAt(declared, "integration_subtype"),
    call: {
      httpMethod: value("integration_method"),
      credentials: value("credentials_arn"),
      connectionType: value("connection_type"),
      connectionId: value("connection_id"),
      passthroughBehavior: value("passthrough_behavior"),
      contentHandling: value("content_handling_strategy"),
      payloadFormatVersion: value("payload_format_version"),
      tlsConfig: value("tls_config"),
    },
    timeoutMilliseconds: Number(at(declared.values, ["timeout_milliseconds"]) ?? 29_000),
    request: { parameters: value("request_parameters"), templates: value("request_templates") },
    responses: Object.fromEntries(
      list(at(declared.values, ["response_parameters"])).map((answer) => [
        asText(at(answer, ["status_code"])),
        Object.fromEntries(entriesOf(at(answer, ["mappings"]))),
      ]),
    ),
    cacheKey: [],
  };
}
