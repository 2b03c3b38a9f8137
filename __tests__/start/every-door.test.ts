import type { Door } from "../../environments/environment";
import type { LambdaHandler } from "../../functions/lambda-handler";
import { loadHandler, startOrdersTable } from "../functions/orders-function";
import { converse, statuses } from "../functions/every-operation";
import {
  byLoadBalancer,
  everyOperation,
  pathOf,
  routeOf,
  type Send,
  type Version,
  versions,
} from "../functions/ways-in";
import { trustedCallers } from "./callers";
import { Served } from "./served";

jest.setTimeout(120_000);

let dev: Served;
let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handler: LambdaHandler;
let callers: Awaited<ReturnType<typeof trustedCallers>>;

beforeAll(async () => {
  table = await startOrdersTable();
  const options = ["--json", "--port", "0", "--dynamodb-endpoint", table.endpoint];
  dev = await Served.start("npm", "start", "--", ...options);
  callers = await trustedCallers(table.endpoint);
  handler = loadHandler(table.endpoint);
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterAll(async () => {
  Served.killAll();
  await table.close();
});

/** As a client of a door sends it. */
const byDoor =
  (door: Door, version: Version): Send =>
  async (operation, request = {}) => {
    const query = new URLSearchParams(request.query).toString();
    const path = pathOf(version, operation, request) + (query && `?${query}`);
    const { method, audience } = routeOf(version, operation);
    const { status, headers, text } = await callers[door][audience](dev.door(door, version).url, method, path, request);
    return { status, headers, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  };

describe.each(["regional", "edge", "private"] as const)("the %s door", (door) => {
  test.each(everyOperation)("answers %s %s as a load balancer does", async (version, operation) => {
    const answers = await converse(version, operation, byDoor(door, version), "codes");
    expect(answers.map(({ status }) => status)).toEqual(statuses[operation]);
    expect(answers).toEqual(await converse(version, operation, byLoadBalancer(handler, version), "codes"));
  });

  test.each(["v1", "v2"] as const)("streams what the list of %s has, a line each", async (version) => {
    const customerId = `exports-${door}-${version}`;
    const send = byDoor(door, version);
    for (let count = 0; count < 2; count++)
      await send("createOrder", { body: { ...versions[version].order, customerId } });
    const { url } = dev.door(door, version);
    const { status, headers, text } = await callers[door].customer(
      url,
      "GET",
      `/orders/export?customerId=${customerId}`,
    );
    expect([status, headers["content-type"], headers["transfer-encoding"]]).toEqual([
      200,
      "application/x-ndjson",
      "chunked",
    ]);
    const list = (await send("listOrders", { query: { customerId } })).body as { orders: object[] };
    expect(text).toBe(list.orders.map((order) => `${JSON.stringify(order)}\n`).join(""));
  });
});
