import { ordersV1 } from "../../contract/orders/v1";
import type { LambdaHandler } from "../../functions/lambda-handler";
import { conversations, converse, statuses } from "./every-operation";
import { captureStdout, loadHandler, startOrdersTable } from "./orders-function";
import { byLoadBalancer, byRestApi, directly, type Operation, type Send } from "./ways-in";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handler: LambdaHandler;

beforeAll(async () => {
  table = await startOrdersTable();
  handler = loadHandler(table.endpoint);
  captureStdout();
});

afterAll(() => table.close());

test("every operation of the contract is compared", () => {
  expect(Object.keys(conversations).toSorted()).toEqual(Object.keys(ordersV1.routes).toSorted());
});

describe.each(Object.keys(conversations) as Operation[])("%s is answered alike", (operation) => {
  const through = (way: (handler: LambdaHandler) => Send) => converse(conversations[operation], way(handler));

  test("through a load balancer and directly", async () => {
    const answers = await through(byLoadBalancer);
    expect(answers.map(({ status }) => status)).toEqual(statuses[operation]);
    expect(await through(directly)).toEqual(answers);
  });

  test("through a load balancer and by a REST API's event", async () => {
    expect(await through(byRestApi)).toEqual(await through(byLoadBalancer));
  });
});
