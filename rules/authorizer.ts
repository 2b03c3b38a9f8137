import { limits } from "../semantics/limits";
import { documentOf, isObject, kindOfScheme, operationsOf, securityOf, securitySchemesOf } from "./rest-api-body";
import { statementsOf } from "./policy-document";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { functionOf, permissionsFor } from "./invocation";
import { literal, number, shown } from "./values";

const types = ["aws_api_gateway_rest_api"] as const;

/** Header, query string, stage variable or context: where a REQUEST authorizer may look. */
const identitySource = /^(method\.request\.(header|querystring)\.[\w.-]+|stageVariables\.\w+|context\.[\w.]+)$/;

/** Who may call the methods of a REST API, as its body says it. */
export const authorizerRules: readonly Rule[] = [
  resourceRule({
    id: "operation-says-who",
    checks: "Every method but OPTIONS says who may call it: `security: []` for everybody, said for the method itself",
    source:
      "API Gateway developer guide, Important notes for REST APIs (root-level security); OpenAPI 3.0.3, Operation Object",
    types,
    *check(api) {
      if (documentOf(api)?.["security"] !== undefined)
        yield "body: expected security on each method, as API Gateway's guide and its import disagree about that of the root, got it at the root";
      for (const operation of operationsOf(api)) {
        if (operation.method !== "OPTIONS" && securityOf(operation) === undefined)
          yield `body: ${operation.subject}: expected security, [] if everybody may call, got none`;
        if (operation.method === "OPTIONS" && (securityOf(operation) ?? []).length > 0)
          yield `body: ${operation.subject}: expected no security, as browsers send no credentials with a preflight, got some`;
      }
    },
  }),

  resourceRule({
    id: "security-scheme",
    checks: "Security schemes are of type apiKey, and methods name schemes that are there",
    source:
      "API Gateway developer guide, Important notes for REST APIs; OpenAPI extensions x-amazon-apigateway-authtype, -authorizer",
    types,
    *check(api) {
      const schemes = new Map(securitySchemesOf(api));
      for (const [name, scheme] of schemes)
        if (scheme["type"] !== "apiKey")
          yield `body: security scheme ${name}: expected type apiKey, as REST APIs know no other, got ${shown(scheme["type"])}`;
        else if (
          scheme["x-amazon-apigateway-authtype"] !== undefined &&
          scheme["x-amazon-apigateway-authtype"] !== "awsSigv4" &&
          !isObject(scheme["x-amazon-apigateway-authorizer"])
        )
          yield `body: security scheme ${name}: expected an x-amazon-apigateway-authorizer, as its authtype is ${shown(scheme["x-amazon-apigateway-authtype"])}, got none`;
      for (const operation of operationsOf(api))
        for (const [name] of securityOf(operation) ?? [])
          if (!schemes.has(name))
            yield `body: ${operation.subject}: expected a security scheme of the document (${[...schemes.keys()].join(", ") || "none"}), got ${name}`;
    },
  }),

  resourceRule({
    id: "method-arn",
    checks:
      "The ARN of an authorized method has at most 1600 bytes, and 512 characters where a Lambda authorizer names it",
    source:
      "API Gateway developer guide, Quotas for configuring and running a REST API; Output from an API Gateway Lambda authorizer",
    types,
    *check(api, stack) {
      const schemes = new Map(securitySchemesOf(api));
      const stages = stack
        .resources("aws_api_gateway_stage")
        .filter(({ arguments: { rest_api_id: id } }) => stack.refersTo(id, api))
        .map(({ arguments: { stage_name: name } }) => literal(name) ?? "");
      const stage = stages.toSorted((a, b) => b.length - a.length)[0] ?? "";
      for (const operation of operationsOf(api)) {
        const kinds = (securityOf(operation) ?? []).flatMap(([name]) => {
          const scheme = schemes.get(name);
          return scheme ? [kindOfScheme(scheme)] : [];
        });
        if (!kinds.some((kind) => kind !== "apiKey")) continue;
        const { method, path, subject } = operation;
        // ids of APIs have ten characters, account ids twelve
        const arn = `arn:aws:execute-api:${stack.regionOf(api) ?? ""}:123456789012:0123456789/${stage}/${method}${path}`;
        const [most, unit] = kinds.includes("authorizer")
          ? ([limits.authorizerResourceCharacters, "characters"] as const)
          : ([limits.methodArnBytes, "bytes"] as const);
        if (arn.length > most)
          yield `body: ${subject.slice(0, 80)}: expected an ARN of at most ${most} ${unit}, got ${arn.length}`;
      }
    },
  }),

  resourceRule({
    id: "authorizer",
    checks: "An authorizer says where it looks and how long its answer is kept: caching needs identity sources",
    source: "API Gateway API reference, CreateAuthorizer; developer guide, x-amazon-apigateway-authorizer object",
    types,
    *check(api) {
      const authorizers = securitySchemesOf(api).flatMap(([name, scheme]) => {
        const authorizer = scheme["x-amazon-apigateway-authorizer"];
        return isObject(authorizer) ? [{ name, scheme, authorizer }] : [];
      });
      if (authorizers.length > limits.authorizersPerApi)
        yield `body: expected at most ${limits.authorizersPerApi} authorizers, got ${authorizers.length}`;
      for (const { name, scheme, authorizer } of authorizers) {
        const subject = `body: authorizer ${name}`;
        const ttl = number(authorizer["authorizerResultTtlInSeconds"]) ?? limits.authorizerTtlSeconds.default;
        const { minimum, maximum } = limits.authorizerTtlSeconds;
        if (ttl < minimum || ttl > maximum)
          yield `${subject}: authorizerResultTtlInSeconds: expected ${minimum} to ${maximum}, got ${ttl}`;
        const kind = String(authorizer["type"]);
        if (!["token", "request", "cognito_user_pools"].includes(kind))
          yield `${subject}: type: expected token, request or cognito_user_pools, got ${kind}`;
        const sources =
          literal(authorizer["identitySource"])
            ?.split(",")
            .map((source) => source.trim()) ?? [];
        if (kind === "request") {
          if (ttl > 0 && sources.length === 0)
            yield `${subject}: identitySource: expected a source, as answers are kept for ${ttl} s, got none`;
          for (const source of sources)
            if (!identitySource.test(source))
              yield `${subject}: identitySource: expected method.request.header.<name>, method.request.querystring.<name>, stageVariables.<name> or context.<name>, got ${source}`;
          const [first = ""] = sources;
          const single = sources.length === 1 && first.startsWith("method.request.header.");
          if (sources.length > 0 && !single && scheme["name"] !== "Unused")
            yield `${subject}: name: expected Unused, as identities come from ${sources.join(", ")}, got ${shown(scheme["name"])}`;
        }
        if (kind === "token" && scheme["in"] !== "header")
          yield `${subject}: in: expected header, where a TOKEN authorizer finds it, got ${shown(scheme["in"])}`;
        if (kind !== "cognito_user_pools" && authorizer["authorizerUri"] === undefined)
          yield `${subject}: authorizerUri: expected the invocation address of a function, got none`;
        if (kind === "cognito_user_pools" && [authorizer["providerARNs"]].flat().filter(Boolean).length === 0)
          yield `${subject}: providerARNs: expected the ARN of a user pool, got none`;
        const validates = authorizer["identityValidationExpression"] !== undefined;
        const scoped = operationsOf(api).find((operation) =>
          securityOf(operation)?.some(([scheme_, scopes]) => scheme_ === name && scopes.length > 0),
        );
        if (kind === "cognito_user_pools" && validates && scoped)
          yield `${subject}: identityValidationExpression: expected none, as access tokens, which ${scoped.subject} asks for by its scopes, have no aud, got one`;
      }
    },
  }),

  resourceRule({
    id: "machine-client-scopes",
    checks:
      "Where a user pool has machine clients, every method that it authorizes asks for a scope: only ID tokens fit otherwise",
    source: "API Gateway developer guide, Control access to a REST API using Amazon Cognito user pools as authorizer",
    types,
    *check(api, stack) {
      const machines = stack
        .resources("aws_cognito_user_pool_client")
        .some(({ arguments: { allowed_oauth_flows: flows } }) => [flows].flat().includes("client_credentials"));
      if (!machines) return;
      const pools = new Set(
        securitySchemesOf(api)
          .filter(([, scheme]) => kindOfScheme(scheme) === "userPool")
          .map(([name]) => name),
      );
      for (const operation of operationsOf(api))
        for (const [name, scopes] of securityOf(operation) ?? [])
          if (pools.has(name) && scopes.length === 0)
            yield `body: ${operation.subject}: expected a scope, without which it takes ID tokens that machine clients don't get, got none`;
    },
  }),

  resourceRule({
    id: "authorizer-permission",
    checks: "API Gateway may invoke an authorizer's function, for `/authorizers/*` of the API",
    source: "API Gateway developer guide, Configure a Lambda authorizer; hashicorp terraform-aws-lambda issue 78",
    types,
    *check(api, stack) {
      for (const [name, scheme] of securitySchemesOf(api)) {
        const authorizer = scheme["x-amazon-apigateway-authorizer"];
        if (!isObject(authorizer) || authorizer["authorizerCredentials"] !== undefined) continue;
        const invoked = functionOf(authorizer["authorizerUri"], stack);
        if (!invoked) continue;
        const permitted = permissionsFor(invoked, stack).some(
          ({ arguments: { source_arn: arn } }) =>
            /\/authorizers\/|\/\*$/.test(shown(arn)) && !/\/\*\/\*(\/\*)?$/.test(shown(arn)),
        );
        if (!permitted)
          yield `body: authorizer ${name}: expected an aws_lambda_permission for ${invoked.address} with source_arn <execution arn>/authorizers/*, got none`;
      }
    },
  }),

  resourceRule({
    id: "policy-principal",
    checks: "A resource policy names AWS principals only where every method is signed: the others have none to match",
    source: "API Gateway developer guide, Create and attach an API Gateway resource policy to an API",
    types: ["aws_api_gateway_rest_api_policy"],
    *check(policy, stack) {
      const api = stack.target(policy.arguments["rest_api_id"]);
      if (!api) return;
      const named = statementsOf(policy.arguments["policy"]).some(
        ({ Effect, Principal }) =>
          Effect === "Allow" && isObject(Principal) && Principal["AWS"] !== undefined && Principal["AWS"] !== "*",
      );
      if (!named) return;
      const schemes = new Map(securitySchemesOf(api));
      const unsigned = operationsOf(api).find(
        (operation) =>
          operation.method !== "OPTIONS" &&
          !(securityOf(operation) ?? []).some(([name]) => {
            const scheme = schemes.get(name);
            return scheme && kindOfScheme(scheme) === "iam";
          }),
      );
      if (unsigned)
        yield `policy: expected the principal *, as ${unsigned.subject} is not signed and has no AWS principal, got named ones`;
    },
  }),
];
