import { service } from "../../contract";
import type { Integration } from "../../contract/integrations";
import type { SqsIntegration } from "../../contract/integrations/sqs";
import { contextVariable } from "../../contract/mapping-template";
import { defineService, type Service } from "../../contract/service";
import type { TableItem } from "../../contract/table-item";

test("the sample service holds together", () => {
  expect(() => defineService<Service>(service)).not.toThrow();
});

test("fails when a route goes to a function that the service lacks", () => {
  expect(() => defineService<Service>({ ...service, functions: { other: service.functions.orders } })).toThrow(
    "orders v1 createOrder: expected a function of the service (other), got orders",
  );
});

test("fails when a function uses a table that the service lacks", () => {
  expect(() => defineService<Service>({ ...service, tables: {} })).toThrow(
    "function orders: expected a table of the service (), got orders",
  );
});

test.each<[string, TableItem[], string]>([
  ["an item without its key", [{ price: 1 }], "item 1: country: expected a key of type S, got none"],
  ["a key of another type", [{ country: 49 }], "item 1: country: expected a key of type S, got 49"],
  ["a key twice", [{ country: "IE" }, { country: "IE" }], "item 2: expected each key once, got IE again"],
])("fails when a table has %s", (_, items, problem) => {
  const tables = { ...service.tables, "shipping-rates": { ...service.tables["shipping-rates"], items } };
  expect(() => defineService<Service>({ ...service, tables })).toThrow(`table shipping-rates: ${problem}`);
});

test.each([
  ["order-export", 901, "expected 1 to 900 whole seconds, got 901"],
  ["orders", 60, "expected none, as not all that it is for streams, got 60"],
  ["feedback-consumer", 60, "expected none, as not all that it is for streams, got 60"],
] as const)("fails when %s may take %d s", (name, timeout, problem) => {
  const functions = { ...service.functions, [name]: { ...service.functions[name], timeout } };
  expect(() => defineService<Service>({ ...service, functions })).toThrow(`function ${name}: timeout: ${problem}`);
});

test("fails when two APIs claim one version", () => {
  expect(() => defineService<Service>({ ...service, apis: [...service.apis, ...service.apis] })).toThrow(
    "api v1: expected each version once, as it is the base path, got it twice",
  );
});

test("fails when a queue's messages go to a function that the service lacks", () => {
  const queues = { feedback: { description: "Feedback", consumer: "nobody" } };
  expect(() => defineService<Service>({ ...service, queues })).toThrow(
    /^queue feedback: consumer: expected a function of the service \(orders, .*\), got nobody$/,
  );
});

describe("a queue that keeps the order", () => {
  const [ordersV1, ...others] = service.apis;
  const group = contextVariable("requestId");
  const sending = (
    fifo: { contentBasedDeduplication: boolean } | undefined,
    ids: Pick<SqsIntegration, "messageGroupId" | "messageDeduplicationId">,
    more: object = {},
  ): Service => ({
    ...service,
    queues: { ...service.queues, notes: { ...service.queues.feedback, ...more, ...(fifo && { fifo }) } },
    apis: [
      {
        ...ordersV1,
        routes: {
          takeNote: {
            ...ordersV1.routes.getHealth,
            integration: { type: "sqs", queue: "notes", message: {}, answer: {}, ...ids },
          },
        },
      },
      ...others,
    ],
  });
  const byContent = { contentBasedDeduplication: true };
  const byId = { contentBasedDeduplication: false };

  test.each<[string, Service]>([
    ["a group, told apart by content", sending(byContent, { messageGroupId: group })],
    ["a group and an id", sending(byId, { messageGroupId: group, messageDeduplicationId: group })],
    ["neither, of a standard queue", sending(undefined, {})],
  ])("takes messages with %s", (_, made) => {
    expect(() => defineService(made)).not.toThrow();
  });

  test.each<[string, Service, string]>([
    [
      "a message without a group",
      sending(byContent, {}),
      "orders v1 takeNote: messageGroupId: expected one, as the queue notes is a FIFO queue, got none",
    ],
    [
      "a message that nothing tells from another",
      sending(byId, { messageGroupId: group }),
      "messageDeduplicationId: expected one, or contentBasedDeduplication of the queue notes, got none",
    ],
    [
      "a group of a standard queue",
      sending(undefined, { messageGroupId: group }),
      "messageGroupId: expected none, as the queue notes is no FIFO queue, got one",
    ],
    [
      "an id of a standard queue",
      sending(undefined, { messageDeduplicationId: group }),
      "messageDeduplicationId: expected none, as the queue notes is no FIFO queue, got one",
    ],
    [
      "a large batch",
      sending(byContent, { messageGroupId: group }, { batchSize: 11 }),
      "queue notes: batchSize: expected at most 10 of a FIFO queue, got 11",
    ],
    [
      "a batch that is waited for",
      sending(byContent, { messageGroupId: group }, { batchWindow: 5 }),
      "queue notes: batchWindow: expected none, as Lambda waits for no batch of a FIFO queue, got 5",
    ],
  ])("refuses %s", (_, made, problem) => {
    expect(() => defineService(made)).toThrow(problem);
  });
});

test("fails when a state machine invokes a function that the service lacks", () => {
  const { fulfilment } = service.stateMachines;
  const states = { ...fulfilment.states, ShipOrder: { ...fulfilment.states.ShipOrder, function: "nobody" } };
  const stateMachines = { fulfilment: { ...fulfilment, states } };
  expect(() => defineService<Service>({ ...service, stateMachines })).toThrow(
    /^state machine fulfilment: ShipOrder: expected a function of the service \(orders, .*\), got nobody$/,
  );
});

describe("fails when a route leads to what the service lacks:", () => {
  const [ordersV1] = service.apis;
  const leadingTo = (integration: Integration): Service => ({
    ...service,
    apis: [{ ...ordersV1, routes: { takeNote: { ...ordersV1.routes.getHealth, integration } } }],
  });
  const read: Integration = {
    type: "dynamodb",
    table: "orders",
    readableBy: "every caller",
    action: "Query",
    partition: ["id", { S: contextVariable("requestId") }],
    limit: 1,
    item: {},
    sampleItem: {},
  };
  const execution: Integration = {
    type: "stepFunctions",
    stateMachine: "fulfilment",
    action: "StartSyncExecution",
    input: {},
    answer: {},
    sampleOutput: {},
  };

  test.each<[string, Integration, string]>([
    [
      "a queue",
      { type: "sqs", queue: "letters", message: {}, answer: {} },
      "expected a queue of the service (feedback), got letters",
    ],
    [
      "a stream",
      { type: "kinesis", stream: "clicks", action: "PutRecords", records: "events", partitionKey: "id" },
      "expected a stream of the service (events), got clicks",
    ],
    [
      "a state machine",
      { ...execution, stateMachine: "refund" },
      "expected a state machine of the service (fulfilment), got refund",
    ],
    [
      "a table",
      { ...read, table: "notes" },
      `expected a table of the service (${Object.keys(service.tables).join(", ")}), got notes`,
    ],
    ["an index", { ...read, index: "by-sku" }, "expected an index of the service (by-customer), got by-sku"],
    [
      "an EXPRESS state machine to wait for",
      execution,
      "action: expected StartExecution, as the state machine fulfilment is STANDARD, got StartSyncExecution",
    ],
  ])("%s", (_, integration, message) => {
    expect(() => defineService<Service>(leadingTo(integration))).toThrow(`orders v1 takeNote: ${message}`);
  });
});
