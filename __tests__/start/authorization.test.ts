import { startDynamoDb } from "../../tools/gateway/dynamodb/server";
import {
  anonymous,
  apiKeyOf,
  type Caller,
  issueCredential,
  type NewCredential,
  signed,
  tokenOf,
  withBearer,
  withHeaders,
} from "./callers";
import { gatehouse, Served } from "./served";

jest.setTimeout(120_000);

const me = "c-me";
const order = {
  customerId: me,
  currency: "EUR",
  items: [{ sku: "mug", quantity: 2, unitPrice: 950 }],
  shippingAddress: "1 Harbour Street",
  shippingCountry: "IE",
};

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let dev: Served;
beforeAll(async () => {
  dynamoDb = await startDynamoDb({ tables: [] });
  dev = await Served.start(
    ...gatehouse,
    "serve",
    "dev",
    "--json",
    "--port",
    "0",
    "--dynamodb-endpoint",
    dynamoDb.endpoint,
  );
});
afterAll(async () => {
  Served.killAll();
  await dynamoDb.close();
});

const read = "orders/read";
const readAndWrite = "orders/read orders/write";
const credential = async (item: NewCredential) => withBearer(await issueCredential(dynamoDb.endpoint, item));
const credentialOf = (customerId: string, ...scopes: string[]) => credential({ kind: "customer", customerId, scopes });

/** How a customer proves who it is at a door. */
const customers: Record<string, (customerId: string, scope: string) => Promise<Caller>> = {
  regional: async (customerId, scope) => withBearer(tokenOf(scope, "--sub", customerId)),
  edge: (customerId, scope) => credentialOf(customerId, ...scope.split(" ")),
};

type Partner = Omit<NewCredential, "kind">;

/** How a partner proves who it is at a door, and is metered: by the key that its credential names, or that it sends. */
const partners: Record<string, (item: Partner, apiKey?: string) => Promise<Caller>> = {
  regional: (item, usageIdentifierKey = apiKeyOf("regional")) =>
    credential({ ...item, kind: "partner", usageIdentifierKey }),
  edge: async (item, apiKey = apiKeyOf("edge")) => {
    const issued = await issueCredential(dynamoDb.endpoint, { ...item, kind: "partner" });
    return withHeaders({ Authorization: `Bearer ${issued}`, "x-api-key": apiKey });
  },
};

