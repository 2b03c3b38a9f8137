import { createHash } from "node:crypto";
import type { ClientRequest, Refusal } from "../exchange";
import { refuseSignature } from "./refusals";

/** What a request says about its signature; nothing of it is proven. */
export interface Claim {
  accessKeyId: string;
  /** Day, region, service, terminator. */
  scope: [string, string, string, string];
  /** `20261122T173000Z`. */
  date: string;
  /** Lower case. */
  signedHeaderNames: string[];
  /** Hexadecimal. */
  signature: string;
  /** Of a presigned URL. */
  validForSeconds?: number;
  securityToken?: string;
}

const algorithm = "AWS4-HMAC-SHA256";
const longestValidity = 7 * 24 * 60 * 60;

/** Reads the signature of a request, from its Authorization header or its query string; refuses as AWS does what has none. */
export function readClaim(request: ClientRequest): Claim | Refusal {
  const [authorization, ...more] = request.headers.all("authorization");
  const presigned = [...request.query.keys()].some((name) => /^x-amz-(?:signature|algorithm)$/i.test(name));
  if (authorization === undefined)
    return presigned
      ? fromQuery(request)
      : { type: "MISSING_AUTHENTICATION_TOKEN", message: "Missing Authentication Token", hint: "no signature" };
  if (presigned || more.length > 0) return refuseSignature.incomplete("Only one signature is allowed in a request.");
  return fromHeader(request, authorization);
}

function fromHeader({ headers }: ClientRequest, authorization: string): Claim | Refusal {
  const hashed = createHash("sha256").update(authorization).digest("base64");
  const [, parameters] = new RegExp(`^${algorithm}\\s+(.*)$`, "s").exec(authorization) ?? [];
  const pairs = (parameters ?? authorization).split(",").map((pair) => pair.trim().split("="));
  if (parameters === undefined || pairs.some((pair) => pair.length !== 2))
    return refuseSignature.incomplete(
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed}'.`,
    );
  const given = new Map(pairs as [string, string][]);
  const date = headers.get("x-amz-date");
  const missing = [
    ...["Credential", "Signature", "SignedHeaders"]
      .filter((name) => !given.get(name))
      .map((name) => `Authorization header requires '${name}' parameter. `),
    ...(date === undefined
      ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "]
      : []),
  ];
  if (missing.length > 0)
    return refuseSignature.incomplete(
      `${missing.join("")}(Hashed with SHA-256 and encoded with Base64) Authorization=${hashed}`,
    );
  return assemble(
    given.get("Credential")!,
    date!,
    given.get("SignedHeaders")!,
    given.get("Signature")!,
    headers.get("x-amz-security-token"),
  );
}

function fromQuery({ query }: ClientRequest): Claim | Refusal {
  const one = (name: string) => {
    const values = query.get(name) ?? [];
    return values.length === 1 ? values[0] : undefined;
  };
  const names = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"];
  const missing = [...names, "X-Amz-Signature"].filter((name) => !one(name));
  if (missing.length > 0)
    return refuseSignature.incomplete(
      missing.map((name) => `AWS query-string parameters must include '${name}'. `).join(""),
    );
  const validForSeconds = Number(one("X-Amz-Expires"));
  if (one("X-Amz-Algorithm") !== algorithm) return refuseSignature.incomplete(`X-Amz-Algorithm: expected ${algorithm}`);
  if (!Number.isInteger(validForSeconds) || validForSeconds < 1 || validForSeconds > longestValidity)
    return refuseSignature.incomplete(`X-Amz-Expires must be between 1 and ${longestValidity} seconds`);
  const claim = assemble(
    one("X-Amz-Credential")!,
    one("X-Amz-Date")!,
    one("X-Amz-SignedHeaders")!,
    one("X-Amz-Signature")!,
    query.get("X-Amz-Security-Token")?.[0],
  );
  return "type" in claim ? claim : { ...claim, validForSeconds };
}

function assemble(
  credential: string,
  date: string,
  signedHeaders: string,
  signature: string,
  securityToken: string | undefined,
): Claim | Refusal {
  const parts = credential.split("/");
  if (parts.length !== 5)
    return refuseSignature.incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  if (!/^\d{8}T\d{6}Z$/.test(date))
    return refuseSignature.incomplete(`Date must be in ISO-8601 'basic format'. Got '${date}'.`);
  const [accessKeyId, ...scope] = parts as [string, string, string, string, string];
  return {
    accessKeyId,
    scope,
    date,
    signedHeaderNames: [...new Set(signedHeaders.toLowerCase().split(";"))],
    signature,
    ...(securityToken !== undefined && { securityToken }),
  };
}
