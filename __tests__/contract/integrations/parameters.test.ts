import * as z from "zod/mini";
import type { HttpIntegration } from "../../../contract/integrations/http";
import {
  contextVariable,
  jsonAt,
  pathParameter,
  queryParameter,
  stageVariable,
  textAt,
} from "../../../contract/mapping-template";
import {
  backendHeader,
  backendHeaders,
  headerParameter,
  headerParameters,
  queryParameters,
} from "../../../contract/parameter-mapping";
import type { RouteResponse } from "../../../contract/route";
import { compile, noted, Note, Receipt } from "./compiled-route";

const request = {
  path: z.object({ noteId: z.string() }),
  query: z.object({ tag: z.optional(z.string()) }),
  headers: z.object({ "x-shop": z.optional(z.string()) }),
  body: Note,
};
const integration: HttpIntegration = {
  type: "http",
  backend: "notes",
  method: "PUT",
  path: "/old/{id}",
  parameters: { path: { id: pathParameter("noteId") } },
  answer: { id: textAt("$.ID") },
  samples: [{ given: { ID: "n1", AT: { URL: "https://example.com/n1" } } }],
};
const route = (more: Partial<HttpIntegration>, response: Partial<RouteResponse> = {}) =>
  noted(
    { ...integration, ...more },
    { request, responses: { 200: { description: "Kept", body: Receipt, ...response } } },
  );
const path = integration.parameters!.path!;

test("maps every kind of source of the request", () => {
  const { requestParameters } = compile(
    route({
      parameters: {
        path,
        query: { first: queryParameter("tag"), all: queryParameters("tag"), list: "always" },
        headers: {
          "X-Shop": headerParameter("x-shop"),
          "X-Shops": headerParameters("x-shop"),
          "X-Text": textAt("$.text"),
          "X-Body": jsonAt("$"),
          "X-Request": contextVariable("requestId"),
          "X-Version": stageVariable("apiVersion"),
        },
      },
    }),
  );
  expect(requestParameters).toEqual({
    "integration.request.path.id": "method.request.path.noteId",
    "integration.request.querystring.first": "method.request.querystring.tag",
    "integration.request.querystring.all": "method.request.multivaluequerystring.tag",
    "integration.request.querystring.list": "'always'",
    "integration.request.header.X-Shop": "method.request.header.x-shop",
    "integration.request.header.X-Shops": "method.request.multivalueheader.x-shop",
    "integration.request.header.X-Text": "method.request.body.text",
    "integration.request.header.X-Body": "method.request.body",
    "integration.request.header.X-Request": "context.requestId",
    "integration.request.header.X-Version": "stageVariables.apiVersion",
  });
});

test("maps every kind of source of an answer to headers of its success, and none of its errors", () => {
  const { responses } = compile(
    route(
      {
        headers: {
          ETag: backendHeader("ETag"),
          "X-All": backendHeaders("X-All"),
          Location: textAt("$.AT.URL"),
          "X-Raw": jsonAt("$"),
          "X-Request": contextVariable("extendedRequestId"),
          "X-Version": stageVariable("apiVersion"),
          "Cache-Control": "no-store",
        },
      },
      { headers: ["ETag", "X-All", "Location", "X-Raw", "X-Request", "X-Version", "Cache-Control"] },
    ),
  );
  expect(responses[String.raw`2\d{2}`]!.responseParameters).toMatchObject({
    "method.response.header.Access-Control-Allow-Origin": "'*'",
    "method.response.header.ETag": "integration.response.header.ETag",
    "method.response.header.X-All": "integration.response.multivalueheader.X-All",
    "method.response.header.Location": "integration.response.body.AT.URL",
    "method.response.header.X-Raw": "integration.response.body",
    "method.response.header.X-Request": "context.extendedRequestId",
    "method.response.header.X-Version": "stageVariables.apiVersion",
    "method.response.header.Cache-Control": "'no-store'",
  });
  expect(responses.default!.responseParameters).not.toHaveProperty("method.response.header.ETag");
});

