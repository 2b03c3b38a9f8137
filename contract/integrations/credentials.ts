import type { RequestMapping, RequestSource } from "../parameter-mapping";
import { callerKeys } from "../route-cache";
import { bindingOf } from "../security";
import type { IntegrationContext } from "./compiler";

/** Request headers that prove who calls, whatever a door asks for. Sources: RFC 9110, section 11; RFC 6265; Signature Version 4. */
const credentialHeaders = ["authorization", "cookie", "proxy-authorization", "x-amz-security-token", "x-api-key"];

/**
 * API Gateway passes any header on that is mapped, tokens too: that has to be said, and a credential of the API's own can't be
 * told a backend by mapping, as it would be in every plan.
 *
 * @throws Error for what proves who calls, mapped unsaid, and for a constant credential
 */
export function checkCredentials(
  mapping: RequestMapping,
  passesCredentials: boolean,
  { route, binding, subject }: IntegrationContext,
): void {
  const proofs = new Set([
    ...credentialHeaders.map((name) => `header.${name}`),
    ...(callerKeys(bindingOf(route, binding.door, subject), binding) ?? []).map((key) =>
      key.slice("method.request.".length).toLowerCase(),
    ),
  ]);
  for (const part of ["path", "query", "headers"] as const)
    for (const [name, source] of Object.entries<RequestSource>(mapping[part] ?? {})) {
      const named = `${subject}: parameters.${part}.${name}`;
      const isConstant = typeof source === "string" || "stageVariable" in source.origin;
      if (part === "headers" && isConstant && credentialHeaders.includes(name.toLowerCase()))
        throw new Error(
          `${named}: expected none that is always the same, as it would be in every plan, got one: pin clientCertificate, by which a backend knows the door`,
        );
      const proof = typeof source === "string" ? undefined : proofOf(source.origin);
      if (proof !== undefined && proofs.has(proof) && !passesCredentials)
        throw new Error(
          `${named}: expected passesCredentials: true, as the backend sees by ${proof.split(".")[1]} what proves who calls, got none`,
        );
    }
}

/** A header or parameter of the query as `header.<name>` or `querystring.<name>` in lower case. */
function proofOf(origin: object): string | undefined {
  const [[kind, name]] = Object.entries(origin) as [[string, string]];
  const place = /^(?:multivalue)?(header|querystring)$/.exec(kind)?.[1];
  return place && `${place}.${name.toLowerCase()}`;
}
