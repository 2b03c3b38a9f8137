import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDynamoDb } from "../../tools/gateway/dynamodb/server";
import { type CallOptions, signed, trustedCallers } from "./callers";
import { call, gatehouse, Served } from "./served";

jest.setTimeout(120_000);

const order = {
  customerId: "c-1",
  currency: "EUR",
  items: [{ sku: "mug", quantity: 2, unitPrice: 950 }],
  shippingAddress: "1 Harbour Street",
  shippingCountry: "IE",
};

const serveOptions = ["serve", "dev", "--json", "--port", "0"];

let dev: Served;
let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let trusted: Awaited<ReturnType<typeof trustedCallers>>;
beforeAll(async () => {
  dynamoDb = await startDynamoDb({ tables: [] });
  const options = ["--json", "--port", "0", "--dynamodb-endpoint", dynamoDb.endpoint];
  dev = await Served.start("npm", "start", "--", ...options);
  trusted = await trustedCallers(dynamoDb.endpoint);
});
afterAll(async () => {
  Served.killAll();
  await dynamoDb.close();
});

const unique = () => `c-${Math.random().toString(36).slice(2)}`;

test("npm start serves every door of dev, one entry per door and version", () => {
  const port = new URL(dev.apis[0]!.url).port;
  expect(dev.apis.map(({ door, version }) => `${door} ${version}`).toSorted()).toEqual(
    ["edge", "private", "regional"].flatMap((door) => [`${door} v1`, `${door} v2`]),
  );
  for (const version of ["v1", "v2"])
    expect(dev.door("regional", version)).toMatchObject({
      name: `shop-dev-orders-regional-${version}`,
      stack: "dev-regional",
      version,
      stage: "dev",
      url: `http://api.dev.example.com.localhost:${port}/${version}`,
    });
});

describe.each(["regional", "edge", "private"] as const)("the %s door", (door) => {
  test.each(["url", "localUrl"] as const)("takes an order through its whole life by its %s", async (address) => {
    const base = dev.door(door)[address];
    const send = trusted[door].customer;
    const customerId = unique();
    const created = await send(base, "POST", "/orders", { body: { ...order, customerId } });
    expect(created).toMatchObject({ status: 201, headers: { etag: '"1"', "access-control-allow-origin": "*" } });
    const path = `/orders/${String(created.json.orderId)}`;
    expect(created.headers.location).toMatch(new RegExp(`/v1${path}$|/dev${path}$`));

    expect((await send(base, "GET", path)).json).toEqual(created.json);
    const list = await send(base, "GET", `/orders?customerId=${customerId}`);
    expect(list.json).toEqual({ orders: [created.json] });

    const unconditional = await send(base, "PUT", path, { body: { ...order, customerId } });
    expect([unconditional.status, unconditional.json.code]).toEqual([428, "PRECONDITION_REQUIRED"]);
    const replaced = await send(base, "PUT", path, {
      headers: { "If-Match": '"1"' },
      body: { ...order, customerId, items: [{ sku: "mug", quantity: 1, unitPrice: 950 }] },
    });
    expect([replaced.status, replaced.headers.etag, replaced.json.total]).toEqual([200, '"2"', 950]);

    expect((await signed(base, "DELETE", path, { headers: { "If-Match": '"1"' } })).status).toBe(412);
    expect(await signed(base, "DELETE", path, { headers: { "If-Match": '"2"' } })).toMatchObject({
      status: 204,
      text: "",
    });
    expect(await send(base, "GET", path)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  });

  test("tells from the first request what shipping costs, and what an order would", async () => {
    const { url } = dev.door(door);
    expect(await call(url, "GET", "/shipping-rates/IE")).toMatchObject({
      status: 200,
      json: { country: "IE", price: 490, currency: "EUR", days: 2 },
    });
    const body = { items: [{ quantity: 3, unitPrice: 450 }], currency: "EUR", shippingCountry: "IE" };
    expect(await call(url, "POST", "/quotes", { body })).toMatchObject({
      status: 200,
      json: { items: 1350, shipping: 490, total: 1840 },
    });
  });

  test("answers health, and a preflight for it", async () => {
    const { url } = dev.door(door);
    expect(await call(url, "GET", "/health")).toMatchObject({ status: 200, json: { status: "ok" } });
    expect(await call(url, "OPTIONS", "/health", { headers: { Origin: "https://shop.example.com" } })).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": "*", "access-control-allow-methods": "GET,OPTIONS" },
    });
  });

  test.each(["/health", "/orders/ord_1", "/nothing"])(
    "tells clients of v1 when it ends, and none of v2, also in what API Gateway answers itself: %s",
    async (path) => {
      const [v1, v2] = await Promise.all(["v1", "v2"].map((version) => call(dev.door(door, version).url, "GET", path)));
      expect(v1!.headers).toMatchObject({
        deprecation: expect.stringMatching(/^@\d+$/),
        sunset: expect.stringMatching(/ GMT$/),
        link: expect.stringContaining('</v2>; rel="successor-version"'),
      });
      expect([v2!.status, v2!.headers]).toEqual([
        v1!.status,
        expect.not.objectContaining({ deprecation: expect.anything() }),
      ]);
    },
  );

  test("is shut at its execute-api address, as the custom domain stands", async () => {
    const { url, localUrl, stage } = dev.door(door);
    const apiId = new URL(localUrl).pathname.split("/")[3];
    const closed = `http://${apiId}.execute-api.localhost:${new URL(url).port}/${stage}`;
    expect(await call(closed, "GET", "/health")).toMatchObject({ status: 403, json: { message: "Forbidden" } });
  });
});

