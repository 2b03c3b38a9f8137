import * as z from "zod/mini";
import type { HttpIntegration } from "../../../contract/integrations/http";
import { pathParameter, textAt } from "../../../contract/mapping-template";
import { headerParameter } from "../../../contract/parameter-mapping";
import type { Route } from "../../../contract/route";
import { answered, compile, noted, Receipt, sent } from "./compiled-route";

const notFound = { status: 404, code: "NOT_FOUND", message: "there is no such note" } as const;
const integration: HttpIntegration = {
  type: "http",
  backend: "notes",
  method: "PUT",
  path: "/old/{id}",
  parameters: { path: { id: pathParameter("noteId") }, headers: { "X-Source": "gateway" } },
  request: { NOTE: textAt("$.text") },
  answer: { id: textAt("$.ID") },
  samples: [{ given: { ID: "n1" } }],
  errors: [{ ...notFound, pattern: "404|410", sampleStatus: 410 }],
};
const route = (more: Partial<HttpIntegration> = {}) =>
  noted({ ...integration, ...more }, { responses: { 200: { description: "Kept", body: Receipt } } });
const compiled = compile(route());
const proxied = { type: "httpProxy", backend: "notes", cors: "none", versionHeaders: "none" } as const;

test("calls the backend at the environment's address, with what is mapped and nothing else of the client's", () => {
  expect(compiled).toMatchObject({
    type: "http",
    httpMethod: "PUT",
    uri: "https://notes.example.com/api/old/{id}",
    timeoutInMillis: 29_000,
    passthroughBehavior: "never",
    requestParameters: {
      "integration.request.header.Content-Type": "'application/json'",
      "integration.request.path.id": "method.request.path.noteId",
      "integration.request.header.X-Source": "'gateway'",
    },
  });
  expect(JSON.parse(sent(compiled, { text: `"$a"\\'é` }))).toEqual({ NOTE: `"$a"\\'é` });
});

test("sends no body where none is mapped", () => {
  const { request: _none, ...bodiless } = integration;
  expect(sent(compile(noted(bodiless, { responses: route().responses })), { text: "secret" })).toBe("");
});

test.each([
  ["200", 200, { id: "n2" }],
  ["204", 200, { id: "n2" }],
  ["404", 404, { code: "NOT_FOUND", message: "there is no such note" }],
  ["410", 404, { code: "NOT_FOUND" }],
  ["302", 502, { code: "INTEGRATION_FAILURE" }],
  ["500", 502, { code: "INTEGRATION_FAILURE" }],
])("answers the backend's %s with %d", (given, status, body) => {
  expect(answered(compiled, given, { ID: "n2" })).toMatchObject({ status, body });
});

const withToken = (more: Partial<HttpIntegration>): Route => {
  const headers = { "X-Token": headerParameter("authorization") };
  const made = route({ parameters: { ...integration.parameters, headers }, ...more });
  return {
    ...made,
    request: { ...made.request, headers: z.object({ authorization: z.string() }) },
    sample: { ...made.sample, headers: { authorization: "Bearer token" } },
  };
};

test("passes on what proves who calls where it is said", () => {
  expect(compile(withToken({ passesCredentials: true })).requestParameters).toMatchObject({
    "integration.request.header.X-Token": "method.request.header.authorization",
  });
});

