import { service } from "../../contract";
import { defineService, type Service } from "../../contract/service";

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

test("fails when a state machine invokes a function that the service lacks", () => {
  const { fulfilment } = service.stateMachines;
  const states = { ...fulfilment.states, ShipOrder: { ...fulfilment.states.ShipOrder, function: "nobody" } };
  const stateMachines = { fulfilment: { ...fulfilment, states } };
  expect(() => defineService<Service>({ ...service, stateMachines })).toThrow(
    /^state machine fulfilment: ShipOrder: expected a function of the service \(orders, .*\), got nobody$/,
  );
});
