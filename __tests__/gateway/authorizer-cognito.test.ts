import { generateKeyPairSync, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { base64url, SignJWT, UnsecuredJWT } from "jose";
import { UserPool, type TokenRequest, type UserPoolDefinition } from "../../tools/gateway/authorization/user-pool";
import { says, ServedApi } from "./served-api";

const orders = {
  id: "eu-west-1_orders123",
  name: "orders",
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_orders123",
  clients: ["web", "cli"],
  machineClients: [],
} satisfies UserPoolDefinition;

const poolArn = (id: string) => `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${id}`;

const scheme = (more: object = {}) => ({
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "cognito_user_pools",
  "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [poolArn(orders.id)], ...more },
});

const definition = {
  paths: {
    "/profile": {
      get: says("$context.authorizer.claims.sub $context.authorizer.claims.exp", { security: [{ pool: [] }] }),
    },
    "/orders": {
      get: says("$context.authorizer.claims.client_id", { security: [{ pool: ["orders/read", "orders/write"] }] }),
    },
    "/web": { get: says("web", { security: [{ webOnly: [] }] }) },
  },
  document: {
    components: { securitySchemes: { pool: scheme(), webOnly: scheme({ identityValidationExpression: "w.b" }) } },
  },
  resource: {
    aws_cognito_user_pool_client: Object.fromEntries(
      orders.clients.map((id) => [id, { id, name: id, user_pool_id: orders.id }]),
    ),
  },
};

const directory = mkdtempSync(join(tmpdir(), "gatehouse-pools-"));
const pool = new UserPool(orders, directory);
const issue = (more: Partial<TokenRequest> = {}, by = pool) =>
  by.sign({ use: "id", clientId: "web", sub: "ann", expiresIn: 60, now: Date.now(), ...more });

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start(definition, { userPoolDirectory: directory });
});

afterAll(async () => {
  await api.close();
  rmSync(directory, { recursive: true });
});

const get = (path: string, token?: string) =>
  api.call("GET", path, { headers: token === undefined ? {} : { Authorization: token } });

describe("a method without scopes", () => {
  test("takes an ID token, and hands its claims on as text, its times as Java prints them", async () => {
    const answer = await get("/profile", await issue({ now: Date.parse("2040-01-02T03:04:05Z") }));
    expect([answer.status, answer.text]).toEqual([200, "ann Mon Jan 02 03:05:05 UTC 2040"]);
  });

  test("takes it as a Bearer token", async () => {
    expect((await get("/profile", `Bearer ${await issue()}`)).status).toBe(200);
  });

  test("refuses an access token, with whatever scope", async () => {
    expect((await get("/profile", await issue({ use: "access", scope: "orders/read" }))).status).toBe(401);
  });
});

describe("a method with scopes", () => {
  test("takes an access token with one of them", async () => {
    const answer = await get("/orders", await issue({ use: "access", scope: "openid orders/write", clientId: "cli" }));
    expect([answer.status, answer.text]).toEqual([200, "cli"]);
  });

  test.each(["orders/admin", "orders/readonly", undefined])("refuses one with %s", async (scope) => {
    expect((await get("/orders", await issue({ use: "access", ...(scope && { scope }) }))).status).toBe(401);
  });

  test("refuses an ID token", async () => {
    expect((await get("/orders", await issue())).status).toBe(401);
  });
});