test.each<[string, () => Route, string]>([
  [
    "a path parameter that nothing is mapped to",
    () => route({ parameters: {} }),
    "parameters.path: expected id, as in /old/{id}, got none",
  ],
  [
    "an answer of another shape than the response's",
    () => route({ answer: { number: textAt("$.ID") } }),
    "response template: expected the body of response 200",
  ],
  [
    "an answer that reads what the backend doesn't give",
    () => route({ answer: { id: textAt("$.IDENT") } }),
    "expected $.IDENT in",
  ],
  [
    "an error whose pattern misses its status",
    () => route({ errors: [{ ...notFound, pattern: "40", sampleStatus: 404 }] }),
    'error 40: expected to be the one that "404" selects, got none',
  ],
  [
    "two errors of one status, of which API Gateway keeps one",
    () =>
      route({
        errors: [
          { ...notFound, pattern: "404", sampleStatus: 404 },
          { ...notFound, pattern: "410", sampleStatus: 410 },
        ],
      }),
    "errors: expected one pattern a status",
  ],
  [
    "an error that the route doesn't declare",
    () => ({ ...route(), errors: [502] }),
    "error 404|410: expected 404 among the route's errors, got 502",
  ],
  [
    "a mapping that shows callers' tokens to the backend unsaid",
    () => withToken({}),
    "parameters.headers.X-Token: expected passesCredentials: true, as the backend sees by authorization what proves who calls",
  ],
  [
    "a credential of the API's own, which every plan would show",
    () =>
      route({
        parameters: { path: { id: pathParameter("noteId") }, headers: { Authorization: "Basic c2hvcDpodW50ZXIy" } },
      }),
    "parameters.headers.Authorization: expected none that is always the same, as it would be in every plan",
  ],
  [
    "a conversion of a body that no request has",
    () =>
      noted(
        { ...proxied, path: "/notes", contentHandling: "CONVERT_TO_TEXT" },
        { method: "GET", path: "/notes", audience: "public", request: {}, sample: {} },
      ),
    "contentHandling: expected none, as a request of GET has no body, got CONVERT_TO_TEXT",
  ],
  [
    "a proxy that shows callers' tokens to the backend unsaid",
    () => noted({ ...proxied, path: "/notes" }),
    "passesCredentials: expected true, as the backend sees the tokens of internal callers, got none",
  ],
  [
    "a proxy of a deprecated version that says nothing of its headers",
    () => noted({ type: "httpProxy", backend: "notes", path: "/notes", passesCredentials: true, cors: "backend" }),
    "versionHeaders: expected backend or none, as API Gateway adds nothing to a proxied answer and v1 is deprecated",
  ],
  [
    "a proxy to a path with another parameter than the route's",
    () => noted({ ...proxied, path: "/notes/{other}", passesCredentials: true }),
    "parameters.path.other: expected a path parameter of the route (noteId), got other",
  ],
])("refuses %s", (_what, made, message) => {
  expect(() => compile(made())).toThrow(message);
});

test("proxies the rest of a path as it is, by the route's own method", () => {
  const proxy = noted(
    { ...proxied, backend: "files", path: "/public/{proxy}" },
    { path: "/files/{proxy+}", audience: "public", request: { path: z.object({ proxy: z.string() }) } },
  );
  expect(compile(proxy)).toEqual({
    type: "http_proxy",
    httpMethod: "POST",
    uri: "https://files.example.com/api/public/{proxy}",
    timeoutInMillis: 29_000,
    passthroughBehavior: "when_no_match",
    requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
  });
});

test("makes text of what templates answer, as clients may accept a binary media type first", () => {
  for (const { contentHandling } of Object.values(compiled.responses)) expect(contentHandling).toBe("CONVERT_TO_TEXT");
});

test("sends a proxied backend the bytes that a client sends as base64", () => {
  expect(
    compile(noted({ ...proxied, path: "/notes", passesCredentials: true, contentHandling: "CONVERT_TO_BINARY" })),
  ).toMatchObject({
    contentHandling: "CONVERT_TO_BINARY",
  });
});

test("sends a proxied backend what is mapped beside the client's request", () => {
  const proxy = noted({
    ...proxied,
    path: "/notes/{id}",
    passesCredentials: true,
    parameters: { path: { id: pathParameter("noteId") }, headers: { "X-Source": "gateway" } },
  });
  expect(compile(proxy).requestParameters).toEqual({
    "integration.request.path.id": "method.request.path.noteId",
    "integration.request.header.X-Source": "'gateway'",
  });
});
