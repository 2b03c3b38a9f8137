import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { StandIn } from "./stand-in";

let standIn: StandIn;

beforeAll(async () => (standIn = await StandIn.start("444455556666")));
afterAll(() => standIn.stop());

test("docs/stand-in.md explains every change to moto, and no other", async () => {
  const page = readFileSync(resolve(__dirname, "../../docs/stand-in.md"), "utf8");
  const [, table = ""] = page.split("## What it changes in moto, and why");
  const explained = [...table.matchAll(/^\| ([A-Z][^|]*?) +\|/gm)].map(([, title]) => title);
  expect(new Set(explained)).toEqual(new Set(await standIn.changes()));
});

describe("a REST API", () => {
  const document = { openapi: "3.0.1", info: { title: "shop", version: "v1" }, paths: {} };

  test("loses the settings that an overwriting document leaves out", async () => {
    const { id } = await created({ description: "orders", binaryMediaTypes: ["image/png"], minimumCompressionSize: 0 });
    await call("PUT", `/restapis/${id}?mode=overwrite`, document);
    const { description, binaryMediaTypes, minimumCompressionSize } = (await call("GET", `/restapis/${id}`)).body;
    expect({ description, binaryMediaTypes, minimumCompressionSize }).toEqual({});
  });

  test("keeps the settings that a merged document leaves out", async () => {
    const { id } = await created({ description: "orders", minimumCompressionSize: 0 });
    await call("PUT", `/restapis/${id}?mode=merge`, document);
    expect((await call("GET", `/restapis/${id}`)).body).toMatchObject({
      description: "orders",
      minimumCompressionSize: 0,
    });
  });

  test("answers its policy escaped, with its own ARN in it", async () => {
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "execute-api:/*" }] };
    const { id } = await created({ policy: JSON.stringify(policy) });
    const answered = (await call("GET", `/restapis/${id}`)).body.policy as string;
    expect(answered).toContain(String.raw`{\"Version\":`);
    const own = `arn:aws:execute-api:eu-west-1:444455556666:${id}/*`;
    expect(JSON.parse(JSON.parse(`"${answered}"`) as string)).toEqual({
      ...policy,
      Statement: [{ Effect: "Allow", Resource: own }],
    });
  });

  test("takes methods, shared parameters and a MOCK integration without address from the document", async () => {
    const { id } = await created({});
    const mock = { "x-amazon-apigateway-integration": { type: "mock" }, responses: {} };
    const parameters = [{ name: "sku", in: "path", required: true, schema: { type: "string" } }];
    const paths = { "/catalog/{sku}": { parameters, get: mock, "x-amazon-apigateway-any-method": mock } };
    await call("PUT", `/restapis/${id}?mode=overwrite`, { ...document, paths });
    const { item } = (await call("GET", `/restapis/${id}/resources`)).body as {
      item: { path: string; resourceMethods?: Record<string, { requestParameters: unknown }> }[];
    };
    const { resourceMethods = {} } = item.find(({ path }) => path === "/catalog/{sku}")!;
    expect(Object.keys(resourceMethods)).toEqual(["GET", "ANY"]);
    expect(resourceMethods.GET!.requestParameters).toEqual({ "method.request.path.sku": true });
  });

  test("is not deployed while it is private and has no policy", async () => {
    const { id } = await created({ endpointConfiguration: { types: ["PRIVATE"] } });
    const { status, body } = await call("POST", `/restapis/${id}/deployments`, {});
    expect(status).toBe(400);
    expect(body.message).toBe("Private REST API doesn't have a resource policy attached to it");
  });

  const created = async (settings: object) =>
    (await call("POST", "/restapis", { name: "shop", ...settings })).body as { id: string };
});

describe("a custom domain name", () => {
  const certificate = (region: string) => `arn:aws:acm:${region}:444455556666:certificate/1`;

  test.each([
    { type: "EDGE", certificateArn: certificate("eu-west-1"), wanted: "us-east-1" },
    { type: "REGIONAL", regionalCertificateArn: certificate("us-east-1"), wanted: "eu-west-1" },
    { type: "PRIVATE", certificateArn: certificate("us-east-1"), wanted: "eu-west-1" },
  ])("of type $type is refused unless its certificate is in $wanted", async ({ type, wanted, ...certificates }) => {
    const name = { domainName: "api.example.com", endpointConfiguration: { types: [type] }, ...certificates };
    const { status, body } = await call("POST", "/domainnames", name);
    expect(status).toBe(400);
    expect(body.message).toContain(`Certificate must be in '${wanted}'.`);
  });

  test("is refused when it is taken", async () => {
    const name = { domainName: "edge.example.com", certificateArn: certificate("us-east-1") };
    expect((await call("POST", "/domainnames", name)).status).toBe(201);
    expect(await call("POST", "/domainnames", name)).toMatchObject({
      status: 400,
      body: { message: "The domain name you provided already exists." },
    });
  });
});

test("answers of a write can be kept back until they are released", async () => {
  const { reached } = await standIn.stopAt(1);
  let answered = false;
  const answer = call("POST", "/restapis", { name: "slow" }).then(() => (answered = true));
  expect(await reached).toBe("POST /restapis");
  expect(answered).toBe(false);
  await standIn.release();
  expect(await answer).toBe(true);
});

test("lists what exists with its tags, by Terraform's names", async () => {
  const { id } = (await call("POST", "/restapis", { name: "tagged", tags: { Environment: "dev" } })).body as {
    id: string;
  };
  expect(await standIn.resources()).toContainEqual({
    type: "aws_api_gateway_rest_api",
    attributes: { id },
    region: "eu-west-1",
    tags: { Environment: "dev" },
  });
});

/** A call of API Gateway's control plane; the stand-in looks at a signature's scope only. */
async function call(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const Authorization = "AWS4-HMAC-SHA256 Credential=stand-in/20260101/eu-west-1/apigateway/aws4_request";
  const answer = await fetch(standIn.url + path, {
    method,
    headers: { Authorization, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
