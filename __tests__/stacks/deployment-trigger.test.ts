import * as z from "zod/mini";
import { service } from "../../contract";
import type { Authorization, DoorAuthorization } from "../../contract/authorization";
import { ordersV1 } from "../../contract/orders/v1";
import type { Api } from "../../contract/route";
import type { Service } from "../../contract/service";
import type { Door, Environment } from "../../environments/environment";
import { dev, synthesize } from "./synthesis";

const triggersOf = (door: string, api: Api = ordersV1, environment: Environment = dev, deployed: Service = service) =>
  synthesize([environment], { ...deployed, apis: [api] })[`dev-${door}`]!.the("aws_api_gateway_deployment").triggers;

const before = { regional: triggersOf("regional"), edge: triggersOf("edge"), private: triggersOf("private") };

const { createOrder, getHealth, getOrder, listOrders, ...otherRoutes } = ordersV1.routes;
const withRoutes = (routes: Api["routes"]): Api => ({
  ...ordersV1,
  routes: { createOrder, getHealth, getOrder, listOrders, ...otherRoutes, ...routes },
});
const { customerId, ...otherQuery } = listOrders.request.query.shape;

/** Every observable part of the API, and an edit that changes it. */
const edits: Record<string, Api> = {
  "a new route": withRoutes({ getHealthToo: { ...getHealth, path: "/healthz" } }),
  "a removed route": { ...ordersV1, routes: { createOrder, getOrder, listOrders, ...otherRoutes } },
  "another path": withRoutes({ getHealth: { ...getHealth, path: "/alive" } }),
  "another method": withRoutes({ getHealth: { ...getHealth, method: "HEAD" } }),
  "another operation id": {
    ...ordersV1,
    routes: { ...otherRoutes, createOrder, getOrder, listOrders, health: getHealth },
  },
  "another integration": withRoutes({
    getOrder: { ...getOrder, integration: { type: "mock", body: {} } },
  }),
  "another mock answer": withRoutes({
    getHealth: { ...getHealth, integration: { type: "mock", body: { status: "fine" } } },
  }),
  "a parameter made optional": withRoutes({
    listOrders: {
      ...listOrders,
      request: { query: z.object({ customerId: z.optional(customerId), ...otherQuery }) },
    },
  }),
  "a new parameter": withRoutes({
    listOrders: { ...listOrders, request: { query: z.object({ customerId, ...otherQuery, status: z.string() }) } },
  }),
  "a model that changed": {
    ...ordersV1,
    models: { ...ordersV1.models, OrderItem: z.strictObject({ sku: z.string(), quantity: z.int() }) },
  },
  "a request without its model": withRoutes({ createOrder: { ...createOrder, request: {} } }),
  "a new response": withRoutes({
    getOrder: { ...getOrder, responses: { ...getOrder.responses, 203: { description: "?" } } },
  }),
  "a new error": withRoutes({ getOrder: { ...getOrder, errors: [404, 410] } }),
  "another audience": withRoutes({ getHealth: { ...getHealth, audience: "internal" } }),
  "another origin": { ...ordersV1, cors: { ...ordersV1.cors, allowOrigin: "https://shop.example.com" } },
  "another allowed header": { ...ordersV1, cors: { ...ordersV1.cors, allowHeaders: ["Content-Type"] } },
  "another exposed header": { ...ordersV1, cors: { ...ordersV1.cors, exposeHeaders: [] } },
  "another time to keep a preflight": { ...ordersV1, cors: { ...ordersV1.cors, maxAge: 60 } },
};

const { doors, authorizers } = service.authorization;
const binding = (door: Door, change: Partial<DoorAuthorization>): Partial<Authorization> => ({
  doors: { ...doors, [door]: { ...doors[door], ...change } },
});
const authorizer = (name: keyof typeof authorizers, change: object): Partial<Authorization> => ({
  authorizers: { ...authorizers, [name]: { ...authorizers[name], ...change } },
});

