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

describe("a stage's canary", () => {
  const document = {
    openapi: "3.0.1",
    info: { title: "shop", version: "v1" },
    paths: { "/": { get: { "x-amazon-apigateway-integration": { type: "mock" }, responses: {} } } },
  };

  async function stage(): Promise<{ path: string; api: string; deployments: string[] }> {
    const { id } = (await call("POST", "/restapis", { name: "shop" })).body;
    const api = `/restapis/${id as string}`;
    await call("PUT", `${api}?mode=overwrite`, document);
    const deploy = async () => (await call("POST", `${api}/deployments`, {})).body.id as string;
    const deployments = [await deploy(), await deploy()];
    await call("POST", `${api}/stages`, { stageName: "dev", deploymentId: deployments[0] });
    return { path: `${api}/stages/dev`, api, deployments };
  }

  const patch = (path: string, ...patchOperations: object[]) => call("PATCH", path, { patchOperations });
  const replaced = (path: string, value: string) => ({ op: "replace", path, value });

  test("begins with the stage's deployment and no requests, and goes as a whole", async () => {
    const { path, deployments } = await stage();
    const started = await patch(path, replaced("/canarySettings/stageVariableOverrides/color", "green"));
    expect(started.body.canarySettings).toEqual({
      deploymentId: deployments[0],
      percentTraffic: 0,
      useStageCache: false,
      stageVariableOverrides: { color: "green" },
    });
    const ended = await patch(path, { op: "remove", path: "/canarySettings" });
    expect(ended.body).not.toHaveProperty("canarySettings");
  });

  test("keeps its deployment from being deleted, and its stage from another one", async () => {
    const { path, api, deployments } = await stage();
    await patch(path, replaced("/canarySettings/deploymentId", deployments[1]!));
    expect((await call("DELETE", `${api}/deployments/${deployments[1]}`)).status).toBe(400);
    expect((await patch(path, replaced("/deploymentId", deployments[1]!))).status).toBe(400);
  });

  test("loses no variable while it is there", async () => {
    const { path } = await stage();
    await patch(path, replaced("/canarySettings/stageVariableOverrides/color", "green"));
    const { status } = await patch(path, { op: "remove", path: "/canarySettings/stageVariableOverrides/color" });
    expect(status).toBe(400);
  });
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

describe("a custom domain name with mutual TLS", () => {
  const certificate = "arn:aws:acm:eu-west-1:444455556666:certificate/1";

  test("keeps its truststore, and none once that is emptied", async () => {
    const mutualTlsAuthentication = { truststoreUri: "s3://truststores.example.com/partners.pem" };
    const name = {
      domainName: "partners.example.com",
      endpointConfiguration: { types: ["REGIONAL"] },
      regionalCertificateArn: certificate,
      mutualTlsAuthentication,
    };
    expect((await call("POST", "/domainnames", name)).body).toMatchObject({ mutualTlsAuthentication });
    const off = [{ op: "replace", path: "/mutualTlsAuthentication/truststoreUri", value: "" }];
    const { body } = await call("PATCH", "/domainnames/partners.example.com", { patchOperations: off });
    expect(body).not.toHaveProperty("mutualTlsAuthentication");
  });
});

describe("a usage plan", () => {
  test("keeps limits of single methods", async () => {
    const { plan, stage } = await planned();
    const path = `/apiStages/${stage}/throttle//orders/GET/rateLimit`;
    await call("PATCH", `/usageplans/${plan}`, { patchOperations: [{ op: "replace", path, value: "2.5" }] });
    const { apiStages } = (await call("GET", `/usageplans/${plan}`)).body as { apiStages: object[] };
    expect(apiStages).toMatchObject([{ throttle: { "/orders/GET": { rateLimit: 2.5 } } }]);
  });

  test("is refused for a stage that isn't there", async () => {
    const { status, body } = await call("POST", "/usageplans", {
      name: "gold",
      apiStages: [{ apiId: "a", stage: "dev" }],
    });
    expect({ status, ...body }).toMatchObject({ status: 400, message: "API Stage not found: a:dev" });
  });

  test("is not deleted while it has stages", async () => {
    const { plan, stage } = await planned();
    expect((await call("DELETE", `/usageplans/${plan}`)).body.message).toBe(
      `Cannot delete Usage Plan ${plan} because there are API Stages associated with it, including ${stage}`,
    );
    const remove = { op: "remove", path: "/apiStages", value: stage };
    await call("PATCH", `/usageplans/${plan}`, { patchOperations: [remove] });
    expect((await call("DELETE", `/usageplans/${plan}`)).status).toBe(202);
  });

  async function planned(): Promise<{ plan: string; stage: string }> {
    const api = await deployedApi();
    const { id } = (await call("POST", "/usageplans", { name: "gold", apiStages: [{ apiId: api, stage: "dev" }] }))
      .body as { id: string };
    return { plan: id, stage: `${api}:dev` };
  }
});

describe("a WebSocket API", () => {
  test("keeps its kind of IP addresses, and changed tags", async () => {
    const { apiId } = await webSocketApi();
    const arn = encodeURIComponent(`arn:aws:apigateway:eu-west-1::/apis/${apiId}`);
    await call("POST", `/v2/tags/${arn}`, { tags: { Stack: "dev-realtime" } });
    expect((await call("GET", `/v2/apis/${apiId}`)).body).toMatchObject({
      ipAddressType: "dualstack",
      tags: { Environment: "dev", Stack: "dev-realtime" },
    });
  });

  test("is deployed once it has routes with integrations", async () => {
    const { apiId } = (await call("POST", "/v2/apis", { name: "empty", protocolType: "WEBSOCKET" })).body as Ids;
    expect((await call("POST", `/v2/apis/${apiId}/deployments`, {})).status).toBe(400);
    expect((await webSocketApi()).deploymentId).toEqual(expect.any(String));
  });

  test("keeps the deployment that its stage points to, until it points to another", async () => {
    const { apiId, deploymentId } = await webSocketApi();
    const stage = `/v2/apis/${apiId}/stages/dev`;
    expect((await call("GET", stage)).body).toMatchObject({ deploymentId });
    expect((await call("DELETE", `/v2/apis/${apiId}/deployments/${deploymentId}`)).status).toBe(400);
    const { deploymentId: next } = (await call("POST", `/v2/apis/${apiId}/deployments`, {})).body as Ids;
    await call("PATCH", stage, { deploymentId: next });
    expect((await call("DELETE", `/v2/apis/${apiId}/deployments/${deploymentId}`)).status).toBe(204);
  });

  test("keeps the stage that a domain name leads to, which is there at once with its address", async () => {
    const { apiId } = await webSocketApi();
    const name = "realtime.example.com";
    const domain = { domainName: name, domainNameConfigurations: [{ endpointType: "REGIONAL" }] };
    expect((await call("POST", "/v2/domainnames", domain)).body).toMatchObject({
      domainNameConfigurations: [{ domainNameStatus: "AVAILABLE", hostedZoneId: "ZLY8HYME6SFDD" }],
    });
    const mapping = (await call("POST", `/v2/domainnames/${name}/apimappings`, {
      apiId,
      stage: "dev",
      apiMappingKey: "",
    })) as { body: Ids };
    expect((await call("DELETE", `/v2/apis/${apiId}/stages/dev`)).status).toBe(400);
    await call("DELETE", `/v2/domainnames/${name}/apimappings/${mapping.body.apiMappingId}`);
    expect((await call("DELETE", `/v2/apis/${apiId}/stages/dev`)).status).toBe(200);
  });

  type Ids = Record<string, string>;

  /** One with a route and a stage `dev`. */
  async function webSocketApi(): Promise<Ids> {
    const settings = { protocolType: "WEBSOCKET", ipAddressType: "dualstack", tags: { Environment: "dev" } };
    const { apiId } = (await call("POST", "/v2/apis", { name: "live", ...settings })).body as Ids;
    const mock = { integrationType: "MOCK" };
    const { integrationId } = (await call("POST", `/v2/apis/${apiId}/integrations`, mock)).body as Ids;
    await call("POST", `/v2/apis/${apiId}/routes`, { routeKey: "ping", target: `integrations/${integrationId}` });
    const { deploymentId } = (await call("POST", `/v2/apis/${apiId}/deployments`, {})).body as Ids;
    await call("POST", `/v2/apis/${apiId}/stages`, { stageName: "dev", deploymentId });
    return { apiId: apiId!, deploymentId: deploymentId! };
  }
});

describe("a client certificate", () => {
  test("is generated, tagged and kept by a stage", async () => {
    const tags = { Environment: "dev" };
    const { body } = await call("POST", "/clientcertificates", { description: "catalog", tags });
    const { clientCertificateId: id, pemEncodedCertificate } = body as Record<string, string>;
    expect(pemEncodedCertificate).toMatch(/^-----BEGIN CERTIFICATE-----/);
    const arn = encodeURIComponent(`arn:aws:apigateway:eu-west-1::/clientcertificates/${id}`);
    expect((await call("GET", `/tags/${arn}`)).body).toEqual({ tags });
    const api = await deployedApi({ clientCertificateId: id });
    expect((await call("GET", `/restapis/${api}/stages/dev`)).body).toMatchObject({ clientCertificateId: id });
    expect((await call("DELETE", `/clientcertificates/${id}`)).status).toBe(202);
  });
});

describe("an alarm", () => {
  test("that is composite is refused until the alarms of its rule exist", async () => {
    const composite = { Action: "PutCompositeAlarm", AlarmName: "down", AlarmRule: "ALARM(errors)" };
    expect((await cloudwatch(composite)).text).toContain("in the alarm rule do not exist");
    const metric = { Namespace: "AWS/ApiGateway", MetricName: "5XXError", Statistic: "Sum", Period: "60" };
    const limits = { Threshold: "1", EvaluationPeriods: "1", ComparisonOperator: "GreaterThanThreshold" };
    await cloudwatch({ Action: "PutMetricAlarm", AlarmName: "errors", ...metric, ...limits });
    expect((await cloudwatch(composite)).status).toBe(200);
    const { text } = await cloudwatch({ Action: "DescribeAlarms", "AlarmNames.member.1": "down" });
    expect(text).toMatch(/<CompositeAlarms>.*<AlarmName>down<\/AlarmName>/s);
  });

  const cloudwatch = (form: Record<string, string>) =>
    request("monitoring", "POST", "/", new URLSearchParams(form), {});
});

describe("a key", () => {
  test("says how often it is rotated", async () => {
    const { KeyMetadata } = (await json("kms", "TrentService.CreateKey", {})).body as { KeyMetadata: object };
    const { KeyId } = KeyMetadata as { KeyId: string };
    await json("kms", "TrentService.EnableKeyRotation", { KeyId, RotationPeriodInDays: 180 });
    expect((await json("kms", "TrentService.GetKeyRotationStatus", { KeyId })).body).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 180,
    });
  });
});

