import { createHash } from "node:crypto";

/** A request that its client may repeat, and what tells a repetition from another request under the same key. */
export interface RepeatableRequest {
  /** Identifies operation, caller and key. */
  id: string;
  /** SHA-256 of the parsed input, whatever the order of its properties and its white space. */
  payload: string;
}

/** The request under an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), which belongs to its caller. */
export function repeatable(operation: string, caller: string, key: string, input: unknown): RepeatableRequest {
  return { id: `${operation}#${sha256(JSON.stringify([caller, key]))}`, payload: sha256(canonical(input)) };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const canonical = (input: unknown) =>
  JSON.stringify(input, (_, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
