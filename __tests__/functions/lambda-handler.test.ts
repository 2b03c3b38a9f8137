import { lambdaHandler } from "../../functions/lambda-handler";
import { serve } from "../../functions/serve";
import { ordersV1 } from "../../contract/orders/v1";
import { ordersV2 } from "../../contract/orders/v2";
import { loadBalancerEvent } from "./load-balancer-event";
import { captureStdout } from "./orders-function";
import { restApiEvent } from "./rest-api-event";

beforeAll(() => {
  captureStdout();
});

const served = [serve(ordersV1, "orders", {} as never), serve(ordersV2, "orders", {} as never)];
const events = {
  "rest-api": restApiEvent("GET /health"),
  "load-balancer": loadBalancerEvent("GET /v1/health"),
  direct: { operation: "getHealth" },
};

const answer = (event: unknown, only?: string) => lambdaHandler(served, only)(event, { awsRequestId: "1" });

test.each(Object.entries(events))("an event of the format %s is told by its marks", async (_, event) => {
  await expect(answer(event)).resolves.toBeDefined();
});

test.each([
  ["an HTTP API's event", { version: "2.0", routeKey: "GET /orders", requestContext: { requestId: "1" } }],
  ["a function URL's event", { version: "2.0", rawPath: "/", requestContext: { http: { method: "GET" } } }],
  ["a queue's event", { Records: [] }],
  ["an operation in an event of API Gateway", { operation: "getHealth", requestContext: {} }],
  ["an empty object", {}],
  ["a list", []],
  ["a text", "getHealth"],
  ["nothing", null],
])("%s is refused", async (_, event) => {
  await expect(answer(event)).rejects.toThrow(
    "event: expected the format rest-api or load-balancer or direct, got another shape",
  );
});

test.each(Object.entries(events).filter(([format]) => format !== "direct"))(
  "where callers write events themselves, none of the format %s is taken",
  async (_, event) => {
    await expect(answer(event, "direct")).rejects.toThrow("event: expected the format direct, got another shape");
    await expect(answer(events.direct, "direct")).resolves.toMatchObject({ status: 200 });
  },
);

test("an unknown format is no way in", () => {
  expect(() => lambdaHandler(served, "http-api")).toThrow(
    "environment variable EVENT_FORMAT: expected rest-api, load-balancer, direct, got http-api",
  );
});

describe("a REST API's event is for the version", () => {
  const deprecation = async (event: object) =>
    ((await answer(event)) as { headers: Record<string, string> }).headers.Deprecation !== undefined;

  test("that the stage says, whatever the path", async () => {
    expect(await deprecation(restApiEvent("GET /health", { version: "v1", requestPath: "/v2/health" }))).toBe(true);
    expect(await deprecation(restApiEvent("GET /health", { version: "v2", requestPath: "/dev/health" }))).toBe(false);
  });

  test("of its base path, where the stage is from before there were two", async () => {
    const older = (requestPath: string) => ({ ...restApiEvent("GET /health", { requestPath }), stageVariables: null });
    expect(await deprecation(older("/v1/health"))).toBe(true);
    expect(await deprecation(older("/v2/health"))).toBe(false);
    await expect(answer(older("/dev/health"))).rejects.toThrow(
      "event.stageVariables.apiVersion: expected v1, v2, got dev",
    );
  });

  test("and none that the function lacks", async () => {
    await expect(answer(restApiEvent("GET /health", { version: "v9" }))).rejects.toThrow(
      "event.stageVariables.apiVersion: expected v1, v2, got v9",
    );
  });
});