describe("a user pool", () => {
  test("is of the Essentials tier, tagged, and not deleted while it is protected or has a domain", async () => {
    const { UserPool } = await cognito("CreateUserPool", { PoolName: "shop", DeletionProtection: "ACTIVE" });
    const { Id, Arn, UserPoolTier } = UserPool as Record<string, string>;
    expect(UserPoolTier).toBe("ESSENTIALS");
    await cognito("TagResource", { ResourceArn: Arn, Tags: { Environment: "dev" } });
    const pool = { UserPoolId: Id };
    expect(await cognito("DeleteUserPool", pool)).toMatchObject({ message: expect.stringContaining("protection") });
    await cognito("UpdateUserPool", { ...pool, DeletionProtection: "INACTIVE", UserPoolTags: { Environment: "dev" } });
    await cognito("CreateUserPoolDomain", { ...pool, Domain: "shop-example" });
    expect(await cognito("DeleteUserPool", pool)).toMatchObject({ message: expect.stringContaining("a domain") });
    await cognito("DeleteUserPoolDomain", { ...pool, Domain: "shop-example" });
    const tagged = { type: "aws_cognito_user_pool", attributes: { id: Id }, tags: { Environment: "dev" } };
    expect(await standIn.resources()).toContainEqual(expect.objectContaining(tagged));
    await cognito("DeleteUserPool", pool);
    expect(await standIn.resources()).not.toContainEqual(expect.objectContaining(tagged));
  });

  test("lets go of a resource server", async () => {
    const { UserPool } = await cognito("CreateUserPool", { PoolName: "scopes" });
    const server = { UserPoolId: (UserPool as { Id: string }).Id, Identifier: "orders" };
    await cognito("CreateResourceServer", { ...server, Name: "orders" });
    const Scopes = [{ ScopeName: "read", ScopeDescription: "read orders" }];
    await cognito("UpdateResourceServer", { ...server, Name: "orders", Scopes });
    expect(await cognito("DescribeResourceServer", server)).toMatchObject({ ResourceServer: { Scopes } });
    await cognito("DeleteResourceServer", server);
    expect(await cognito("DescribeResourceServer", server)).toMatchObject({ __type: "ResourceNotFoundException" });
  });

  const cognito = async (operation: string, input: object) =>
    (await json("cognito-idp", `AWSCognitoIdentityProviderService.${operation}`, input)).body;
});

