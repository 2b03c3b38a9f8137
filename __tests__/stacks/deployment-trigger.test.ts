import * as z from "zod/mini";
import { service } from "../../contract";
import type { DoorAuthorization } from "../../contract/authorization";
import { ordersV1 } from "../../contract/orders/v1";
import type { Api } from "../../contract/route";
import type { Service } from "../../contract/service";
import type { Door, Environment } from "../../environments/environment";
import { dev, synthesizeDoors } from "./synthesis";

/** What differs from the sample in dev. */
interface Edit {
  api?: Api;
  service?: Partial<Service>;
  environment?: Partial<Environment>;
  /** Doors that it is about. @default - all */
  doors?: readonly Door[];
}

const doors = ["regional", "edge", "private"] as const satisfies Door[];

/** Triggers of each door's deployment, by door. */
function triggersOf({ api = ordersV1, service: changed, environment, doors: asked = doors }: Edit) {
  const stacks = synthesizeDoors({ ...dev, ...environment }, { ...service, apis: [api], ...changed });
  return Object.fromEntries(asked.map((door) => [door, stacks[door].the("aws_api_gateway_deployment").triggers]));
}

const before = triggersOf({});

const { createOrder, getHealth, getOrder, listOrders, ...otherRoutes } = ordersV1.routes;
const withRoutes = (routes: Api["routes"]): Edit => ({
  api: { ...ordersV1, routes: { createOrder, getHealth, getOrder, listOrders, ...otherRoutes, ...routes } },
});
const withoutHealth = { createOrder, getOrder, listOrders, ...otherRoutes };
const { customerId, ...otherQuery } = listOrders.request.query.shape;
const { authorization } = service;
const binding = (door: Door, change: Partial<DoorAuthorization>): Edit => ({
  service: {
    authorization: {
      ...authorization,
      doors: { ...authorization.doors, [door]: { ...authorization.doors[door], ...change } },
    },
  },
  doors: [door],
});
const authorizer = (name: keyof typeof authorization.authorizers, change: object, about: readonly Door[]): Edit => ({
  service: {
    authorization: {
      ...authorization,
      authorizers: { ...authorization.authorizers, [name]: { ...authorization.authorizers[name], ...change } },
    },
  },
  doors: about,
});
const cors = (change: Partial<Api["cors"]>): Edit => ({ api: { ...ordersV1, cors: { ...ordersV1.cors, ...change } } });
const publicDoors = ["regional", "edge"] as const;

