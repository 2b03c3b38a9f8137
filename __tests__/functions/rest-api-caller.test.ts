import type { APIGatewayProxyEvent } from "aws-lambda";
import { ordersV1 } from "../../contract/orders/v1";
import { anonymous, type Caller } from "../../functions/caller";
import { restApiEvents } from "../../functions/rest-api-event";
import { restApiEvent } from "./rest-api-event";

/** The caller that an operation gets to know. */
async function callerOf(authorization: {
  authorizer?: Record<string, unknown>;
  identity?: Partial<APIGatewayProxyEvent["requestContext"]["identity"]>;
}): Promise<Caller> {
  const event = restApiEvent("GET /orders", authorization);
  let found: Caller | undefined;
  const format = restApiEvents([
    {
      api: ordersV1,
      routes: new Map(),
      elsewhere: [],
      async respond({ caller }) {
        found = caller;
        return { status: 200, headers: {}, body: "" };
      },
    },
  ]);
  await format.answer(event as never, "1");
  return found!;
}

const sub = "5e0ab0c4-0000-4000-8000-000000000001";
const client = "3n4b5urk1ft4fl3mg5e62d9ado";
const claims = (more: object) => ({ authorizer: { claims: { token_use: "access", sub, client_id: client, ...more } } });
const principal = (context: object) => ({
  authorizer: { principalId: "partner-1", integrationLatency: 3, ...context },
});

test("a person with an access token reaches the customer of the same id", async () => {
  expect(await callerOf(claims({ username: "jo" }))).toEqual({ id: `user:${sub}`, reach: { customerId: sub } });
});

test("an app client with a token of its own reaches every customer", async () => {
  expect(await callerOf(claims({ sub: client }))).toEqual({ id: `client:${client}`, reach: "every customer" });
});

test("a Lambda authorizer names the customer whom its caller reaches", async () => {
  const caller = { id: "authorizer:partner-1", reach: { customerId: "customer-1" } };
  expect(await callerOf(principal({ customerId: "customer-1" }))).toEqual(caller);
  expect(await callerOf(principal({ customerId: "customer-1", reach: "every customer" }))).toEqual(caller);
});

test("a Lambda authorizer has to say that its caller reaches every customer", async () => {
  const id = "authorizer:partner-1";
  expect(await callerOf(principal({ reach: "every customer" }))).toEqual({ id, reach: "every customer" });
  for (const context of [{}, { reach: "true" }, { customerId: "" }])
    expect(await callerOf(principal(context))).toEqual({ id, reach: "nobody" });
});

test("who signs with IAM credentials reaches every customer", async () => {
  const userArn = "arn:aws:iam::111111111111:user/auditor";
  expect(await callerOf({ identity: { userArn } })).toEqual({ id: `iam:${userArn}`, reach: "every customer" });
});

test("a role is one caller in all its sessions", async () => {
  const role = "arn:aws:sts::111111111111:assumed-role/nightly";
  const sessions = ["/job-1", "/job-2"].map((session) => callerOf({ identity: { userArn: role + session } }));
  expect((await Promise.all(sessions)).map(({ id }) => id)).toEqual([`iam:${role}`, `iam:${role}`]);
});

test.each<[string, Parameters<typeof callerOf>[0]]>([
  ["nothing", {}],
  ["an API key, which is no authentication", { identity: { apiKeyId: "k3y1d", apiKey: "k".repeat(20) } }],
  ["an ID token", claims({ token_use: "id", username: "jo" })],
  ["a token without a subject", claims({ sub: undefined })],
  ["a token of neither a person nor its own app client", claims({})],
  ["claims that are none", { authorizer: { claims: "sub" } }],
])("%s is anonymous and reaches nobody", async (_, authorization) => {
  expect(await callerOf(authorization)).toEqual(anonymous);
});
