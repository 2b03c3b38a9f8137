import { service } from "../../contract";
import { orderStatus } from "../../contract/orders/realtime";
import { defineService, type Service } from "../../contract/service";
import type { WebSocketApi } from "../../contract/web-socket-api";

const withApi =
  (change: Partial<WebSocketApi>, more: Partial<Service> = {}) =>
  () =>
    defineService<Service>({ ...service, ...more, webSocketApi: { ...orderStatus, ...change } });
const { subscribe } = orderStatus.routes;
const withRoutes = (routes: object) => withApi({ routes: { ...orderStatus.routes, ...routes } });
const { stream: _stream, ...still } = service.tables.orders;

test.each<[string, () => void, string]>([
  [
    "a route goes to a function that the service lacks",
    withRoutes({ subscribe: { ...subscribe, integration: { type: "lambda", function: "other" } } }),
    "route subscribe: expected a function of the service (orders, order-export, customer-erasure, customer-authorizer",
  ],
  [
    "its authorizer is none of the service's functions",
    withApi({ authorizer: { function: "other", queryParameter: "token" } }),
    "authorizer: expected a function of the service",
  ],
  ["it asks for a scope that no resource server has", withApi({ scopes: ["orders/all"] }), "got orders/all"],
  ["it asks for no scope", withApi({ scopes: [] }), "scopes: expected one or more, as nobody could connect, got none"],
  ["a route's key is no action", withRoutes({ $other: subscribe }), "route $other: expected $connect"],
  [
    "$connect answers a message",
    withRoutes({ $connect: { ...subscribe } }),
    "route $connect: answer: expected none, as it is no message, got one",
  ],
  [
    "API Gateway answers without an answer",
    withRoutes({ ping: { summary: "Ping.", integration: { type: "mock", body: {} } } }),
    "route ping: answer: expected one, as API Gateway answers it, got none",
  ],
  [
    "it pushes what a table without a stream tells",
    withApi({}, { tables: { ...service.tables, orders: still } }),
    "push: expected a table with a stream, got orders, which has none",
  ],
  [
    "it pushes by more patterns than Lambda takes",
    withApi({ push: { ...orderStatus.push, patterns: Array.from({ length: 6 }, () => ({})) } }),
    "push.patterns: expected 1 to 5, got 6",
  ],
])("a service is refused when %s", (_, define, message) => {
  expect(define).toThrow(`WebSocket API order-status: ${message.startsWith("got") ? "scopes" : ""}`);
  expect(define).toThrow(message);
});

test("an order's status is pushed when it changed to any of those that there are, and else nobody is woken", () => {
  const patterns = orderStatus.push.patterns.map((pattern) => pattern.dynamodb);
  expect(patterns.map(({ NewImage }) => NewImage.status.S)).toEqual([["placed"], ["paid"], ["shipped"], ["cancelled"]]);
  for (const { NewImage, OldImage } of patterns)
    expect(OldImage.status.S).toEqual([{ "anything-but": NewImage.status.S }]);
});