test("AWS services' answers have headers by the same mapping", () => {
  const sent = noted(
    {
      type: "sqs",
      queue: "notes",
      message: jsonAt("$"),
      answer: { id: "n1" },
      headers: { "Cache-Control": "no-store" },
    },
    { responses: { 202: { description: "Taken", body: Receipt, headers: ["Cache-Control"] } } },
  );
  expect(compile(sent).responses["200"]!.responseParameters).toHaveProperty(
    ["method.response.header.Cache-Control"],
    "'no-store'",
  );
});

test.each<[string, Parameters<typeof route>, string]>([
  [
    "a path parameter that the route lacks",
    [{ parameters: { path: { id: pathParameter("id") } } }],
    "parameters.path.id: expected a path parameter of the route (noteId), got id",
  ],
  [
    "a query parameter that the route lacks",
    [{ parameters: { path, query: { q: queryParameters("tags") } } }],
    "parameters.query.q: expected a querystring parameter of the route (tag), got tags",
  ],
  [
    "a header that the route lacks",
    [{ parameters: { path, headers: { "X-Shop": headerParameter("X-Shop") } } }],
    "parameters.headers.X-Shop: expected a header parameter of the route (x-shop), got X-Shop",
  ],
  [
    "a path that the body lacks",
    [{ parameters: { path, query: { q: textAt("$.txet") } } }],
    "parameters.query.q: expected $.txet in",
  ],
  [
    "a list of the body as a whole",
    [
      { samples: [{ given: [{ ID: "n1" }] }], answer: { id: textAt("$[0].ID") }, headers: { ETag: textAt("$[0].ID") } },
      { headers: ["ETag"] },
    ],
    "expected a path that begins with a name",
  ],
  [
    "a header that fails every call",
    [{ parameters: { path, headers: { "content-length": "1" } } }],
    "parameters.headers.content-length: expected another header, as API Gateway answers 500",
  ],
  [
    "a text that would end early",
    [{ parameters: { path, headers: { "X-Text": "it's" } } }],
    `parameters.headers.X-Text: expected printable ASCII without ', got "it's"`,
  ],
  [
    "a name that is none",
    [{ parameters: { path, headers: { "X Text": "a" } } }],
    "parameters.headers.X Text: expected a name",
  ],
  [
    "a header that clients get by another name",
    [{ headers: { Date: backendHeader("Date") } }, { headers: ["Date"] }],
    "headers.Date: expected a header that clients get, got one that they get as x-amzn-Remapped-Date",
  ],
  [
    "a header that clients don't get",
    [{ headers: { "Transfer-Encoding": "chunked" } }, { headers: ["Transfer-Encoding"] }],
    "expected a header that clients get, got one that they get not at all",
  ],
  [
    "a header that every answer has",
    [{ headers: { "access-control-allow-origin": "null" } }, { headers: ["access-control-allow-origin"] }],
    "headers.access-control-allow-origin: expected none, as every answer of the API has its own",
  ],
  [
    "a header that no response declares",
    [{ headers: { ETag: backendHeader("ETag") } }],
    "headers.ETag: expected a header that the first response declares, got none",
  ],
  [
    "a declared header that nothing is mapped to",
    [{}, { headers: ["ETag"] }],
    "headers: expected etag, which a response declares, got none",
  ],
  [
    "a path that the backend's answer lacks",
    [{ headers: { Location: textAt("$.AT.URI") } }, { headers: ["Location"] }],
    "headers.Location: expected $.AT.URI in",
  ],
])("refuses %s", (_what, made, message) => {
  expect(() => compile(route(...made))).toThrow(message);
});

test("a value of a template alone, of the other direction, or several for a path doesn't compile", () => {
  const answers: Partial<HttpIntegration>[] = [
    // @ts-expect-error a parameter of the request
    { headers: { ETag: pathParameter("noteId") } },
    // @ts-expect-error a header of the answer
    { parameters: { headers: { ETag: backendHeader("ETag") } } },
    // @ts-expect-error several values
    { parameters: { path: { id: queryParameters("tag") } } },
  ];
  expect(answers).toHaveLength(3);
});