describe.each(["regional", "edge"])("at the %s door", (door) => {
  let mine: Caller;
  let path: string;
  const url = () => dev.door(door).url;

  beforeAll(async () => {
    mine = await customers[door]!(me, readAndWrite);
    const { json } = await mine(url(), "POST", "/orders", { body: order });
    path = `/orders/${String(json.orderId)}`;
  });

  test("a customer works with orders of their own", async () => {
    expect((await mine(url(), "GET", path)).json).toMatchObject(order);
    expect((await mine(url(), "GET", `/orders?customerId=${me}`)).status).toBe(200);
    const replaced = await mine(url(), "PUT", path, { headers: { "If-Match": "*" }, body: order });
    expect(replaced.status).toBe(200);
  });

  test("a customer finds no other's order, and may neither list nor place for another", async () => {
    const other = await customers[door]!("c-other", readAndWrite);
    expect(await other(url(), "GET", path)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    const foreign = { status: 403, json: { code: "FORBIDDEN" } };
    expect(await other(url(), "GET", `/orders?customerId=${me}`)).toMatchObject(foreign);
    expect(await other(url(), "POST", "/orders", { body: order })).toMatchObject(foreign);
  });

  test("who may only read reads, and places nothing", async () => {
    const reader = await customers[door]!(me, read);
    expect((await reader(url(), "GET", path)).status).toBe(200);
    const refused = await reader(url(), "POST", "/orders", { body: order });
    expect([401, 403]).toContain(refused.status);
  });

  test("nobody is let in without proof, in the contract's shape", async () => {
    expect(await anonymous(url(), "GET", path)).toMatchObject({ status: 401, json: { code: "UNAUTHORIZED" } });
    const forged = withBearer("a".repeat(43));
    expect(await forged(url(), "GET", path)).toMatchObject({ status: 401, json: { code: "UNAUTHORIZED" } });
    expect((await anonymous(url(), "DELETE", path)).status).toBe(403);
    expect((await anonymous(url(), "GET", `${path}/status`)).status).toBe(401);
    expect((await anonymous(url(), "GET", "/health")).status).toBe(200);
  });

  test("a customer's proof opens no route of partners, nor of our own", async () => {
    expect((await mine(url(), "GET", `${path}/status`)).status).toBe(401);
    expect((await mine(url(), "DELETE", path, { headers: { "If-Match": "*" } })).status).toBe(403);
  });

  test("a partner sees where an order stands that it is trusted with, and no more", async () => {
    const partner = await partners[door]!({ reach: "every customer", scopes: [read] });
    expect(await partner(url(), "GET", `${path}/status`)).toMatchObject({
      status: 200,
      json: { status: "placed" },
    });
    expect((await partner(url(), "GET", path)).status).toBe(401);
    const bound = await partners[door]!({ customerId: "c-other", scopes: [read] });
    expect((await bound(url(), "GET", `${path}/status`)).status).toBe(404);
    const without = await partners[door]!({ reach: "every customer", scopes: ["orders/write"] });
    expect((await without(url(), "GET", `${path}/status`)).status).toBe(403);
    const networks = ["203.0.113.0/24"];
    const outside = await partners[door]!({ reach: "every customer", scopes: [read], networks });
    expect((await outside(url(), "GET", `${path}/status`)).status).toBe(403);
  });

  test("a partner without an API key, or with another door's, is forbidden", async () => {
    const keyless = await credential({ kind: "partner", reach: "every customer", scopes: [read] });
    const forbidden = { status: 403, json: { code: "INVALID_API_KEY" } };
    expect(await keyless(url(), "GET", `${path}/status`)).toMatchObject(forbidden);
    const other = door === "edge" ? "regional" : "edge";
    const stranger = await partners[door]!({ reach: "every customer", scopes: [read] }, apiKeyOf(other));
    expect(await stranger(url(), "GET", `${path}/status`)).toMatchObject(forbidden);
  });

  test("our own delete with a signature", async () => {
    const placed = await mine(url(), "POST", "/orders", { body: order });
    const gone = `/orders/${String(placed.json.orderId)}`;
    expect((await signed(url(), "DELETE", gone, { headers: { "If-Match": "*" } })).status).toBe(204);
  });
});

test("a machine's token at the regional door reaches every customer within its scopes", async () => {
  const { url } = dev.door("regional");
  const machine = withBearer(tokenOf(read, "--machine"));
  expect((await machine(url, "GET", "/orders?customerId=anybody")).status).toBe(200);
  expect((await machine(url, "POST", "/orders", { body: order })).status).toBe(401);
});

test("an ID token is no access token", async () => {
  const idToken = withBearer(tokenOf(undefined));
  expect((await idToken(dev.door("regional").url, "GET", `/orders?customerId=${me}`)).status).toBe(401);
});

test("a signature opens every route of the private door, and nothing else does", async () => {
  const { url } = dev.door("private");
  const { status, json } = await signed(url, "POST", "/orders", { body: order });
  expect(status).toBe(201);
  const path = `/orders/${String(json.orderId)}`;
  expect((await signed(url, "GET", path)).status).toBe(200);
  expect((await signed(url, "GET", `${path}/status`)).json).toMatchObject({ status: "placed" });
  expect((await signed(url, "PUT", path, { headers: { "If-Match": "*" }, body: order })).status).toBe(200);
  expect((await anonymous(url, "GET", path)).status).toBe(403);
  expect((await withBearer(tokenOf(read))(url, "GET", path)).status).toBe(403);
  expect((await signed(url, "DELETE", path, { headers: { "If-Match": "*" } })).status).toBe(204);
});
