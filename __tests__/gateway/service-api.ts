import type { Answer, ServedApi } from "./served-api";

/** The URI of an integration with a service: `sqs:path/111122223333/orders`. */
export const serviceUri = (target: string) => `arn:aws:apigateway:eu-west-1:${target}`;

interface ServiceCall {
  /** Request template; the body as it is when left out. */
  template?: string;
  /** Headers that are mapped to constants. */
  headers?: Record<string, string>;
  query?: Record<string, string>;
  integration?: object;
}

/** A method that sends its template to a service and answers with the service's status and body. */
export const sends = (
  target: string,
  { template, headers = {}, query = {}, integration }: ServiceCall = {},
): object => ({
  responses: Object.fromEntries(["200", "400", "404"].map((status) => [status, {}])),
  "x-amazon-apigateway-integration": {
    type: "aws",
    httpMethod: "POST",
    uri: serviceUri(target),
    credentials: "arn:aws:iam::111122223333:role/caller",
    requestParameters: {
      ...mapped("header", headers),
      ...mapped("querystring", query),
    },
    ...(template !== undefined && { requestTemplates: { "application/json": template } }),
    responses: {
      default: { statusCode: "200" },
      "400": { statusCode: "400" },
      "404": { statusCode: "404" },
    },
    ...integration,
  },
});

const mapped = (place: string, constants: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(constants).map(([name, value]) => [`integration.request.${place}.${name}`, `'${value}'`]),
  );

/** A form in the AWS query protocol. */
export const form = { "Content-Type": "application/x-www-form-urlencoded" };

/** What `/_aws/<service>/<name>` shows that was sent. */
export async function kept(api: ServedApi, path: string): Promise<Record<string, unknown>[]> {
  const shown = (await api.call("GET", "", { host: "127.0.0.1", rawPath: `/_aws/${path}` })).json() as object;
  return Object.values(shown).find(Array.isArray) as Record<string, unknown>[];
}

/** Sends JSON. */
export const post = (api: ServedApi, path: string, body: unknown): Promise<Answer> =>
  api.call("POST", path, {
    headers: { "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
