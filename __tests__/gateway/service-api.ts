import { stackOf, type ApiUnderTest } from "./served-api";

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

/** What the start of an API says that can't be served, or `served`. */
export const stacksOf = (definition: ApiUnderTest) => ({ app: stackOf(definition) });
