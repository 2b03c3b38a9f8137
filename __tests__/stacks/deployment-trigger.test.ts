import * as z from "zod/mini";
import { service } from "../../contract";
import type { DoorAuthorization } from "../../contract/authorization";
import { contextVariable, caller, jsonAt, pathParameter } from "../../contract/mapping-template";
import { getArticle, getArticleImage } from "../../contract/orders/catalog";
import { feedbackModels, feedbackRoutes } from "../../contract/orders/feedback";
import { fulfilmentModels, fulfilmentRoutes } from "../../contract/orders/fulfil-order";
import { quoteRoutes } from "../../contract/orders/quote";
import { shippingRateRoutes } from "../../contract/orders/shipping-rate";
import { shopEventModels, shopEventRoutes } from "../../contract/orders/shop-event";
import { unversionedModels } from "../../contract/orders/unversioned";
import { ordersV1 } from "../../contract/orders/v1";
import type { Api, Route } from "../../contract/route";
import type { Service } from "../../contract/service";
import { attribute } from "../../contract/service-answers";
import type { Door, Environment } from "../../environments/environment";
import { dev, synthesizeDoors } from "./synthesis";

/** What differs from the sample in dev. */
interface Edit {
  api?: Api;
  service?: Partial<Service>;
  environment?: Partial<Environment>;
  /** Doors that it is about. @default - all */
  doors?: Environment["doors"];
}

const doors = ["regional", "edge", "private"] as const satisfies Door[];