test("two requests at once with one Idempotency-Key place one order and get one answer", async () => {
  const { url } = dev.door("regional");
  const send = trusted.regional.customer;
  const customerId = unique();
  const request = { headers: { "Idempotency-Key": unique() }, body: { ...order, customerId } };
  const answers = await Promise.all([send(url, "POST", "/orders", request), send(url, "POST", "/orders", request)]);
  const placed = answers.filter(({ status }) => status === 201);
  expect(placed.length).toBeGreaterThan(0);
  expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
  const again = await send(url, "POST", "/orders", request);
  for (const { text, headers } of placed) expect([text, headers.etag]).toEqual([again.text, again.headers.etag]);
  expect((await send(url, "GET", `/orders?customerId=${customerId}`)).json.orders).toHaveLength(1);
  const other = { ...request, body: { ...request.body, currency: "USD" } };
  expect(await send(url, "POST", "/orders", other)).toMatchObject({
    status: 422,
    json: { code: "IDEMPOTENCY_KEY_REUSED" },
  });
});

describe("bad input is refused in one shape:", () => {
  const refused = async (method: string, path: string, options: CallOptions = {}) => {
    const { status, json } = await trusted.regional.customer(dev.door("regional").url, method, path, options);
    expect(json).toMatchObject({
      code: expect.any(String),
      message: expect.any(String),
      requestId: expect.any(String),
    });
    return [status, json.code];
  };

  test("an unknown route", async () => {
    expect(await refused("GET", "/nothing")).toEqual([403, "MISSING_AUTHENTICATION_TOKEN"]);
  });

  test("an unknown method", async () => {
    expect(await refused("PATCH", "/orders")).toEqual([403, "MISSING_AUTHENTICATION_TOKEN"]);
  });

  test("a body that is not JSON", async () => {
    expect(await refused("POST", "/orders", { body: "{" })).toEqual([400, "BAD_REQUEST_BODY"]);
  });

  test("a body of wrong types", async () => {
    expect(await refused("POST", "/orders", { body: { ...order, items: "two" } })).toEqual([400, "BAD_REQUEST_BODY"]);
  });

  test("what the model can't say: an order without items", async () => {
    expect(await refused("POST", "/orders", { body: { ...order, items: [] } })).toEqual([400, "BAD_REQUEST_BODY"]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded"])(
    "a body of type %s, which no model validates, though it is an order",
    async (type) => {
      const options = { headers: { "Content-Type": type }, body: order };
      expect(await refused("POST", "/orders", options)).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    },
  );

  test("a required parameter that is missing", async () => {
    expect(await refused("GET", "/orders")).toEqual([400, "BAD_REQUEST_PARAMETERS"]);
  });

  test("a malformed cursor", async () => {
    expect(await refused("GET", "/orders?customerId=c-1&cursor=%7B")).toEqual([400, "BAD_REQUEST_PARAMETERS"]);
  });

  test("a body of 11 MB", async () => {
    const body = JSON.stringify({ ...order, note: "x".repeat(11 * 1024 * 1024) });
    const { status, text } = await call(dev.door("regional").url, "POST", "/orders", { body });
    expect(status).toBe(413);
    expect(text).toContain("Request Too Long");
  });
});

test("scripts of other origins may read every answer, whoever gives it", async () => {
  const { url } = dev.door("regional");
  const send = trusted.regional.customer;
  const answers = {
    mock: await call(url, "GET", "/health"),
    "gateway response": await call(url, "GET", "/orders"),
    function: await send(url, "GET", "/orders?customerId=c-1"),
    "refusing function": await send(url, "GET", "/orders?customerId=c-1&cursor=%7B"),
  };
  const policy = (name: string) =>
    Object.fromEntries(Object.entries(answers).map(([who, { headers }]) => [who, headers[name]]));
  const ofAll = (value: string) => Object.fromEntries(Object.keys(answers).map((who) => [who, value]));
  const preflight = await call(url, "OPTIONS", "/orders", { headers: { Origin: "https://shop.example.com" } });
  expect(policy("access-control-allow-origin")).toEqual(ofAll(preflight.headers["access-control-allow-origin"]!));
  expect(policy("access-control-expose-headers")).toEqual(
    ofAll(answers.mock.headers["access-control-expose-headers"] as string),
  );
  expect(answers.mock.headers["access-control-expose-headers"]).toContain("Retry-After");
});

test("the private door refuses who does not come through its VPC endpoint", async () => {
  const { url } = dev.door("private");
  const outside = await call(url, "GET", "/health", { headers: { "x-gatehouse-vpce": "none" } });
  expect(outside.status).toBe(403);
});

test.each<[string, string[]]>([
  ["npm start", ["npm", "start", "--", "--json", "--port", "0"]],
  ["npx gatehouse serve", ["npx", "gatehouse", ...serveOptions]],
])("SIGTERM and SIGINT end every process of %s within 5 seconds", async (_name, [command, ...args]) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const served = await Served.start(command!, ...args);
    expect(await served.end(signal)).toBeLessThan(5000);
  }
});

