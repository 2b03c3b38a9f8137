import * as z from "zod/mini";
import { service } from "../../../contract";
import type { DoorAuthorization } from "../../../contract/authorization";
import { ErrorBody } from "../../../contract/error";
import { toRestApiBody } from "../../../contract/rest-api-body";
import type { Api, Route } from "../../../contract/route";
import { ordersV1 } from "../../../contract/orders/v1";
import { compileMappingTemplate, type TemplateScope } from "../../../semantics/mapping-template";
import { selectIntegrationResponse } from "../../../semantics/selection-pattern";
import { backend, services } from "../service-addresses";

export interface CompiledIntegration {
  type: string;
  uri: string;
  credentials?: string;
  passthroughBehavior: string;
  timeoutInMillis: number;
  responseTransferMode?: string;
  requestParameters?: Record<string, string>;
  requestTemplates: Record<string, string>;
  responses: Record<
    string,
    {
      statusCode: string;
      responseParameters: Record<string, string>;
      responseTemplates: Record<string, string>;
      contentHandling?: string;
    }
  >;
}

/** What a body of the tests' routes is. */
export const Note = z.strictObject({ text: z.string(), tag: z.optional(z.enum(["red", "blue"])) });
export const Receipt = z.strictObject({ id: z.string() });

/** A route that takes a note, with the integration. */
export const noted = (integration: Route["integration"], more: Partial<Route> = {}): Route => ({
  method: "POST",
  path: "/notes/{noteId}",
  summary: "Take a note.",
  audience: "internal",
  request: { path: z.object({ noteId: z.string() }), body: Note },
  sample: { path: { noteId: "n1" }, body: { text: "hello", tag: "red" } },
  responses: { 202: { description: "Taken", body: Receipt } },
  errors: [400, 404, 409, 502, 503],
  integration,
  ...more,
});

export function compile(
  route: Route,
  door: DoorAuthorization = service.authorization.doors.regional,
  models: Api["models"] = {},
): CompiledIntegration {
  const api: Api = { ...ordersV1, models: { Error: ErrorBody, Note, Receipt, ...models }, routes: { takeNote: route } };
  const body = toRestApiBody(api, {
    name: "notes",
    endpoint: { disableExecuteApiEndpoint: true },
    functionUri: (name, mode = "BUFFERED") => `arn:of:${name}:${mode}`,
    services,
    backend,
    door,
    authorizers: service.authorization.authorizers,
    userPoolArn: () => "arn:of:user-pool",
  }) as { paths: Record<string, Record<string, { "x-amazon-apigateway-integration": CompiledIntegration }>> };
  return body.paths[route.path]![route.method.toLowerCase()]!["x-amazon-apigateway-integration"];
}

const scope = (more: Partial<TemplateScope>): TemplateScope => ({
  body: "",
  params: { path: { noteId: "n1" }, querystring: {}, header: {} },
  context: {
    requestId: "request-1",
    identity: { userArn: "arn:aws:iam::111122223333:user/job" },
    authorizer: { principalId: "p1", claims: { sub: "sub-1" } },
  },
  stageVariables: {},
  ...more,
});

/** What the backend is sent for a body. */
export const sent = ({ requestTemplates }: CompiledIntegration, body: unknown, more: Partial<TemplateScope> = {}) =>
  compileMappingTemplate(requestTemplates["application/json"]!).render(
    scope({ ...(body !== undefined && { body: JSON.stringify(body) }), ...more }),
  ).text;

/** What a client is answered when the backend answers so: by status, or by the message of a function's error. */
export function answered({ responses }: CompiledIntegration, selection: string | null, given: unknown) {
  const chosen = selectIntegrationResponse(
    Object.entries(responses).map(([pattern, response]) => ({
      ...response,
      ...(pattern !== "default" && { selectionPattern: pattern }),
    })),
    selection,
  )!;
  const { text, context } = compileMappingTemplate(chosen.responseTemplates["application/json"]!).render(
    scope({ body: JSON.stringify(given) }),
  );
  const { status, header } = context["responseOverride"] as { status?: number; header: Record<string, string> };
  return {
    status: Number(status ?? chosen.statusCode),
    ...(Object.keys(header).length > 0 && { header }),
    body: JSON.parse(text) as unknown,
  };
}
