import type { Instance } from "../terraform/instance";
import { isMap } from "../terraform/values";
import { type Authorizer, authorizerDefaults, type AuthorizerType, type Method } from "./rest-api";

type Json = Record<string, unknown>;

/** The `aws_api_gateway_authorizer` resources of an API, by id. */
export function readAuthorizers(declared: Instance[]): Map<string, Authorizer> {
  return new Map(
    declared.map((authorizer) => {
      const id = authorizer.text("id");
      const subject = `stack ${authorizer.stack.name}: ${authorizer.address}`;
      const expression = authorizer.optionalText("identity_validation_expression");
      const source = authorizer.optionalText("identity_source");
      return [
        id,
        {
          id,
          type: authorizerType(authorizer.optionalText("type") ?? "TOKEN", subject),
          uri: authorizer.optionalText("authorizer_uri") ?? "",
          identitySources: identitySources(source ?? authorizerDefaults.identitySource),
          ...(expression ? { identityValidationExpression: expression } : {}),
          ttlInSeconds: ttl(authorizer.argument("authorizer_result_ttl_in_seconds"), subject),
          providerArns: ((authorizer.argument("provider_arns") ?? []) as unknown[]).map(String),
        },
      ];
    }),
  );
}

type Security = Pick<Method, "authorization" | "apiKeyRequired" | "authorizer" | "authorizationScopes">;

/**
 * Authorization of an operation in an OpenAPI document. A scheme that is not understood, or more than one besides an API
 * key, becomes an authorization of no kind, which is refused when the API is compiled.
 */
export function importSecurity(document: Json, operation: Json, subject: string): Security {
  const schemes = map(document["securityDefinitions"] ?? map(document["components"])["securitySchemes"]);
  const required = list(operation["security"] ?? document["security"] ?? []).flatMap((entry) =>
    Object.entries(map(entry)),
  );
  const auth = map(operation["x-amazon-apigateway-auth"])["type"];
  const declared = typeof auth === "string" ? auth.toUpperCase() : "NONE";
  const read = required.map(([name, scopes]) =>
    readScheme(name, map(schemes[name]), list(scopes).map(String), subject),
  );
  const authorizing = read.filter((security) => security !== "api key");
  return {
    ...(authorizing[0] ?? { authorization: declared, authorizationScopes: [] }),
    ...(authorizing.length > 1 && { authorization: `${authorizing.length} security schemes` }),
    apiKeyRequired: read.includes("api key"),
  };
}

function readScheme(
  name: string,
  scheme: Json,
  scopes: string[],
  subject: string,
): Omit<Security, "apiKeyRequired"> | "api key" {
  if (text(scheme["x-amazon-apigateway-authtype"]).toLowerCase() === "awssigv4")
    return { authorization: "AWS_IAM", authorizationScopes: [] };
  const declared = scheme["x-amazon-apigateway-authorizer"];
  if (isMap(declared)) {
    const authorizer = importAuthorizer(name, scheme, declared, `${subject}: security scheme ${name}`);
    const authorization = authorizer.type === "COGNITO_USER_POOLS" ? authorizer.type : "CUSTOM";
    return { authorization, authorizer, authorizationScopes: scopes };
  }
  if (scheme["type"] === "apiKey" && text(scheme["name"]).toLowerCase() === "x-api-key") return "api key";
  return {
    authorization: `security scheme ${name} without x-amazon-apigateway-authorizer, which API Gateway ignores: anybody could call`,
    authorizationScopes: [],
  };
}

/** `x-amazon-apigateway-authorizer`; its header is the scheme's when it names no identity source. */
function importAuthorizer(name: string, scheme: Json, declared: Json, subject: string): Authorizer {
  const type = authorizerType(text(declared["type"]), subject);
  const header = scheme["in"] === "header" && type !== "REQUEST" ? `method.request.header.${text(scheme["name"])}` : "";
  const expression = text(declared["identityValidationExpression"]);
  return {
    id: name,
    type,
    uri: text(declared["authorizerUri"]),
    identitySources: identitySources(text(declared["identitySource"]) || header),
    ...(expression && { identityValidationExpression: expression }),
    ttlInSeconds: ttl(declared["authorizerResultTtlInSeconds"], subject),
    providerArns: list(declared["providerARNs"]).map(String),
  };
}

const types = new Set<AuthorizerType>(["TOKEN", "REQUEST", "COGNITO_USER_POOLS"]);

function authorizerType(declared: string, subject: string): AuthorizerType {
  const type = declared.toUpperCase() as AuthorizerType;
  if (types.has(type)) return type;
  throw new Error(`${subject}: authorizer type: expected ${[...types].join(", ")}, got ${declared || "none"}`);
}

function ttl(declared: unknown, subject: string): number {
  const seconds = Number(declared ?? authorizerDefaults.ttlInSeconds);
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= 3600) return seconds;
  throw new Error(`${subject}: authorizer result TTL: expected 0 to 3600 seconds, got ${JSON.stringify(declared)}`);
}

const identitySources = (declared: string) =>
  declared
    .split(",")
    .map((source) => source.trim())
    .filter((source) => source !== "");

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const map = (value: unknown): Json => (isMap(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
