import type { Method, RestApi, Stage } from "../../tools/gateway/api/rest-api";
import type { Exchange, Outcome, Step } from "../../tools/gateway/exchange";
import { Metering } from "../../tools/gateway/metering";
import { compileThrottle } from "../../tools/gateway/pipeline/throttle";
import { says, ServedApi } from "./served-api";
import { Clock, methodSettings } from "./stage-settings";

const limits = (rate: number, burst: number) => ({ throttling_rate_limit: rate, throttling_burst_limit: burst });

const paths = {
  "/": { get: says("root") },
  "/orders": { get: says("list"), post: says("created") },
  "/orders/{id}": { get: says("one") },
};

let served: ServedApi | undefined;

const serve = async (settings: Record<string, object>, clock = new Clock(), document: object = {}) =>
  (served = await ServedApi.start({ paths, document, resource: methodSettings(settings) }, { now: clock.now }));

afterEach(async () => {
  await served?.close();
  served = undefined;
});

/** Statuses of so many calls, one after the other. */
async function statuses(count: number, method: string, path: string): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < count; call++) found.push((await served!.call(method, path)).status);
  return found;
}

test("a burst passes, then as many requests a second as the rate allows", async () => {
  const clock = new Clock();
  await serve({ "*/*": limits(2, 3) }, clock);
  expect(await statuses(5, "GET", "/orders")).toEqual([200, 200, 200, 429, 429]);
  clock.forward(0.5);
  expect(await statuses(2, "GET", "/orders")).toEqual([200, 429]);
  clock.forward(60);
  expect(await statuses(4, "GET", "/orders")).toEqual([200, 200, 200, 429]);
});

test("a throttled request is answered 429 Too Many Requests", async () => {
  const api = await serve({ "*/*": limits(0, 0) });
  const answer = await api.call("GET", "/orders");
  expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
    429,
    '{"message":"Too Many Requests"}',
    "TooManyRequestsException",
  ]);
  expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(api.logs.at(-1)!.error).toBe("throttle of stage dev: orders/GET: 0 requests per second, 0 at once");
});

test("the gateway response THROTTLED words the refusal", async () => {
  const api = await serve({ "*/*": limits(0, 0) }, new Clock(), {
    "x-amazon-apigateway-gateway-responses": {
      THROTTLED: {
        responseParameters: { "gatewayresponse.header.Retry-After": "'1'" },
        responseTemplates: { "application/json": '{"slow":"$context.error.responseType"}' },
      },
    },
  });
  const answer = await api.call("GET", "/orders");
  expect([answer.status, answer.json(), answer.headers["retry-after"]]).toEqual([429, { slow: "THROTTLED" }, "1"]);
});

test("a limit of all methods holds for each of them apart", async () => {
  await serve({ "*/*": limits(1, 1) });
  expect(await statuses(2, "GET", "/orders")).toEqual([200, 429]);
  expect(await statuses(2, "POST", "/orders")).toEqual([200, 429]);
  expect(await statuses(2, "GET", "/orders/7")).toEqual([200, 429]);
  expect(await statuses(1, "GET", "/orders/8")).toEqual([429]);
});

test.each([
  ["orders/{id}/GET", "/orders/7"],
  ["/orders/{id}/GET", "/orders/7"],
  ["~1orders~1{id}/GET", "/orders/7"],
  ["orders~1{id}/GET", "/orders/7"],
  ["~1/GET", "/"],
  ["/GET", "/"],
])("settings of %s limit that method alone", async (path, limited) => {
  await serve({ [path]: limits(0, 0) });
  expect(await statuses(1, "GET", limited)).toEqual([429]);
  expect(await statuses(1, "POST", "/orders")).toEqual([200]);
});

test("a method's own limit replaces that of all methods", async () => {
  await serve({ "*/*": limits(0, 0), "orders/GET": limits(10, 2) });
  expect(await statuses(3, "GET", "/orders")).toEqual([200, 200, 429]);
  expect(await statuses(1, "POST", "/orders")).toEqual([429]);
});

test("-1 means not set: what is set for all methods holds", async () => {
  await serve({ "*/*": limits(0, 0), "orders/GET": limits(-1, -1), "orders/POST": limits(10, 10) });
  expect(await statuses(1, "GET", "/orders")).toEqual([429]);
  expect(await statuses(1, "POST", "/orders")).toEqual([200]);
});

test("-1 for all methods leaves the account's limits", async () => {
  await serve({ "*/*": limits(-1, -1) });
  expect(await statuses(2, "GET", "/orders")).toEqual([200, 200]);
});

test("a rate or burst of 0 lets nothing pass", async () => {
  await serve({ "orders/GET": limits(0, 10), "orders/POST": limits(10, 0) });
  expect(await statuses(1, "GET", "/orders")).toEqual([429]);
  expect(await statuses(1, "POST", "/orders")).toEqual([429]);
});

test("without settings 5,000 requests at once and 10,000 a second pass, over all APIs of an account and region", () => {
  const metering = new Metering(() => 0);
  const compile = (api: Partial<RestApi>) => {
    const known = { accountId: "111122223333", region: "eu-west-1", ...api } as RestApi;
    const stage = { name: "dev", methodSettings: new Map() } as unknown as Stage;
    return compileThrottle(
      { httpMethod: "GET" } as Method,
      { id: "r", path: "/r", methods: {} },
      known,
      stage,
      metering,
    );
  };
  const [one, another, elsewhere] = [
    compile({ id: "one" }),
    compile({ id: "another" }),
    compile({ region: "us-east-1" }),
  ];
  const refusal = (step: Step, receivedAt: number) => (step({ request: { receivedAt } } as Exchange) as Outcome)?.type;
  for (let request = 0; request < 2500; request++)
    expect([refusal(one, 0), refusal(another, 0)]).toEqual([undefined, undefined]);
  expect([refusal(one, 0), refusal(another, 0), refusal(elsewhere, 0)]).toEqual(["THROTTLED", "THROTTLED", undefined]);
  for (let request = 0; request < 10; request++) expect(refusal(one, 1)).toBeUndefined();
  expect(refusal(another, 1)).toBe("THROTTLED");
});

test("a limit that is no number is refused at start", async () => {
  await expect(serve({ "*/*": { throttling_rate_limit: "many" } })).rejects.toThrow(
    'aws_api_gateway_method_settings.settings_0: throttling_rate_limit: expected a number, got "many"',
  );
});
