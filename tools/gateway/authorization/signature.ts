import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createScope, getCanonicalHeaders, getSigningKey, SignatureV4Base } from "@smithy/signature-v4";
import type { ClientRequest, Refusal } from "../exchange";
import { multiValues } from "../query-string";
import type { LocalCredentials } from "./credentials";
import { type Claim, readClaim } from "./signature-claim";
import { refuseSignature } from "./refusals";

/**
 * Verifies the signature of a request, in its Authorization header or its query string (IAM user guide, "AWS Signature
 * Version 4 for API requests"); undefined when it is good. The payload always counts: one that was signed as
 * UNSIGNED-PAYLOAD is refused.
 */
export async function verifySignature(
  request: ClientRequest,
  region: string,
  credentials: LocalCredentials,
): Promise<Refusal | undefined> {
  const claim = readClaim(request);
  if ("type" in claim) return claim;
  return (
    checkKey(claim, credentials) ??
    checkScope(claim, region) ??
    checkTime(claim, request.receivedAt) ??
    (await checkSignature(claim, request, region, credentials))
  );
}

function checkKey({ accessKeyId, securityToken }: Claim, credentials: LocalCredentials): Refusal | undefined {
  if (securityToken === undefined && isSame(accessKeyId, credentials.accessKeyId)) return undefined;
  return refuseSignature.unrecognizedClient("The security token included in the request is invalid.");
}

function checkScope({ date, scope: [day, region, service, end] }: Claim, expected: string): Refusal | undefined {
  if (region !== expected) return refuseSignature.invalid(`Credential should be scoped to a valid region. `);
  if (service !== "execute-api")
    return refuseSignature.invalid("Credential should be scoped to correct service: 'execute-api'. ");
  if (end !== "aws4_request")
    return refuseSignature.invalid("Credential should be scoped with a valid terminator: 'aws4_request'. ");
  if (day === date.slice(0, 8)) return undefined;
  return refuseSignature.invalid(
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
  );
}

/** How far clocks may be apart, in milliseconds. */
const skew = 5 * 60 * 1000;

function checkTime({ date, validForSeconds }: Claim, now: number): Refusal | undefined {
  const signedAt = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  const basic = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
  if (!(signedAt <= now + skew))
    return refuseSignature.invalid(
      `Signature not yet current: ${date} is still later than ${basic(now + skew)} (${basic(now)} + 5 min.)`,
    );
  const tolerance = validForSeconds === undefined ? skew : validForSeconds * 1000;
  if (signedAt >= now - tolerance) return undefined;
  return refuseSignature.invalid(
    `Signature expired: ${date} is now earlier than ${basic(now - tolerance)} (${basic(now)} - ${tolerance / 60_000} min.)`,
  );
}

async function checkSignature(
  claim: Claim,
  request: ClientRequest,
  region: string,
  credentials: LocalCredentials,
): Promise<Refusal | undefined> {
  const headers = signedHeaders(claim, request);
  if (!headers?.["host"])
    return refuseSignature.invalid("'Host' must be a 'SignedHeader' in the AWS Authorization, and be sent.");
  const signer = new RequestSigner(region, credentials);
  const { signature, canonical, stringToSign } = await signer.signatureOf(request, headers, claim);
  if (isSame(signature, claim.signature)) return undefined;
  return refuseSignature.invalid(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
      "signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have " +
      `been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${stringToSign}'\n`,
  );
}

/** The headers that were signed, values of one name together; undefined when one of them wasn't sent. */
function signedHeaders(
  { signedHeaderNames }: Claim,
  { rawHeaders }: ClientRequest,
): Record<string, string> | undefined {
  const sent = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    sent.set(name, [...(sent.get(name) ?? []), rawHeaders[i + 1]!]);
  }
  if (signedHeaderNames.some((name) => !sent.has(name))) return undefined;
  return Object.fromEntries(signedHeaderNames.map((name) => [name, sent.get(name)!.join(",")]));
}

/** Signs a request as its caller should have, with the signer of the AWS SDK. */
class RequestSigner extends SignatureV4Base {
  constructor(
    private readonly region: string,
    private readonly credentials: LocalCredentials,
  ) {
    super({ service: "execute-api", region, credentials, sha256: Sha256 });
  }

  async signatureOf(request: ClientRequest, headers: Record<string, string>, { date }: Claim) {
    const { httpMethod: method, rawPath: path, body, encodedBody } = request;
    const query = multiValues(request.query);
    const signable = { method, path, query, headers, protocol: "https:", hostname: headers["host"]! };
    const names = new Set(Object.keys(headers));
    const payloadHash = createHash("sha256")
      .update(encodedBody ?? body)
      .digest("hex");
    const canonicalHeaders = getCanonicalHeaders(signable, undefined, names);
    const canonical = this.createCanonicalRequest(signable, canonicalHeaders, payloadHash);
    const day = date.slice(0, 8);
    const scope = createScope(day, this.region, this.service);
    const stringToSign = await this.createStringToSign(date, scope, canonical, "AWS4-HMAC-SHA256");
    const key = await getSigningKey(Sha256, this.credentials, day, this.region, this.service);
    return { signature: createHmac("sha256", key).update(stringToSign).digest("hex"), canonical, stringToSign };
  }
}

/** SHA-256, keyed or not, in the form that the SDK's signer takes. */
class Sha256 {
  private readonly hash: { update(data: Uint8Array): unknown; digest(): Buffer };

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("sha256: expected to be used once");
  }
}

function bytes(source: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof source === "string") return Buffer.from(source);
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

/** Compares in a time that says nothing about where texts differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