/** Triggers of each door's deployment, by door. */
function triggersOf({ api = ordersV1, service: changed, environment, doors: asked = doors }: Edit) {
  const stacks = synthesizeDoors({ ...dev, doors: asked, ...environment }, { ...service, apis: [api], ...changed });
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
const authorizer = (
  name: keyof typeof authorization.authorizers,
  change: object,
  about: Environment["doors"],
): Edit => ({
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
  "another integration": withRoutes({
    getOrder: { ...getOrder, integration: { type: "mock", body: {} }, responses: { 200: { description: "?" } } },
  }),
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

const { getShippingRate } = shippingRateRoutes;
const { sendFeedback } = feedbackRoutes;
const { recordEvent, recordEvents } = shopEventRoutes;
const { fulfilOrder } = fulfilmentRoutes;
const { quoteOrder } = quoteRoutes;
const anything = { 200: { description: "Whatever it is" } };
const { key: _key, ...rates } = getShippingRate.integration;

/** Routes by every other type of integration, at one door. */
const integrated = {
  getShippingRate,
  sendFeedback,
  recordEvent,
  recordEvents,
  fulfilOrder,
  quoteOrder,
  getArticle,
  getArticleImage,
  listRates: {
    ...getShippingRate,
    path: "/rates/{country}",
    responses: anything,
    integration: { ...rates, action: "Query", partition: ["country", { S: pathParameter("country") }], limit: 5 },
  },
  streamOrders: {
    ...getHealth,
    path: "/stream",
    responses: anything,
    integration: { type: "lambda", function: "orders", responseTransferMode: "STREAM" },
  },
} as const satisfies Api["routes"];
const models = { ...ordersV1.models, ...unversionedModels, ...feedbackModels, ...fulfilmentModels, ...shopEventModels };
const { listRates, streamOrders } = integrated;
const withIntegrated = (routes: Api["routes"], environment: Partial<Environment> = {}): Edit => ({
  api: { ...ordersV1, models, routes: { ...integrated, ...routes } },
  environment: { ...environment, doors: ["regional"] },
  doors: ["regional"],
});
const beforeIntegrated = triggersOf(withIntegrated({}));

type Integration<T> = Extract<Route["integration"], { type: T }>;

/** A route whose integration differs in this. */
const differs = <T extends Route["integration"]["type"]>(
  route: Route & { integration: { type: T } },
  change: Partial<Integration<T>>,
  more: Partial<Route> = {},
): Route => ({ ...route, ...more, integration: { ...route.integration, ...change } });
const { cache: _cache, ...uncached } = getArticle;
const queried = { path: getArticle.request.path, query: z.object({ unit: z.optional(z.string()) }) };

const integratedEdits: Record<string, Edit> = {
  "another message to a queue": withIntegrated({ sendFeedback: differs(sendFeedback, { message: { by: caller } }) }),
  "another attribute of a message": withIntegrated({
    sendFeedback: differs(sendFeedback, { attributes: { at: contextVariable("requestTime") } }),
  }),
  "another message group": withIntegrated({ sendFeedback: differs(sendFeedback, { messageGroupId: caller }) }),
  "another key of a record": withIntegrated({
    recordEvent: differs(recordEvent, { partitionKey: contextVariable("requestId") }),
  }),
  "another key of the records of a list": withIntegrated({
    recordEvents: differs(recordEvents, { partitionKey: "type" }),
  }),
  "another input of an execution": withIntegrated({
    fulfilOrder: differs(fulfilOrder, { input: { order: pathParameter("orderId") } }),
  }),
  "an execution without a name": withIntegrated({ fulfilOrder: differs(fulfilOrder, { name: undefined } as object) }),
  "another item": withIntegrated({
    getShippingRate: differs(getShippingRate, { item: { code: attribute("country", "S") } }, { responses: anything }),
  }),
  "another number of items": withIntegrated({ listRates: differs(listRates, { limit: 7 }) }),
  "another event of a function": withIntegrated({
    quoteOrder: differs(quoteOrder, { event: { items: jsonAt("$.items") } }),
  }),
  "another error of a function": withIntegrated({ quoteOrder: differs(quoteOrder, { errors: [] }) }),
  "another request to a backend": withIntegrated({ getArticle: differs(getArticle, { request: { LANG: "DE" } }) }),
  "another method at a backend": withIntegrated({ getArticle: differs(getArticle, { method: "PUT" }) }),
  "another path at a backend": withIntegrated({ getArticle: differs(getArticle, { path: "/items" }) }),
  "another time that a backend may take": withIntegrated({
    getArticle: differs(getArticle, { timeoutInMillis: 4000 }),
  }),
  "another error of a backend": withIntegrated({ getArticle: differs(getArticle, { errors: [] }) }),
  "another parameter of a request": withIntegrated({
    getArticle: differs(getArticle, { parameters: { query: { sku: pathParameter("sku") } } }),
  }),
  "another header of an answer": withIntegrated({
    getArticle: differs(getArticle, { headers: { "Last-Modified": contextVariable("requestTime") } }),
  }),
  "another path of a proxied backend": withIntegrated({
    getArticleImage: differs(getArticleImage, { path: "/pictures/{sku}" }),
  }),
  "another parameter of a proxied request": withIntegrated({
    getArticleImage: differs(getArticleImage, { parameters: { headers: { "X-Source": "gateway" } } }),
  }),
  "an answer that isn't streamed": withIntegrated({
    streamOrders: differs(streamOrders, { responseTransferMode: "BUFFERED" }),
  }),
  "another key of a cached answer": withIntegrated({
    getArticle: {
      ...getArticle,
      request: queried,
      cache: { ttl: 300, keys: ["method.request.path.sku", "method.request.querystring.unit"] },
    },
  }),
  "an answer that is no longer cached": withIntegrated({ getArticle: uncached }),
};

test.each(Object.entries(integratedEdits))("deployments follow %s", (_edit, edit) => {
  expect(triggersOf(edit)).not.toEqual(beforeIntegrated);
});

test.each<[string, Edit]>([
  [
    "answers are cached for another time",
    withIntegrated({ getArticle: { ...getArticle, cache: { ...getArticle.cache, ttl: 60 } } }),
  ],
  ["a stage has a cache, or a larger one", withIntegrated({}, { cache: { size: "1.6" } })],
  [
    "a proxied backend answers CORS",
    withIntegrated({ getArticleImage: differs(getArticleImage, { cors: "backend" }) }),
  ],
])("no deployment when %s", (_edit, edit) => {
  expect(triggersOf(edit)).toEqual(beforeIntegrated);
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
