import { ordersV1 } from "../../contract/orders/v1";
import { defineApi } from "../../contract/route";
import { Refusal } from "../../functions/refusal";
import { serveStream, streamHandler } from "../../functions/serve-stream";
import { invokeStreaming, provideStreaming } from "./lambda-stream";
import { captureStdout, headersOfAll } from "./orders-function";
import { type Call, restApiEvent } from "./rest-api-event";

const { exportOrders } = ordersV1.routes;
const api = defineApi({ ...ordersV1, routes: { exportOrders } });
const contentType = "text/plain";

let logged: string[];
beforeAll(provideStreaming);
beforeEach(() => {
  logged = captureStdout();
});

/** Asks a function whose operation answers these parts, or throws before one. */
function ask(parts: () => AsyncIterable<string>, call: Call = { query: { customerId: "c-1" } }) {
  const served = serveStream(api, "order-export", {
    exportOrders: async () => ({ status: 200 as const, contentType, body: parts() }),
  });
  return invokeStreaming(streamHandler([served]), restApiEvent("GET /orders/export", call));
}

test("answers in parts, with the headers that every answer has", async () => {
  const answer = await ask(async function* () {
    yield "first ";
    yield "second";
  });
  expect(answer).toMatchObject({ status: 200, parts: ["first ", "second"], isWhole: true });
  expect(answer.headers).toEqual({ ...headersOfAll, "Content-Type": contentType });
  expect(JSON.parse(logged[0]!)).toMatchObject({ operation: "exportOrders", status: 200, awsRequestId: "aws-request" });
});

test("sends status and headers of an answer without parts, too", async () => {
  // eslint-disable-next-line @typescript-eslint/no-empty-function
  expect(await ask(async function* () {})).toMatchObject({ status: 200, parts: [], isWhole: true });
});

test("answers what is thrown before the answer begins in the contract's shape, and doesn't fail", async () => {
  const answer = await ask(() => {
    throw new Refusal(403, "FORBIDDEN", "not yours");
  });
  expect(answer).toMatchObject({ status: 403, isWhole: true, error: undefined });
  expect(answer.headers).toEqual({ ...headersOfAll, "Content-Type": "application/json" });
  expect(JSON.parse(answer.parts.join(""))).toMatchObject({ code: "FORBIDDEN", message: "not yours" });
  const broken = await ask(() => {
    throw new Error("secret");
  });
  expect([broken.status, broken.parts.join("")]).toEqual([500, expect.not.stringContaining("secret")]);
});

test("refuses a request that isn't the contract's", async () => {
  const { status, parts } = await ask(async function* () {}, { query: { customerId: "a customer" } });
  expect([status, JSON.parse(parts.join(""))]).toMatchObject([400, { code: "BAD_REQUEST_PARAMETERS" }]);
});

test("breaks off and fails where a later part can't be had, so that nobody takes half an answer for all of it", async () => {
  const answer = await ask(async function* () {
    yield "first ";
    throw new Error("out of reach");
  });
  expect(answer).toMatchObject({ status: 200, parts: ["first "], isWhole: false, error: new Error("out of reach") });
  expect(JSON.parse(logged[0]!)).toMatchObject({ level: "ERROR", error: { message: "out of reach" } });
});