describe("any method refuses", () => {
  const claims = () => ({ token_use: "id", aud: "web", sub: "ann", iss: orders.issuer });
  const draft = (more = {}) => new SignJWT({ ...claims(), ...more }).setIssuedAt().setExpirationTime("1h");
  const kid = () => (JSON.parse(readFileSync(join(directory, `${orders.id}.json`), "utf8")) as { kid: string }).kid;
  const modulus = () => (JSON.parse(readFileSync(join(directory, `${orders.id}.json`), "utf8")) as { n: string }).n;

  test.each<[string, () => Promise<string> | string]>([
    ["no token", () => ""],
    ["what is no token", () => "a.b.c"],
    ["an expired token", () => issue({ expiresIn: -1 })],
    [
      "a token without an expiry",
      () => new SignJWT(claims()).setProtectedHeader({ alg: "RS256", kid: kid() }).sign(stranger),
    ],
    ["a token that another key signed", () => draft().setProtectedHeader({ alg: "RS256", kid: kid() }).sign(stranger)],
    ["a key that isn't the pool's", () => draft().setProtectedHeader({ alg: "RS256", kid: "k" }).sign(stranger)],
    ["a key id that leads elsewhere", () => draft().setProtectedHeader({ alg: "RS256", kid: "../x" }).sign(stranger)],
    ["a token that names its own key", () => draft().setProtectedHeader({ alg: "RS256", jwk: ownKey }).sign(stranger)],
    ["alg none", () => new UnsecuredJWT(claims()).setExpirationTime("1h").encode()],
    [
      "HS256 with the public key as secret",
      () => draft().setProtectedHeader({ alg: "HS256", kid: kid() }).sign(base64url.decode(modulus())),
    ],
    [
      "another issuer, signed by the pool",
      () => issue({}, new UserPool({ ...orders, issuer: "https://example.com" }, directory)),
    ],
    ["another user pool", () => issue({}, new UserPool({ ...orders, id: "eu-west-1_other" }, directory))],
    ["an app client that isn't the pool's", () => issue({ clientId: "stranger" })],
    [
      "a token with claims that were changed",
      async () => {
        const [head, , signature] = (await issue()).split(".");
        return [head, base64url.encode(JSON.stringify({ ...claims(), exp: 9e9 })), signature].join(".");
      },
    ],
  ])("%s: 401", async (name, token) => {
    const answer = await get("/profile", await token());
    const message = name === "an expired token" ? "The incoming token has expired" : "Unauthorized";
    expect([answer.status, answer.text, answer.headers["x-amzn-errortype"]]).toEqual([
      401,
      `{"message":"${message}"}`,
      "UnauthorizedException",
    ]);
  });
});

const { privateKey: stranger, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ownKey = publicKey.export({ format: "jwk" }) as { kty: string };

test("an audience that the authorizer's expression doesn't match is refused", async () => {
  expect((await get("/web", await issue())).status).toBe(200);
  expect((await get("/web", await issue({ clientId: "cli" }))).status).toBe(401);
});

test("a resource policy must allow what a user may call, and isn't asked about strangers", async () => {
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*/GET/web",
  };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const served = await ServedApi.start({ ...definition, api: { policy } }, { userPoolDirectory: directory });
  const headers = { Authorization: await issue() };
  expect((await served.call("GET", "/web", { headers })).status).toBe(200);
  expect((await served.call("GET", "/profile", { headers })).status).toBe(403);
  expect((await served.call("GET", "/profile")).status).toBe(401);
  await served.close();
});

describe("a user pool's key", () => {
  const id = `eu-west-1_${randomUUID().slice(0, 8)}`;
  const fresh = () => new UserPool({ ...orders, id }, directory);
  const file = join(directory, `${id}.json`);

  test("isn't there before a token is issued, and then only its owner's", async () => {
    expect(existsSync(file)).toBe(false);
    await issue({}, fresh());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("is one, even when two processes make it at once", async () => {
    rmSync(file);
    const [a, b] = [fresh(), fresh()];
    const tokens = await Promise.all([issue({}, a), issue({}, b)]);
    for (const token of tokens) await expect(fresh().verify(token, "id", Date.now())).resolves.toBeDefined();
  });

  test("may be made while the gateway runs", async () => {
    const verifier = fresh();
    const token = await issue({}, fresh());
    rmSync(file);
    await expect(verifier.verify(token, "id", Date.now())).rejects.toThrow(/kid/);
    await expect(verifier.verify(await issue({}, fresh()), "id", Date.now())).resolves.toBeDefined();
  });
});

test.each([
  ["no user pool", { providerARNs: [] }, /expected an authorizer with user pools/],
  ["what is no user pool", { providerARNs: ["arn:aws:iam::111122223333:role/x"] }, /user pool: expected arn:aws/],
  ["two headers", { identitySource: "method.request.header.a, method.request.header.b" }, /identity source: expected/],
])("an authorizer with %s is refused at load", async (_, more, message) => {
  const document = { components: { securitySchemes: { pool: scheme(more) } } };
  const paths = { "/profile": definition.paths["/profile"] };
  await expect(ServedApi.start({ paths, document })).rejects.toThrow(message);
});