describe("a web ACL", () => {
  test("replaces another in front of a stage, and is not deleted there", async () => {
    const [first, second] = [await created("first"), await created("second")];
    const ResourceArn = `arn:aws:apigateway:eu-west-1::/restapis/${await deployedApi()}/stages/dev`;
    for (const { ARN } of [first, second]) await wafv2("AssociateWebACL", { WebACLArn: ARN, ResourceArn });
    expect(await wafv2("GetWebACLForResource", { ResourceArn })).toMatchObject({ WebACL: { Name: "second" } });
    const deletion = ({ Name, Id, LockToken }: Summary) =>
      wafv2("DeleteWebACL", { Name, Id, LockToken, Scope: "REGIONAL" });
    expect(await deletion(second)).toMatchObject({ __type: "WAFAssociatedItemException" });
    expect(await deletion(first)).toEqual({});
    expect(await standIn.calls()).toContain("apigateway:SetWebACL");
  });

  interface Summary {
    Name: string;
    Id: string;
    ARN: string;
    LockToken: string;
  }

  async function created(Name: string): Promise<Summary> {
    const VisibilityConfig = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "all" };
    const settings = { Scope: "REGIONAL", DefaultAction: { Allow: {} }, VisibilityConfig };
    return (await wafv2("CreateWebACL", { Name, ...settings })).Summary as Summary;
  }

  const wafv2 = async (operation: string, input: object) =>
    (await json("wafv2", `AWSWAF_20190729.${operation}`, input)).body;
});