/** Every observable part of a deployed API, and an edit that changes it: a new part is a new row. */
const edits: Record<string, Edit> = {
  // routes
  "a new route": withRoutes({ getHealthToo: { ...getHealth, path: "/healthz" } }),
  "a removed route": { api: { ...ordersV1, routes: withoutHealth } },
  "another path": withRoutes({ getHealth: { ...getHealth, path: "/alive" } }),
  "another method": withRoutes({ getHealth: { ...getHealth, method: "HEAD" } }),
  "another operation id": { api: { ...ordersV1, routes: { ...withoutHealth, health: getHealth } } },
  "another audience": withRoutes({ getHealth: { ...getHealth, audience: "internal" } }),
  "other scopes": { ...withRoutes({ getOrder: { ...getOrder, scopes: ["orders/write"] } }), doors: ["regional"] },
  "a new response": withRoutes({
    getOrder: { ...getOrder, responses: { ...getOrder.responses, 203: { description: "?" } } },
  }),
  "a new error": withRoutes({ getOrder: { ...getOrder, errors: [404, 410] } }),
  // integrations
  "another integration": withRoutes({ getOrder: { ...getOrder, integration: { type: "mock", body: {} } } }),
  "another mock answer": withRoutes({
    getHealth: { ...getHealth, integration: { type: "mock", body: { status: "fine" } } },
  }),
  "another function": withRoutes({
    getOrder: { ...getOrder, integration: { type: "lambda", function: "customer-authorizer" } },
  }),
  "another address of a backend": { environment: { backends: { catalog: "https://articles.dev.example.com" } } },
  "a backend behind a VPC link": {
    environment: { backends: { catalog: { address: "https://catalog.dev.example.com", vpcLink: "vpc" } } },
  },
  "functions in another account": { environment: { account: "444444444444" } },
  // request validation
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
    api: {
      ...ordersV1,
      models: { ...ordersV1.models, OrderItem: z.strictObject({ sku: z.string(), quantity: z.int() }) },
    },
  },
  "a request without its model": withRoutes({ createOrder: { ...createOrder, request: {} } }),
  // preflights, and headers of gateway responses and mocks
  "another origin": cors({ allowOrigin: "https://shop.example.com" }),
  "another allowed header": cors({ allowHeaders: ["Content-Type"] }),
  "another exposed header": cors({ exposeHeaders: [] }),
  "another binary media type": { api: { ...ordersV1, binaryMediaTypes: ["image/png"] } },
  "another size to compress from": { api: { ...ordersV1, minimumCompressionSize: 2048 } },
  "another time to keep a preflight": cors({ maxAge: 60 }),
  // gateway responses
  "another name, which a 401 says as its realm": { api: { ...ordersV1, name: "purchases" } },
  "a version that ends": {
    api: { ...ordersV1, versions: { v1: { deprecated: "2030-01-01", sunset: "2031-01-01" }, v2: {} } },
  },
  // who may come in
  "another mechanism at the regional door": binding("regional", { customer: { type: "iam" } }),
  "another mechanism at the edge door": binding("edge", { internal: { type: "authorizer", authorizer: "customers" } }),
  "another mechanism at the private door": binding("private", {
    partner: { type: "authorizer", authorizer: "partners" },
  }),
  "another source of API keys at the regional door": binding("regional", { apiKeySource: "HEADER" }),
  "another source of API keys at the edge door": binding("edge", { apiKeySource: "AUTHORIZER" }),
  "another source of API keys at the private door": binding("private", { apiKeySource: "AUTHORIZER" }),
  "another time to keep policies": authorizer("partners", { ttl: 0 }, publicDoors),
  "another identity source": authorizer("partners", { identitySources: ["method.request.header.X-Pass"] }, publicDoors),
  "another function that judges": authorizer("partners", { function: "customer-authorizer" }, publicDoors),
  "another header of tokens": authorizer("customers", { header: "X-Token" }, ["edge"]),
  "another form of tokens": authorizer("customers", { validation: "^Bearer .+$" }, ["edge"]),
};

test.each(Object.entries(edits))("deployments follow %s", (_edit, edit) => {
  for (const [door, triggers] of Object.entries(triggersOf(edit)))
    expect([door, triggers]).not.toEqual([door, before[door]]);
});

test("the regional deployment follows the user pool whose tokens it takes", () => {
  expect(before.regional).toMatchObject({ userPool: "${one(data.aws_cognito_user_pools.user_pool.arns)}" });
});

test("the private deployment follows the VPC endpoint that its policy names", () => {
  expect(before.private).toMatchObject({ vpcEndpointIds: "${data.aws_vpc_endpoint.execute_api.id}" });
});

/** Edits that no client can observe in what is deployed. */
const quiet: Record<string, Edit> = {
  "nothing changed": {},
  "descriptions changed": {
    api: {
      ...withRoutes({ getHealth: { ...getHealth, summary: "Another sentence" } }).api!,
      title: "Other",
      description: "Other",
    },
  },
  "routes stand in another order": {
    api: { ...ordersV1, routes: Object.fromEntries(Object.entries(ordersV1.routes).toReversed()) },
  },
  "throttles and log retention changed": {
    environment: { throttle: { rateLimit: 1, burstLimit: 1 }, logs: { retentionDays: 1 } },
  },
  "a method's throttle, usage plans and stage variables changed": {
    environment: {
      throttle: { ...dev.throttle, methods: { "GET /orders": { rateLimit: 1, burstLimit: 1 } } },
      usagePlans: { other: { rateLimit: 1, burstLimit: 1, keys: [] } },
      stageVariables: { key: "value" },
    },
  },
  "a web ACL was put in front": { environment: { webAcl: {} } },
  "memory and timeout changed": { environment: { lambda: { memorySize: 2048, timeout: 20 } } },
  "another door closed": { environment: { doors: ["regional", "edge"] }, doors: ["regional", "edge"] },
};

test.each(Object.entries(quiet))("no deployment when %s", (_edit, edit) => {
  expect(before).toMatchObject(triggersOf(edit));
});
