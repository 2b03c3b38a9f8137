import type { Resource } from "./rule";
import { block, blocks, list, literal } from "./values";

/**
 * Endpoint types of an API or a domain name. Without one it is EDGE, API Gateway's default, and REGIONAL for HTTP and
 * WebSocket APIs, which have no other; undefined where only Terraform will know it.
 */
export function endpointTypesOf({ type, arguments: given }: Resource): string[] | undefined {
  if (type.startsWith("aws_apigatewayv2_")) return ["REGIONAL"];
  const { endpoint_configuration: configuration } = given;
  if (configuration === undefined || blocks(configuration).length === 0)
    return typeof configuration === "string" ? undefined : ["EDGE"];
  const types = block(configuration)?.["types"];
  const known = list(types).flatMap((one) => literal(one) ?? []);
  return Array.isArray(types) && known.length === types.length ? known : undefined;
}

export const endpointTypeOf = (resource: Resource): string | undefined => endpointTypesOf(resource)?.[0];

export const isPrivate = (resource: Resource): boolean => endpointTypesOf(resource)?.includes("PRIVATE") ?? false;
