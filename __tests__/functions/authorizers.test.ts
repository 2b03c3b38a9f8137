import { createHash, randomBytes } from "node:crypto";
import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { service } from "../../contract";
import type { Route } from "../../contract/route";
import type { CredentialKind } from "../../functions/credentials";
import { type Decision, evaluatePolicy, parsePolicy } from "../../semantics/policy";
import { lambdaEnvironment, startOrdersTable } from "./orders-function";

type Handler = (event: object) => Promise<APIGatewayAuthorizerResult>;

const stageArn = "arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5/dev";
const methodArn = `${stageArn}/GET/orders`;
let table: Awaited<ReturnType<typeof startOrdersTable>>;
let handlers: Record<CredentialKind, Handler>;
let connecting: Handler;

beforeAll(async () => {
  table = await startOrdersTable();
  Object.assign(process.env, lambdaEnvironment(table.endpoint, "orders"), { CREDENTIALS_TABLE: "credentials" });
  const load = (name: string) => jest.requireActual<{ handler: Handler }>(`../../functions/${name}/index`).handler;
  handlers = { customer: load("customer-authorizer"), partner: load("partner-authorizer") };
  connecting = load("connection-authorizer");
});

afterAll(() => table.close());

/** Stores a credential and returns it. */
async function issue(
  kind: CredentialKind,
  scopes: string[],
  item: Record<string, AttributeValue | undefined> = {},
): Promise<string> {
  const credential = randomBytes(32).toString("base64url");
  const attributes: Record<string, AttributeValue | undefined> = {
    id: { S: createHash("sha256").update(credential).digest("hex") },
    kind: { S: kind },
    principalId: { S: "principal-1" },
    expiresAt: { N: String(Math.floor(Date.now() / 1000) + 60) },
    ...(scopes.length > 0 && { scopes: { SS: scopes } }),
    ...item,
  };
  const given = Object.entries(attributes).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined);
  await table.client.send(new PutItemCommand({ TableName: "credentials", Item: Object.fromEntries(given) }));
  return credential;
}

const ask = (kind: CredentialKind, authorization: string | undefined, sourceIp = "198.51.100.7") =>
  handlers[kind](
    kind === "customer"
      ? { type: "TOKEN", methodArn, authorizationToken: authorization }
      : { type: "REQUEST", methodArn, headers: { authorization }, requestContext: { identity: { sourceIp } } },
  );

const routes = service.apis.flatMap(({ routes: all }) => Object.values<Route>(all));
const decisionOf = ({ policyDocument }: APIGatewayAuthorizerResult, { method, path }: Route): Decision =>
  evaluatePolicy(parsePolicy(policyDocument, "identity"), {
    principal: {},
    context: {},
    action: "execute-api:Invoke",
    resource: `${stageArn}/${method}${path.replaceAll(/\{\w+\}/g, "ord_1")}`,
  });

const scopes = ["orders/read", "orders/write"];
const subsets = scopes.reduce<string[][]>((sets, scope) => [...sets, ...sets.map((set) => [...set, scope])], [[]]);

describe.each<CredentialKind>(["customer", "partner"])("a %s's credential", (kind) => {
  test.each(subsets.map((set) => [set.join(" and ") || "no scope", set] as const))(
    "with %s opens the routes that it covers in the whole API, and no other",
    async (_, held) => {
      const answer = await ask(kind, `Bearer ${await issue(kind, held)}`);
      const open = routes.filter((route) => decisionOf(answer, route) === "Allow");
      expect(open).toEqual(
        routes.filter(({ audience, scopes: wanted = [] }) => audience === kind && wanted.some((s) => held.includes(s))),
      );
    },
  );

  test("names the caller and the customer whom it reaches, in text", async () => {
    const credential = await issue(kind, scopes, { customerId: { S: "customer-1" } });
    expect(await ask(kind, `Bearer ${credential}`)).toMatchObject({
      principalId: "principal-1",
      context: { customerId: "customer-1" },
    });
  });

  test("that is trusted with every customer says so", async () => {
    const credential = await issue(kind, scopes, { reach: { S: "every customer" } });
    expect((await ask(kind, `bearer ${credential}`)).context).toEqual({ reach: "every customer" });
  });

  test("that says nothing of customers reaches none", async () => {
    expect((await ask(kind, `Bearer ${await issue(kind, scopes)}`)).context).toEqual({});
  });

  test("meters by the API key that it names", async () => {
    const credential = await issue(kind, scopes, { usageIdentifierKey: { S: "k".repeat(20) } });
    expect((await ask(kind, `Bearer ${credential}`)).usageIdentifierKey).toBe("k".repeat(20));
  });

  test.each<[string, () => Promise<string | undefined>]>([
    ["missing", async () => undefined],
    ["unknown", async () => `Bearer ${randomBytes(32).toString("base64url")}`],
    ["of another scheme", async () => `Basic ${await issue(kind, scopes)}`],
    ["without a scheme", async () => issue(kind, scopes)],
    [
      "expired, although it is still stored",
      async () => `Bearer ${await issue(kind, scopes, { expiresAt: { N: "1" } })}`,
    ],
    ["without an end", async () => `Bearer ${await issue(kind, scopes, { expiresAt: undefined })}`],
    ["of another kind", async () => `Bearer ${await issue(kind === "customer" ? "partner" : "customer", scopes)}`],
    ["the hash that is stored of one", async () => `Bearer ${hashOf(await issue(kind, scopes))}`],
  ])("that is %s is unauthorized", async (_, authorization) => {
    await expect(ask(kind, await authorization())).rejects.toThrow(/^Unauthorized$/);
  });
});

