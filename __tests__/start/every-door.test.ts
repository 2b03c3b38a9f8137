import { loadHandler, startOrdersTable } from "../functions/orders-function";
import { conversations, converse, statuses } from "../functions/every-operation";
import { byLoadBalancer, type Operation, pathOf, routeOf, type Send } from "../functions/ways-in";
import { call, Served } from "./served";

jest.setTimeout(120_000);

let dev: Served;
let table: Awaited<ReturnType<typeof startOrdersTable>>;
let balancer: Send;

beforeAll(async () => {
  dev = await Served.start("npm", "start", "--", "--json", "--port", "0");
  table = await startOrdersTable();
  balancer = byLoadBalancer(loadHandler(table.endpoint));
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterAll(async () => {
  Served.killAll();
  await table.close();
});

/** As a client of a door sends it. */
const byDoor =
  (door: string): Send =>
  async (operation, request = {}) => {
    const query = new URLSearchParams(request.query).toString();
    const path = pathOf(operation, request) + (query && `?${query}`);
    const { status, headers, text } = await call(dev.door(door).url, routeOf(operation).method, path, request);
    return { status, headers, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  };

describe.each(["regional", "edge", "private"])("the %s door", (door) => {
  test.each(Object.keys(conversations) as Operation[])("answers %s as a load balancer does", async (operation) => {
    const answers = await converse(conversations[operation], byDoor(door), "codes");
    expect(answers.map(({ status }) => status)).toEqual(statuses[operation]);
    expect(answers).toEqual(await converse(conversations[operation], balancer, "codes"));
  });
});
