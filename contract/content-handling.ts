import type { Api } from "./route";

/**
 * How API Gateway converts a body. Bytes are what has one of the API's binary media types: of a request by its `Content-Type`, of a
 * backend's answer by its own. Source: developer guide, "Content type conversions in API Gateway".
 *
 * - `CONVERT_TO_BINARY`: bytes stay, text is base64 and becomes bytes; 500 where it isn't.
 * - `CONVERT_TO_TEXT`: text stays, bytes become base64.
 */
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

interface Integration {
  responses?: Readonly<Record<string, { responseTemplates?: object }>>;
}

/**
 * Answers that templates make are text to every client: without it, one that accepts an API's binary media type first would get
 * 500, as what the backend gave would be read as base64, and no template reads bytes.
 */
export function textAnswers(integration: Integration, { binaryMediaTypes = [] }: Pick<Api, "binaryMediaTypes">) {
  const { responses } = integration;
  if (!responses || binaryMediaTypes.length === 0) return integration;
  return {
    ...integration,
    responses: Object.fromEntries(
      Object.entries(responses).map(([pattern, response]) => [
        pattern,
        response.responseTemplates
          ? { ...response, contentHandling: "CONVERT_TO_TEXT" satisfies ContentHandling }
          : response,
      ]),
    ),
  };
}

/**
 * `contentHandling` of what a proxied backend is sent.
 *
 * @throws Error where there is nothing that it could convert
 */
export function requestHandling(
  contentHandling: ContentHandling | undefined,
  { binaryMediaTypes = [] }: Pick<Api, "binaryMediaTypes">,
  method: string,
  subject: string,
): { contentHandling?: ContentHandling } {
  if (contentHandling === undefined) return {};
  if (["GET", "HEAD", "DELETE"].includes(method))
    throw new Error(
      `${subject}: contentHandling: expected none, as a request of ${method} has no body, got ${contentHandling}`,
    );
  if (contentHandling === "CONVERT_TO_TEXT" && binaryMediaTypes.length === 0)
    throw new Error(
      `${subject}: contentHandling: expected binaryMediaTypes of the API, as every body is text without them, got ${contentHandling}`,
    );
  return { contentHandling };
}