/** Every observable part of who may come in by a door. */
const bindings: Record<Door, Record<string, Partial<Authorization>>> = {
  regional: {
    "another mechanism": binding("regional", { customer: { type: "iam" } }),
    "another source of API keys": binding("regional", { apiKeySource: "HEADER" }),
    "another time to keep policies": authorizer("partners", { ttl: 0 }),
    "another identity source": authorizer("partners", { identitySources: ["method.request.header.X-Pass"] }),
    "another function that judges": authorizer("partners", { function: "customer-authorizer" }),
  },
  edge: {
    "another mechanism": binding("edge", { internal: { type: "authorizer", authorizer: "customers" } }),
    "another source of API keys": binding("edge", { apiKeySource: "AUTHORIZER" }),
    "another time to keep policies": authorizer("customers", { ttl: 60 }),
    "another header": authorizer("customers", { header: "X-Token" }),
    "another form of tokens": authorizer("customers", { validation: "^Bearer .+$" }),
    "another function that judges": authorizer("customers", { function: "partner-authorizer" }),
  },
  private: {
    "another mechanism": binding("private", { partner: { type: "authorizer", authorizer: "partners" } }),
    "another source of API keys": binding("private", { apiKeySource: "AUTHORIZER" }),
  },
};

describe.each(["regional", "edge", "private"] as const)("the %s deployment follows", (door) => {
  test.each(Object.entries(edits))("%s", (_edit, api) => {
    expect(triggersOf(door, api)).not.toEqual(before[door]);
  });

  test.each(Object.entries(bindings[door]))("%s", (_edit, authorization) => {
    const changed = { ...service, authorization: { ...service.authorization, ...authorization } };
    expect(triggersOf(door, ordersV1, dev, changed)).not.toEqual(before[door]);
  });

  test("functions that move to another account or region", () => {
    expect(triggersOf(door, ordersV1, { ...dev, account: "444444444444" })).not.toEqual(before[door]);
  });
});

test("the regional deployment follows scopes", () => {
  const api = withRoutes({ getOrder: { ...getOrder, scopes: ["orders/write"] } });
  expect(triggersOf("regional", api)).not.toEqual(before.regional);
});

test("the regional deployment follows the user pool whose tokens it takes", () => {
  expect(before.regional).toMatchObject({ userPool: "${one(data.aws_cognito_user_pools.user_pool.arns)}" });
});

test("the private deployment follows the VPC endpoint that its policy names", () => {
  expect(before.private).toMatchObject({ vpcEndpointIds: "${data.aws_vpc_endpoint.execute_api.id}" });
});

/** Edits that no client can observe in what is deployed. */
const quiet: Record<string, () => unknown> = {
  "nothing changed": () => triggersOf("regional"),
  "descriptions changed": () =>
    triggersOf("regional", {
      ...withRoutes({ getHealth: { ...getHealth, summary: "Another sentence" } }),
      title: "Other",
      description: "Other",
    }),
  "routes stand in another order": () =>
    triggersOf("regional", {
      ...ordersV1,
      routes: Object.fromEntries(Object.entries(ordersV1.routes).toReversed()),
    }),
  "throttles and log retention changed": () =>
    triggersOf("regional", ordersV1, {
      ...dev,
      throttle: { rateLimit: 1, burstLimit: 1 },
      logs: { retentionDays: 1 },
    }),
  "a method's throttle, usage plans and stage variables changed": () =>
    triggersOf("regional", ordersV1, {
      ...dev,
      throttle: { ...dev.throttle, methods: { "GET /orders": { rateLimit: 1, burstLimit: 1 } } },
      usagePlans: { other: { rateLimit: 1, burstLimit: 1, keys: [] } },
      stageVariables: { key: "value" },
    }),
  "a web ACL was put in front": () => triggersOf("regional", ordersV1, { ...dev, webAcl: {} }),
  "memory and timeout changed": () =>
    triggersOf("regional", ordersV1, { ...dev, lambda: { memorySize: 2048, timeout: 20 } }),
  "another door closed": () => triggersOf("regional", ordersV1, { ...dev, doors: ["regional", "edge"] }),
};

test.each(Object.entries(quiet))("no deployment when %s", (_edit, triggers) => {
  expect(triggers()).toEqual(before.regional);
});
