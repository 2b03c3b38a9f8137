import type { Door } from "../../environments/environment";
import { loadHandler, startOrdersTable } from "../functions/orders-function";
import { conversations, converse, statuses } from "../functions/every-operation";
import { byLoadBalancer, type Operation, pathOf, routeOf, type Send } from "../functions/ways-in";
import { trustedCallers } from "./callers";
import { Served } from "./served";

jest.setTimeout(120_000);

let dev: Served;
let table: Awaited<ReturnType<typeof startOrdersTable>>;
let balancer: Send;
let callers: Awaited<ReturnType<typeof trustedCallers>>;

beforeAll(async () => {
  table = await startOrdersTable();
  const options = ["--json", "--port", "0", "--dynamodb-endpoint", table.endpoint];
  dev = await Served.start("npm", "start", "--", ...options);
  callers = await trustedCallers(table.endpoint);
  balancer = byLoadBalancer(loadHandler(table.endpoint));
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterAll(async () => {
  Served.killAll();
  await table.close();
});

/** As a client of a door sends it. */
const byDoor =
  (door: Door): Send =>
  async (operation, request = {}) => {
    const query = new URLSearchParams(request.query).toString();
    const path = pathOf(operation, request) + (query && `?${query}`);
    const { method, audience } = routeOf(operation);
    const { status, headers, text } = await callers[door][audience](dev.door(door).url, method, path, request);
    return { status, headers, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  };

describe.each(["regional", "edge", "private"] as const)("the %s door", (door) => {
  test.each(Object.keys(conversations) as Operation[])("answers %s as a load balancer does", async (operation) => {
    const answers = await converse(conversations[operation], byDoor(door), "codes");
    expect(answers.map(({ status }) => status)).toEqual(statuses[operation]);
    expect(answers).toEqual(await converse(conversations[operation], balancer, "codes"));
  });
});