describe("a distribution", () => {
  test("with a cache policy and a certificate has no other, and is deleted once it is disabled", async () => {
    const made = await cloudfront("POST", "/distribution", configuration(true));
    expect(made.text).not.toContain("ForwardedValues");
    expect(made.text).toContain("<CloudFrontDefaultCertificate>false<");
    const path = `/distribution/${/<Id>(\w+)<\/Id>/.exec(made.text)![1]}`;
    expect((await cloudfront("DELETE", path)).text).toContain("DistributionNotDisabled");
    await cloudfront("PUT", `${path}/config`, configuration(false));
    expect((await cloudfront("DELETE", path)).status).toBe(204);
  });

  const cloudfront = (method: string, path: string, body?: string) =>
    request("cloudfront", method, `/2020-05-31${path}`, body, { "If-Match": "1" });

  const configuration = (
    enabled: boolean,
  ) => `<DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
    <CallerReference>shop</CallerReference><Comment>shop</Comment><Enabled>${enabled}</Enabled>
    <Origins><Quantity>1</Quantity><Items><Origin><Id>api</Id><DomainName>api.example.com</DomainName>
      <CustomOriginConfig><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort>
        <OriginProtocolPolicy>https-only</OriginProtocolPolicy></CustomOriginConfig></Origin></Items></Origins>
    <DefaultCacheBehavior><TargetOriginId>api</TargetOriginId><ViewerProtocolPolicy>https-only</ViewerProtocolPolicy>
      <CachePolicyId>4135ea2d-6df8-44a3-9df3-4b5a84be39ad</CachePolicyId></DefaultCacheBehavior>
    <ViewerCertificate><ACMCertificateArn>arn:aws:acm:us-east-1:444455556666:certificate/1</ACMCertificateArn>
    </ViewerCertificate></DistributionConfig>`;
});

