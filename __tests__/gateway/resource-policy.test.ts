import { says, ServedApi, stackOf } from "./served-api";

const executionArn = "${aws_api_gateway_rest_api.api.execution_arn}";

const start = (endpoint: "REGIONAL" | "PRIVATE", statements: object[] | undefined, api: object = {}) =>
  ServedApi.startStacks({
    network: {
      resource: {
        aws_vpc: { main: {} },
        aws_vpc_endpoint: {
          api: { vpc_id: "${aws_vpc.main.id}", service_name: "com.amazonaws.eu-west-1.execute-api" },
        },
      },
    },
    app: {
      ...stackOf({
        paths: {
          "/open": { get: says("$context.identity.vpceId|$context.identity.vpcId") },
          "/admin": { get: says("admin") },
        },
        endpoint,
        api,
        ...(statements && {
          resource: {
            aws_api_gateway_rest_api_policy: {
              policy: {
                rest_api_id: "${aws_api_gateway_rest_api.api.id}",
                policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
              },
            },
          },
        }),
      }),
      data: { aws_vpc_endpoint: { api: { service_name: "com.amazonaws.eu-west-1.execute-api" } } },
    },
  });

const allow = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: `${executionArn}/*` };

describe("a private API", () => {
  let api: ServedApi;

  beforeAll(async () => {
    const onlyEndpoint = {
      ...allow,
      Effect: "Deny",
      Condition: { StringNotEquals: { "aws:SourceVpce": "${data.aws_vpc_endpoint.api.id}" } },
    };
    api = await start("PRIVATE", [allow, onlyEndpoint]);
  });

  afterAll(() => api.close());

  test("takes a request as coming through its VPC endpoint, and says which", async () => {
    const answer = await api.call("GET", "/open");
    expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(/^vpce-[0-9a-f]{17}\|vpc-[0-9a-f]{17}$/)]);
  });

  test.each(["none", "vpce-0123456789abcdef0"])(
    "refuses one with x-gatehouse-vpce: %s as AWS does",
    async (endpoint) => {
      const answer = await api.call("GET", "/open", { headers: { "x-gatehouse-vpce": endpoint } });
      expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([403, "AccessDeniedException"]);
      expect(answer.text).toMatch(
        /^\{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}3333:[0-9a-z]{10}\/dev\/GET\/open with an explicit deny"\}$/,
      );
    },
  );

  test("answers on its VPC endpoint's host name", async () => {
    const id = new URL(api.apis[0]!.url).host.split(".")[0]!;
    const denied = await api.call("GET", "", {
      host: `${id}-vpce-0123456789abcdef0.execute-api.eu-west-1.amazonaws.com`,
      rawPath: "/dev/open",
    });
    expect(denied.status).toBe(403);
  });
});

test("a private API without a policy refuses everything", async () => {
  const api = await start("PRIVATE", undefined);
  expect((await api.call("GET", "/open")).status).toBe(403);
  await api.close();
});

test("a public API's policy is evaluated for method and path", async () => {
  const api = await start("REGIONAL", [
    { ...allow, Resource: `${executionArn}/dev/GET/open` },
    {
      ...allow,
      Resource: `${executionArn}/dev/GET/admin`,
      Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
    },
  ]);
  expect((await api.call("GET", "/open")).status).toBe(200);
  const denied = await api.call("GET", "/admin");
  expect([denied.status, denied.text]).toEqual([403, expect.stringMatching(/\/GET\/admin"\}$/)]);
  await api.close();
});

test("a policy that can't be understood is refused at load", async () => {
  await expect(start("REGIONAL", [{ Effect: "Maybe" }])).rejects.toThrow(/^stack app: test: /);
});