describe("who connects to the WebSocket API", () => {
  const connectArn = `${stageArn}/$connect`;
  const connect = (token: string | undefined, sourceIp = "198.51.100.7") =>
    connecting({
      methodArn: connectArn,
      queryStringParameters: token === undefined ? null : { token },
      requestContext: { identity: { sourceIp } },
    });
  const mayConnect = ({ policyDocument }: APIGatewayAuthorizerResult): Decision =>
    evaluatePolicy(parsePolicy(policyDocument, "identity"), {
      principal: {},
      context: {},
      action: "execute-api:Invoke",
      resource: connectArn,
    });

  test("may with a customer's credential that reads orders, and is known by it from then on", async () => {
    const answer = await connect(await issue("customer", ["orders/read"], { customerId: { S: "customer-1" } }));
    expect(mayConnect(answer)).toBe("Allow");
    expect(answer).toMatchObject({ principalId: "principal-1", context: { customerId: "customer-1" } });
  });

  test("may not without the scope, or from outside the credential's networks", async () => {
    expect(mayConnect(await connect(await issue("customer", ["orders/write"])))).toBe("ExplicitDeny");
    const bound = await issue("customer", scopes, { networks: { SS: ["198.51.100.0/24"] } });
    expect(mayConnect(await connect(bound))).toBe("Allow");
    expect(mayConnect(await connect(bound, "203.0.113.7"))).toBe("ExplicitDeny");
  });

  test.each<[string, () => Promise<string | undefined>]>([
    ["no credential", async () => undefined],
    ["an unknown one", async () => randomBytes(32).toString("base64url")],
    ["one that expired", async () => issue("customer", scopes, { expiresAt: { N: "1" } })],
    ["a partner's", async () => issue("partner", scopes)],
  ])("is unauthorized with %s", async (_, token) => {
    await expect(connect(await token())).rejects.toThrow(/^Unauthorized$/);
  });
});

test("a partner's credential opens nothing from outside its networks", async () => {
  const credential = await issue("partner", scopes, { networks: { SS: ["198.51.100.0/24", "2001:db8::/32"] } });
  const decisions = async (sourceIp: string) => {
    const answer = await ask("partner", `Bearer ${credential}`, sourceIp);
    return new Set(routes.map((route) => decisionOf(answer, route)));
  };
  for (const inside of ["198.51.100.7", "2001:db8::1"]) expect(await decisions(inside)).toContain("Allow");
  for (const outside of ["203.0.113.7", "2001:db9::1", ""])
    expect(await decisions(outside)).toEqual(new Set(["ExplicitDeny"]));
});

test("networks that are none are a fault, and open nothing", async () => {
  const credential = await issue("partner", scopes, { networks: { SS: ["everywhere"] } });
  await expect(ask("partner", `Bearer ${credential}`)).rejects.toThrow("expected CIDR blocks, got something else");
});

test("a database that is away is a fault, and opens nothing", async () => {
  jest.resetModules();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = "http://127.0.0.1:9";
  const { handler } = jest.requireActual<{ handler: Handler }>("../../functions/customer-authorizer/index");
  await expect(handler({ methodArn, authorizationToken: `Bearer ${"a".repeat(43)}` })).rejects.toThrow(
    /not available|ECONNREFUSED/,
  );
});

const hashOf = (credential: string) => createHash("sha256").update(credential).digest("hex");
