import { asText, at, isObject, type Json } from "../json";
import { list } from "../resource-change";
import type { Authorization } from "./api";

export const open: Authorization = { mechanism: "NONE", scopes: [] };

/** Mechanisms that let nobody in without a credential. */
export const closedMechanisms: ReadonlySet<string> = new Set(["AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"]);

/**
 * What an operation of an OpenAPI document asks callers for. API Gateway reads the entries of `security` together: an API
 * key beside an authorizer is one requirement. Requirements of the document hold where an operation has none of its own.
 */
export function readSecurity(
  document: Json,
  operation: Json,
): { authorization: Authorization; apiKeyRequired: boolean } {
  const schemes = at(document, ["components", "securitySchemes"]) ?? at(document, ["securityDefinitions"]);
  const required = list(at(operation, ["security"]) ?? at(document, ["security"])).flatMap((entry) =>
    Object.entries(isObject(entry) ? entry : {}),
  );
  const read = required.map(([name, scopes]) => readScheme(name, at(schemes, [name]), list(scopes)));
  const authorizing = read.filter((scheme) => scheme !== "api key");
  const declared = at(operation, ["x-amazon-apigateway-auth", "type"]);
  const written = typeof declared === "string" ? declared.toUpperCase() : undefined;
  return {
    authorization:
      written === "NONE" || authorizing.length === 0
        ? { ...open, mechanism: written ?? "NONE" }
        : authorizing.length === 1 && authorizing[0]
          ? authorizing[0]
          : {
              mechanism: authorizing
                .map(({ mechanism, authorizer }) => authorizer ?? mechanism)
                .toSorted()
                .join(" or "),
              scopes: [],
            },
    apiKeyRequired: read.includes("api key"),
  };
}

/** Authorizers that a document defines, by the name of their security scheme. */
export function readAuthorizers(document: Json): Map<string, Json> {
  const schemes = at(document, ["components", "securitySchemes"]) ?? at(document, ["securityDefinitions"]);
  return new Map(
    Object.entries(isObject(schemes) ? schemes : {}).flatMap(([name, scheme]) => {
      const authorizer = at(scheme, ["x-amazon-apigateway-authorizer"]);
      if (!isObject(authorizer)) return [];
      const settings = { header: at(scheme, ["name"]) ?? null, ...authorizer };
      return [[name, settings] as const];
    }),
  );
}

const mechanisms = new Map([
  ["cognito_user_pools", "COGNITO_USER_POOLS"],
  ["jwt", "JWT"],
  ["token", "CUSTOM"],
  ["request", "CUSTOM"],
]);

function readScheme(name: string, scheme: Json | undefined, scopes: Json[]): Authorization | "api key" {
  const authorizer = at(scheme, ["x-amazon-apigateway-authorizer"]);
  if (isObject(authorizer)) {
    const type = asText(at(authorizer, ["type"])).toLowerCase();
    return {
      mechanism: mechanisms.get(type) ?? `authorizer of type ${type}`,
      authorizer: name,
      scopes: scopes.filter((scope) => typeof scope === "string").toSorted(),
    };
  }
  if (asText(at(scheme, ["x-amazon-apigateway-authtype"])).toLowerCase() === "awssigv4")
    return { mechanism: "AWS_IAM", scopes: [] };
  if (at(scheme, ["type"]) === "apiKey" && asText(at(scheme, ["name"])).toLowerCase() === "x-api-key") return "api key";
  return { mechanism: scheme === undefined ? `undeclared scheme ${name}` : `scheme ${name}`, scopes: [] };
}
