import { randomFillSync, randomUUID } from "node:crypto";

/** `x-amzn-RequestId`. */
export const newRequestId = (): string => randomUUID();

/** `x-amz-apigw-id`: 15 characters and `=`. */
export const newExtendedRequestId = (): string => take(11).toString("base64");

/** `Root=1-<seconds, 8 hex digits>-<24 hex digits>` (AWS X-Ray developer guide, "Tracing header"). */
export const newTraceRoot = (milliseconds: number): string =>
  `Root=1-${Math.floor(milliseconds / 1000).toString(16)}-${take(12).toString("hex")}`;

/** `Parent=<16 hex digits>`. */
export const newTraceParent = (): string => `Parent=${take(8).toString("hex")}`;

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes, drawn from the system many at a time; valid until the next call. */
function take(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}
