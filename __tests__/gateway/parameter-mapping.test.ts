import * as z from "zod/mini";
import { service } from "../../contract";
import {
  contextVariable,
  jsonAt,
  pathParameter,
  queryParameter,
  stageVariable,
  textAt,
} from "../../contract/mapping-template";
import { ordersV2 } from "../../contract/orders/v2";
import {
  backendHeader,
  backendHeaders,
  headerParameter,
  headerParameters,
  queryParameters,
} from "../../contract/parameter-mapping";
import { toRestApiBody } from "../../contract/rest-api-body";
import type { Route } from "../../contract/route";
import { backend as backendOf, services } from "../contract/service-addresses";
import { HttpBackend } from "./http-backend";
import { functionUri, ServedApi } from "./served-api";

const Note = z.strictObject({ text: z.string(), place: z.optional(z.strictObject({ city: z.string() })) });
const takeNote = {
  method: "POST",
  path: "/notes/{noteId}",
  summary: "Take a note.",
  audience: "public",
  request: {
    path: z.object({ noteId: z.string() }),
    query: z.object({ tag: z.optional(z.string()) }),
    headers: z.object({ "x-shop": z.optional(z.string()) }),
    body: Note,
  },
  sample: { path: { noteId: "n1" }, body: { text: "hello", place: { city: "Bern" } } },
  integration: {
    type: "http",
    backend: "notes",
    method: "PUT",
    path: "/old/{id}",
    parameters: {
      path: { id: pathParameter("noteId") },
      query: { last: queryParameter("tag"), all: queryParameters("tag"), lang: "EN" },
      headers: {
        "X-Shop": headerParameter("x-shop"),
        "X-Shops": headerParameters("x-shop"),
        "X-City": textAt("$.place.city"),
        "X-Place": jsonAt("$.place"),
        "X-Version": stageVariable("apiVersion"),
        "X-Caller-Ip": contextVariable("identity.sourceIp"),
      },
    },
    answer: { id: textAt("$.ID") },
    samples: [{ given: { ID: "n1", AT: { URL: "https://example.com/n1" } } }],
    headers: {
      ETag: backendHeader("ETag"),
      "X-Warning": backendHeaders("X-Warning"),
      Location: textAt("$.AT.URL"),
      "X-Version": stageVariable("apiVersion"),
      "Cache-Control": "no-store",
    },
  },
  responses: {
    200: {
      description: "Taken",
      body: z.strictObject({ id: z.string() }),
      headers: ["ETag", "X-Warning", "Location", "X-Version", "Cache-Control"],
    },
  },
  errors: [502],
} as const satisfies Route;

const { paths, ...document } = toRestApiBody(
  { ...ordersV2, models: { ...ordersV2.models, Note, Receipt: takeNote.responses[200].body }, routes: { takeNote } },
  {
    name: "test",
    endpoint: { disableExecuteApiEndpoint: false },
    functionUri,
    services,
    backend: backendOf,
    door: service.authorization.doors.regional,
    authorizers: service.authorization.authorizers,
    userPoolArn: () => "",
  },
);

let backend: HttpBackend;
let api: ServedApi;
beforeAll(async () => {
  backend = await HttpBackend.start();
  api = await ServedApi.start(
    { paths: paths as Record<string, object>, document, stage: { variables: { apiVersion: "v2" } } },
    { localBackends: new Map([["https://notes.example.com/api", `http://${backend.host}`]]) },
  );
});
afterAll(async () => {
  await api.close();
  await backend.close();
});

test("a backend is sent every kind of source of the request", async () => {
  backend.answer = { status: 200, headers: { "Content-Type": "application/json" }, body: '{"ID":"n1"}' };
  await api.call("POST", "/notes/a%20b?tag=red&tag=blue", {
    headers: { "X-Shop": ["be", "zh"] },
    body: JSON.stringify({ text: "hello", place: { city: "Bern" } }),
  });
  expect(backend.last.url).toBe("/old/a%20b?all=red&all=blue&lang=EN&last=blue");
  expect(backend.last.headers).toMatchObject({
    "x-shop": "zh",
    "x-shops": "be, zh",
    "x-city": "Bern",
    "x-place": '{"city":"Bern"}',
    "x-version": "v2",
    "x-caller-ip": "127.0.0.1",
  });
});

test("a value that the request lacks is not sent", async () => {
  await api.call("POST", "/notes/n1", { body: '{"text":"hello"}' });
  expect(backend.last.url).toBe("/old/n1?lang=EN");
  for (const name of ["x-shop", "x-shops", "x-city", "x-place"]) expect(backend.last.headers).not.toHaveProperty(name);
});

test("a client is answered every kind of source of what the backend gives", async () => {
  backend.answer = {
    status: 200,
    headers: { "Content-Type": "application/json", ETag: '"1"', "X-Warning": ["dry", "cold"] },
    body: '{"ID":"n1","AT":{"URL":"https://example.com/n1"}}',
  };
  const answer = await api.call("POST", "/notes/n1", { body: '{"text":"hello"}' });
  expect([answer.status, answer.json()]).toEqual([200, { id: "n1" }]);
  expect(answer.headers).toMatchObject({
    etag: '"1"',
    "x-warning": "dry, cold",
    location: "https://example.com/n1",
    "x-version": "v2",
    "cache-control": "no-store",
  });
});

test("a backend's error has none of the success's headers", async () => {
  backend.answer = { status: 500, headers: { ETag: '"1"' }, body: "{}" };
  const answer = await api.call("POST", "/notes/n1", { body: '{"text":"hello"}' });
  expect([answer.status, answer.headers.etag, answer.headers["cache-control"]]).toEqual([502, undefined, undefined]);
});
