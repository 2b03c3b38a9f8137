import type { ALBResult } from "aws-lambda";
import type { LambdaHandler } from "../../functions/lambda-handler";
import { conversations, converse, statuses } from "./every-operation";
import { captureStdout, loadHandler, startOrdersTable } from "./orders-function";
import { loadBalancerEvent } from "./load-balancer-event";
import {
  byLoadBalancer,
  byRestApi,
  directly,
  everyOperation,
  everyOtherOperation,
  routeOf,
  type Send,
  type Version,
} from "./ways-in";

let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handler: LambdaHandler;

beforeAll(async () => {
  table = await startOrdersTable();
  handler = loadHandler(table.endpoint);
  captureStdout();
});

afterAll(() => table.close());

test("every operation of the contract is compared", () => {
  const operations = new Set(everyOperation.map(([, operation]) => operation));
  expect(Object.keys(conversations).toSorted()).toEqual([...operations].toSorted());
});

describe.each(everyOtherOperation)("%s %s, which API Gateway alone serves,", (version, operation) => {
  const { method, path } = routeOf(version, operation);

  test("is refused by its code through a load balancer", async () => {
    const event = loadBalancerEvent(`${method} /${version}${path.replaceAll(/\{\w+\}/g, "x")}`);
    const { statusCode, body } = (await handler(event, { awsRequestId: "1" })) as ALBResult;
    expect([statusCode, JSON.parse(body ?? "")]).toMatchObject([404, { code: "NOT_SERVED_HERE" }]);
  });

  test("is refused by its name when it is invoked directly", async () => {
    await expect(handler({ operation, version }, { awsRequestId: "1" })).rejects.toThrow(
      new RegExp(`^event.operation: expected createOrder, .*, got ${operation}$`),
    );
  });
});

describe.each(everyOperation)("%s %s is answered alike", (version, operation) => {
  const through = (way: (handler: LambdaHandler, version: Version) => Send) =>
    converse(version, operation, way(handler, version));

  test("through a load balancer and directly", async () => {
    const answers = await through(byLoadBalancer);
    expect(answers.map(({ status }) => status)).toEqual(statuses[operation]);
    expect(await through(directly)).toEqual(answers);
  });

  test("through a load balancer and by a REST API's event", async () => {
    expect(await through(byRestApi)).toEqual(await through(byLoadBalancer));
  });
});
