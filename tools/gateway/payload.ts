import type { ContentHandling } from "./api/rest-api";

/** A payload as a mapping sees it: text, or bytes when it is binary. */
export interface Payload {
  body: Buffer | string;
}

/**
 * Converts a payload as `contentHandling` says (developer guide, "Content type conversions in API Gateway"); nothing set
 * lets it pass: binary as bytes, anything else as UTF-8 text. Undefined when text that should become binary isn't base64.
 */
export function convertPayload(
  body: Buffer | string,
  binary: boolean,
  handling: ContentHandling | undefined,
): Payload | undefined {
  if (binary) {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    return { body: handling === "CONVERT_TO_TEXT" ? bytes.toString("base64") : bytes };
  }
  const text = typeof body === "string" ? body : body.toString("utf8");
  if (handling !== "CONVERT_TO_BINARY") return { body: text };
  const decoded = decodeBase64(text);
  return decoded && { body: decoded };
}

/** The bytes of base64 text, undefined when it isn't strictly that. */
function decodeBase64(text: string): Buffer | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined;
}
