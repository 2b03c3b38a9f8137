/** `cdk.tf.json` of a stack with one REST API. */
export interface StackJson {
  resource: Record<string, Record<string, Record<string, unknown>>>;
}

interface Operation {
  operationId?: string;
  parameters?: { name: string; in: "path" | "query" | "header"; required: boolean }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { headers?: object; content?: Record<string, Content> }>;
  security?: Record<string, string[]>[];
  "x-amazon-apigateway-request-validator"?: string;
  "x-amazon-apigateway-integration": Record<string, unknown> & { responses?: Record<string, Record<string, unknown>> };
}

type Content = { schema: { $ref: string } };

interface Body {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, Record<string, unknown>> };
  "x-amazon-apigateway-request-validators": Record<string, Record<string, boolean>>;
  "x-amazon-apigateway-gateway-responses": Record<string, Record<string, unknown>>;
}

const places = { path: "path", query: "querystring", header: "header" } as const;
const named = (text: string) => text.replaceAll(/\W+/g, "_");
const modelsOf = (content: Record<string, Content> = {}) =>
  Object.fromEntries(Object.entries(content).map(([type, { schema }]) => [type, schema.$ref.replace(/^.*\//, "")]));

/** The same stack with the API made as Terraform users make it without a document: a resource for each of its parts. */
export function discreteApi(stack: StackJson): StackJson {
  const [label, api] = Object.entries(stack.resource.aws_api_gateway_rest_api!)[0]!;
  const { body: text, fail_on_warnings: _fail, ...settings } = api;
  const body = JSON.parse(text as string) as Body;
  const rest_api_id = `\${aws_api_gateway_rest_api.${label}.id}`;
  const made: StackJson["resource"] = {};
  const make = (type: string, name: string, given: Record<string, unknown>) => {
    (made[`aws_api_gateway_${type}`] ??= {})[name] = { rest_api_id, ...given };
    return `\${aws_api_gateway_${type}.${name}.id}`;
  };

  for (const [name, schema] of Object.entries(body.components.schemas))
    make("model", name, { name, content_type: "application/json", schema: JSON.stringify(schema) });
  for (const [type, { responseParameters, responseTemplates }] of Object.entries(
    body["x-amazon-apigateway-gateway-responses"],
  ))
    make("gateway_response", type, {
      response_type: type,
      response_parameters: responseParameters,
      response_templates: responseTemplates,
    });
  const validators = Object.fromEntries(
    Object.entries(body["x-amazon-apigateway-request-validators"]).map(([name, of]) => [
      name,
      make("request_validator", name, {
        name,
        validate_request_body: of.validateRequestBody,
        validate_request_parameters: of.validateRequestParameters,
      }),
    ]),
  );
  const authorizers = Object.fromEntries(
    Object.entries(body.components.securitySchemes).flatMap(([name, scheme]) => {
      const given = scheme["x-amazon-apigateway-authorizer"] as Record<string, unknown> | undefined;
      if (!given) return [];
      const type = String(given.type).toUpperCase();
      return [[name, { type, id: make("authorizer", name, authorizer(name, type, given)) }]];
    }),
  );

  const root = `\${aws_api_gateway_rest_api.${label}.root_resource_id}`;
  const resources = new Map([["", root]]);
  const resourceOf = (path: string): string => {
    const known = resources.get(path);
    if (known) return known;
    const cut = path.lastIndexOf("/");
    const id = make("resource", named(path), {
      parent_id: resourceOf(path.slice(0, cut)),
      path_part: path.slice(cut + 1),
    });
    resources.set(path, id);
    return id;
  };
  for (const [path, item] of Object.entries(body.paths))
    for (const [method, operation] of Object.entries(item)) {
      const name = `${method}${named(path)}`;
      const place = { resource_id: resourceOf(path), http_method: method.toUpperCase() };
      const [scheme, scopes = []] = Object.entries(operation.security?.[0] ?? {})[0] ?? [];
      const who = scheme === undefined ? undefined : authorizers[scheme];
      const validator = operation["x-amazon-apigateway-request-validator"];
      make("method", name, {
        ...place,
        authorization: who
          ? who.type === "COGNITO_USER_POOLS"
            ? who.type
            : "CUSTOM"
          : scheme === undefined
            ? "NONE"
            : "AWS_IAM",
        ...(who && { authorizer_id: who.id }),
        ...(scopes.length > 0 && { authorization_scopes: scopes }),
        ...(validator && { request_validator_id: validators[validator] }),
        ...(operation.requestBody && { request_models: modelsOf(operation.requestBody.content) }),
        request_parameters: Object.fromEntries(
          (operation.parameters ?? []).map((each) => [`method.request.${places[each.in]}.${each.name}`, each.required]),
        ),
      });
      const { type, httpMethod, uri, passthroughBehavior, contentHandling, requestTemplates, responses } =
        operation["x-amazon-apigateway-integration"];
      make("integration", name, {
        ...place,
        type: String(type).toUpperCase(),
        ...(httpMethod !== undefined && { integration_http_method: httpMethod, uri }),
        passthrough_behavior: String(passthroughBehavior).toUpperCase(),
        ...(contentHandling !== undefined && { content_handling: contentHandling }),
        ...(requestTemplates !== undefined && { request_templates: requestTemplates }),
      });
      for (const [status, { headers = {}, content }] of Object.entries(operation.responses))
        make("method_response", `${name}_${status}`, {
          ...place,
          status_code: status,
          response_models: modelsOf(content),
          response_parameters: Object.fromEntries(
            Object.keys(headers).map((header) => [`method.response.header.${header}`, false]),
          ),
        });
      for (const { statusCode, responseParameters, responseTemplates, contentHandling: handling } of Object.values(
        responses ?? {},
      ))
        make("integration_response", name, {
          ...place,
          status_code: statusCode,
          ...(responseParameters !== undefined && { response_parameters: responseParameters }),
          ...(responseTemplates !== undefined && { response_templates: responseTemplates }),
          ...(handling !== undefined && { content_handling: handling }),
        });
    }
  return { ...stack, resource: { ...stack.resource, ...made, aws_api_gateway_rest_api: { [label]: settings } } };
}

const authorizer = (name: string, type: string, given: Record<string, unknown>) => ({
  name,
  type,
  ...(given.authorizerUri !== undefined && { authorizer_uri: given.authorizerUri }),
  ...(given.providerARNs !== undefined && { provider_arns: given.providerARNs }),
  ...(given.identitySource !== undefined && { identity_source: given.identitySource }),
  ...(given.authorizerResultTtlInSeconds !== undefined && {
    authorizer_result_ttl_in_seconds: given.authorizerResultTtlInSeconds,
  }),
});
