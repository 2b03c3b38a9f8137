/** `application/json; charset=utf-8` -> `application/json`. */
export function mediaType(header: string | undefined): string | undefined {
  const type = header?.split(";", 1)[0]!.trim().toLowerCase();
  return type === "" ? undefined : type;
}

/**
 * Whether a client's media type is one of an API's binary media types. A configured type may end in a wildcard
 * (`image/*`) or be `*` + `/*`, which is everything; a wildcard from the client or on the left matches nothing.
 */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.length === 0) return false;
  if (binaryMediaTypes.includes("*/*")) return true;
  const type = mediaType(header);
  if (type === undefined || type.includes("*")) return false;
  return binaryMediaTypes.some((configured) => {
    const binary = configured.toLowerCase();
    return binary === type || (binary.endsWith("/*") && type.startsWith(binary.slice(0, -1)));
  });
}

/** The first entry of an `Accept` header: the only one that API Gateway looks at. */
export const firstAccepted = (accept: string | undefined): string | undefined => accept?.split(",", 1)[0]!.trim();
