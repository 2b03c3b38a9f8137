import type { Exchange } from "../exchange";
import { compileSource, type Source } from "../parameter-mapping";

/** A body that is filled in for one refused request. */
export type GatewayResponseTemplate = (exchange: Exchange) => string;

/**
 * Compiles the body template of a gateway response. It is no Velocity: `$context.<path>`, `$stageVariables.<name>` and
 * `$method.request.<place>.<name>` are replaced, by nothing when they have no value, and all else stays as it is
 * (developer guide, "Gateway responses in API Gateway": "a non-VTL mapping template supporting only simple variable
 * substitutions").
 */
export function compileGatewayResponseTemplate(text: string): GatewayResponseTemplate {
  const parts = text
    .split(reference)
    .map((part, index) => (index % 2 === 0 ? () => [part] : compileSource(part.replace(/[${}]/g, ""), part)));
  return (exchange) => parts.map((source: Source) => source(exchange).join(",")).join("");
}

const names = String.raw`(?:context(?:\.\w+)+|stageVariables\.\w+|method\.request\.(?:header|path|querystring)\.[\w-]+)`;
const reference = new RegExp(String.raw`(\$${names}|\$\{${names}\})`);
