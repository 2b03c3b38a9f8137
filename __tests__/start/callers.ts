import { execFileSync } from "node:child_process";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Audience } from "../../contract/route";
import type { Door } from "../../environments/environment";
import { stackFolders } from "../../tools/gateway/stack-folders";
import { Configuration } from "../../tools/gateway/terraform/configuration";
import { type Answer, call, gatehouse, root } from "./served";

export interface CallOptions {
  headers?: Record<string, string>;
  body?: unknown;
}

/** Calls an API as one who proves who it is in some way. */
export type Caller = (base: string, method: string, path: string, options?: CallOptions) => Promise<Answer>;

export const anonymous: Caller = call;

/** Sends a header with every call. */
export const withHeaders =
  (headers: Record<string, string>): Caller =>
  (base, method, path, options = {}) =>
    call(base, method, path, { ...options, headers: { ...headers, ...options.headers } });

export const withBearer = (token: string): Caller => withHeaders({ Authorization: `Bearer ${token}` });

/** A token of dev's user pool, from the command that people use: an access token, or without scopes an ID token. */
export function tokenOf(scope: string | undefined, ...options: string[]): string {
  const [node, cli] = gatehouse;
  const command = [cli, "token", "dev", ...(scope === undefined ? [] : ["--scope", scope]), ...options];
  return execFileSync(node, command, { cwd: root, encoding: "utf8" }).trim();
}

/** Signs with the local credentials, which stand for an administrator of the account. */
export const signed: Caller = async (base, method, path, options = {}) => {
  const url = new URL(base.replace(/\/$/, "") + path);
  const body =
    options.body === undefined || typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  const signer = new SignatureV4({
    service: "execute-api",
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method,
    protocol: "http:",
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...options.headers },
    ...(body !== undefined && { body }),
  });
  return call(base, method, path, { headers, ...(body !== undefined && { body }) });
};

/** The hash that the SDK's signer asks for. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string);
  }
  update(data: Uint8Array) {
    this.hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }
  reset() {}
}

export interface NewCredential {
  kind: "customer" | "partner";
  scopes: string[];
  customerId?: string;
  reach?: "every customer";
  usageIdentifierKey?: string;
  networks?: string[];
}

/** The value of a client's API key at a door of dev, which the local gateway makes in AWS's place. */
export function apiKeyOf(door: Door, client = "marketplace"): string {
  const keys = new Configuration(stackFolders("token", ["dev"])).resources("aws_api_gateway_api_key");
  return keys.find((key) => key.text("name") === `shop-dev-${door}-${client}`)!.text("value");
}

/** Callers who reach every customer, by door and audience. */
export async function trustedCallers(endpoint: string): Promise<Record<Door, Record<Audience, Caller>>> {
  const scopes = ["orders/read", "orders/write"];
  const credential = (kind: NewCredential["kind"], more: Partial<NewCredential> = {}) =>
    issueCredential(endpoint, { kind, reach: "every customer", scopes, ...more });
  const machine = withBearer(tokenOf(scopes.join(" "), "--machine"));
  const customer = withBearer(await credential("customer"));
  const metered = await credential("partner", { usageIdentifierKey: apiKeyOf("regional") });
  const Authorization = `Bearer ${await credential("partner")}`;
  const others = { public: anonymous, internal: signed };
  return {
    regional: { ...others, customer: machine, partner: withBearer(metered) },
    edge: { ...others, customer, partner: withHeaders({ Authorization, "x-api-key": apiKeyOf("edge") }) },
    private: { ...others, customer: signed, partner: signed },
  };
}

/** Puts a credential into dev's table as an operator would, and returns it. */
export async function issueCredential(
  endpoint: string,
  { scopes, networks, ...texts }: NewCredential,
): Promise<string> {
  const credential = randomBytes(32).toString("base64url");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "eu-west-1", credentials });
  const Item = {
    id: { S: createHash("sha256").update(credential).digest("hex") },
    principalId: { S: `test-${randomBytes(4).toString("hex")}` },
    scopes: { SS: scopes },
    expiresAt: { N: String(Math.floor(Date.now() / 1000) + 3600) },
    ...(networks && { networks: { SS: networks } }),
    ...Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }])),
  };
  await client.send(new PutItemCommand({ TableName: "shop-dev-credentials", Item }));
  client.destroy();
  return credential;
}