describe("a function", () => {
  test("keeps its key, and what happens to events that fail, for each qualifier", async () => {
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const role = { Action: "CreateRole", RoleName: "events", AssumeRolePolicyDocument };
    await request("iam", "POST", "/", new URLSearchParams(role), {});
    const KMSKeyArn = "arn:aws:kms:eu-west-1:444455556666:key/1";
    await lambda("POST", "/2015-03-31/functions", {
      FunctionName: "events",
      Role: "arn:aws:iam::444455556666:role/events",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: Buffer.from("code").toString("base64") },
      KMSKeyArn,
    });
    expect(await lambda("GET", "/2015-03-31/functions/events/configuration")).toMatchObject({ KMSKeyArn });
    const config = "/2019-09-25/functions/events/event-invoke-config";
    await lambda("PUT", `${config}?Qualifier=live`, { MaximumRetryAttempts: 1 });
    await lambda("PUT", `${config}?Qualifier=live`, { MaximumRetryAttempts: 0 });
    await lambda("PUT", config, { MaximumRetryAttempts: 2 });
    expect(await lambda("GET", `${config}?Qualifier=live`)).toMatchObject({ MaximumRetryAttempts: 0 });
    expect(await lambda("GET", config)).toMatchObject({ MaximumRetryAttempts: 2 });
  });

  const lambda = async (method: string, path: string, body?: object) =>
    JSON.parse((await request("lambda", method, path, body && JSON.stringify(body), {})).text) as object;
});

test("calls of S3 count by the names that policies use", async () => {
  for (const query of ["?encryption", "?lifecycle", ""]) await request("s3", "GET", `/logs-example${query}`);
  await request("s3", "DELETE", "/logs-example?lifecycle");
  expect(await standIn.calls()).toEqual(
    expect.arrayContaining([
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:ListBucket",
      "s3:PutLifecycleConfiguration",
    ]),
  );
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

/** A REST API with a stage `dev`; its id. */
async function deployedApi(settings: object = {}): Promise<string> {
  const { id } = (await call("POST", "/restapis", { name: "shop" })).body as { id: string };
  const get = { "x-amazon-apigateway-integration": { type: "mock" }, responses: {} };
  const document = { openapi: "3.0.1", info: { title: "shop", version: "v1" }, paths: { "/": { get } } };
  await call("PUT", `/restapis/${id}?mode=overwrite`, document);
  const { id: deploymentId } = (await call("POST", `/restapis/${id}/deployments`, {})).body;
  await call("POST", `/restapis/${id}/stages`, { stageName: "dev", deploymentId, ...settings });
  return id;
}

const call: StandIn["apiGateway"] = (...sent) => standIn.apiGateway(...sent);

/** A call of a service that takes JSON and an operation's name. */
async function json(service: string, operation: string, input: object): Promise<{ body: Record<string, unknown> }> {
  const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": operation };
  const { text } = await request(service, "POST", "/", JSON.stringify(input), headers);
  return { body: JSON.parse(text || "{}") as Record<string, unknown> };
}

/** A request to a service in eu-west-1; the stand-in looks at a signature's scope only. */
async function request(
  service: string,
  method: string,
  path: string,
  body?: string | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const Authorization = `AWS4-HMAC-SHA256 Credential=stand-in/20260101/eu-west-1/${service}/aws4_request`;
  const answer = await fetch(standIn.url + path, {
    method,
    headers: { Authorization, ...headers },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}