test("data survives a restart with --data, and SIGINT ends the gateway", async () => {
  const data = mkdtempSync(join(tmpdir(), "gatehouse-data-"));
  const serve = () => Served.start(...gatehouse, ...serveOptions, "--data", data);
  const first = await serve();
  const { json } = await signed(first.door("private").url, "POST", "/orders", { body: order });
  expect(await first.end("SIGINT")).toBeLessThan(5000);
  const second = await serve();
  const kept = await trusted.regional.customer(second.door("regional").url, "GET", `/orders/${String(json.orderId)}`);
  expect(kept.json).toEqual(json);
  await second.end();
});

test("a DynamoDB that goes down is answered with 503 in the same shape, and nothing of ours leaks", async () => {
  const active = JSON.stringify({ Table: { TableStatus: "ACTIVE" } });
  const database = http.createServer((_request, response) => response.end(active));
  await once(database.listen(0, "127.0.0.1"), "listening");
  const endpoint = `http://127.0.0.1:${(database.address() as AddressInfo).port}`;
  const down = () => {
    database.close();
    database.closeAllConnections();
  };
  const served = await Served.start(...gatehouse, ...serveOptions, "--dynamodb-endpoint", endpoint).finally(down);
  const answer = await trusted.regional.customer(served.door("regional").url, "GET", "/orders?customerId=c-1");
  expect(answer).toMatchObject({ status: 503, json: { code: expect.any(String), requestId: expect.any(String) } });
  expect(answer.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|at .*\.js/);
  await served.end();
});

test("a DynamoDB that does not answer at the start is refused by name", async () => {
  const dead = Served.start(...gatehouse, ...serveOptions, "--dynamodb-endpoint", "http://127.0.0.1:9");
  await expect(dead).rejects.toThrow("--dynamodb-endpoint: expected an answer, got POST http://127.0.0.1:9");
});

test("an environment that was not synthesized is refused by name", async () => {
  await expect(Served.start(...gatehouse, "serve", "production")).rejects.toThrow(
    "environment production: expected stacks in cdktf.out/stacks/production-*, got only those of dev, prod, staging",
  );
});
