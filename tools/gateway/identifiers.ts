import { randomFillSync } from "node:crypto";

/** `x-amzn-RequestId`: a random UUID (RFC 9562, version 4). */
export function newRequestId(): string {
  const { hex } = pools;
  const variant = "89ab"[Number.parseInt(hex.take(1), 16) & 3];
  return `${hex.take(8)}-${hex.take(4)}-4${hex.take(3)}-${variant}${hex.take(3)}-${hex.take(12)}`;
}

/** `x-amz-apigw-id`: 11 bytes in base64. */
export function newExtendedRequestId(): string {
  const { base64, hex } = pools;
  const lastBits = "AEIMQUYcgkosw048"[Number.parseInt(hex.take(1), 16)];
  return `${base64.take(12)}${base64.take(2)}${lastBits}=`;
}

/** `Root=1-<seconds, 8 hex digits>-<24 hex digits>` (AWS X-Ray developer guide, "Tracing header"). */
export function newTraceRoot(milliseconds: number): string {
  const { hex } = pools;
  return `Root=1-${Math.floor(milliseconds / 1000).toString(16)}-${hex.take(12)}${hex.take(12)}`;
}

/** `Parent=<16 hex digits>`. */
export function newTraceParent(): string {
  const { hex } = pools;
  return `Parent=${hex.take(8)}${hex.take(8)}`;
}

/** `X-Amz-Cf-Id`: 54 characters of base64url and `==`. */
export function newEdgeId(): string {
  const { base64url } = pools;
  return `${base64url.take(12)}${base64url.take(12)}${base64url.take(12)}${base64url.take(12)}${base64url.take(6)}==`;
}

/** Random digits, drawn from the system and printed many at a time. */
class Digits {
  private printed = "";
  private used = 0;

  constructor(private readonly encoding: "hex" | "base64" | "base64url") {}

  /** So many digits, 12 at most: V8 keeps longer parts as references to the whole text, which would stay in memory. */
  take(length: number): string {
    if (this.used + length > this.printed.length) {
      // divisible by three, so that base64 has no padding
      this.printed = randomFillSync(Buffer.alloc(3072)).toString(this.encoding);
      this.used = 0;
    }
    this.used += length;
    return this.printed.slice(this.used - length, this.used);
  }
}

const pools = { hex: new Digits("hex"), base64: new Digits("base64"), base64url: new Digits("base64url") };
