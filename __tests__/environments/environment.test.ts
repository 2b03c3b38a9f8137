import { loadEnvironments } from "../../environments";
import { refuseCollisions } from "../../environments/collisions";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;

/** Defines dev with some pins changed, as JavaScript would: past the types. */
const define = (pins: Record<string, unknown>) => defineEnvironment({ ...dev, ...pins } as unknown as EnvironmentPins);
const domain = { zone: "dev.example.com", hosts: { regional: "api.dev.example.com" } };
const certificateRegion = { regional: "eu-west-1" };
const inDev = (message: string) => `environments/dev/environment.ts: ${message}`;

test("every environment folder is loaded, by name", () => {
  expect(loadEnvironments().map(({ name, stage, file }) => ({ name, stage, file }))).toEqual(
    ["dev", "prod", "staging"].map((name) => ({ name, stage: name, file: `environments/${name}/environment.ts` })),
  );
});

describe("fails, naming the file, what was expected and what it got, when", () => {
  test("the edge certificate is not in us-east-1", () => {
    expect(() => define({ certificateRegion: { ...dev.certificateRegion, edge: "eu-west-1" } })).toThrow(
      inDev(
        "certificateRegion.edge: expected us-east-1, where CloudFront takes an edge-optimized domain's certificate from, got eu-west-1",
      ),
    );
  });

  test.each(["regional", "private"])("the %s certificate is not in the API's region", (door) => {
    expect(() => define({ certificateRegion: { ...dev.certificateRegion, [door]: "us-east-1" } })).toThrow(
      inDev(`certificateRegion.${door}: expected eu-west-1, the API's own region, got us-east-1`),
    );
  });

  test("every wrong pin has its line", () => {
    const { message } = caught(() => define({ stage: "", account: "1", region: "mars" }));
    expect(message.split("\n").map((line) => line.split(": ")[1])).toEqual(["account", "region", "stage"]);
  });

  test.each([
    [
      "the stage has characters that API Gateway refuses",
      { stage: "dev env/1" },
      "stage: expected 1 to 128 letters, digits, - or _, got dev env/1",
    ],
    ["there is no stage", { stage: undefined }, "stage: expected string, got none"],
    ["there is no domain", { domain: undefined }, "domain: expected object, got none"],
    ["the account is no account id", { account: "12" }, "account: expected an AWS account id of 12 digits, got 12"],
    ["a pin is unknown", { stagee: "dev" }, "stagee: expected no such pin, got one"],
    [
      "a door is unknown",
      { doors: ["regional", "back"] },
      "doors.1: expected one of regional, edge, private, got back",
    ],
    ["a door is named twice", { doors: ["regional", "edge", "private", "edge"] }, "doors: expected each door once"],
    ["no door is open", { doors: [] }, "doors: expected at least 1, got []"],
    [
      "the name is reserved",
      { name: "account" },
      "name: expected lower-case letters and digits, not account, got account",
    ],
    [
      "retention is not one that CloudWatch knows",
      { logs: { retentionDays: 2 } },
      "logs.retentionDays: expected one of 1, 3, 5",
    ],
    [
      "a throttle would let nothing in",
      { throttle: { rateLimit: 0, burstLimit: 1 } },
      "throttle.rateLimit: expected a whole number from 1 to 10000, got 0",
    ],
    [
      "the function could outlive API Gateway's patience",
      { lambda: { memorySize: 128, timeout: 30 } },
      "lambda.timeout: expected a whole number from 1 to 28, got 30",
    ],
    [
      "the WebSocket API would let nothing in",
      { realtime: { host: "realtime.dev.example.com", throttle: { rateLimit: 10, burstLimit: 0 } } },
      "realtime.throttle.burstLimit: expected a whole number from 1 to 5000, got 0",
    ],
    [
      "the WebSocket API has a host name outside the zone",
      { realtime: { ...dev.realtime, host: "realtime.example.org" } },
      "realtime.host: expected a name inside the zone dev.example.com, got realtime.example.org",
    ],
    [
      "the WebSocket API has a door's host name, which serves REST APIs",
      { realtime: { ...dev.realtime, host: "api.dev.example.com" } },
      "realtime.host: expected another name than domain.hosts.regional, got api.dev.example.com",
    ],
    [
      "the WebSocket API's certificate lies in another region",
      { realtime: { ...dev.realtime, certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1" } },
      "realtime.certificateArn: expected a certificate in eu-west-1, got arn:aws:acm:us-east-1:111111111111:certificate/1",
    ],
    [
      "a certificate of the WebSocket API is named that isn't pinned",
      { realtime: { ...dev.realtime, certificateName: "*.dev.example.com" } },
      "realtime.certificateName: expected none, as realtime.certificateArn names no certificate, got *.dev.example.com",
    ],
    [
      "the private door has no network",
      { network: undefined },
      "network: expected a network, as the private door is open, got none",
    ],
    [
      "the network has one subnet",
      { network: { cidr: "10.0.0.0/16", availabilityZones: ["eu-west-1a"] } },
      "network.availabilityZones: expected at least 2",
    ],
    [
      "an S3 state has no bucket",
      { state: { backend: "s3" } },
      'state: expected {backend: "local"} or {backend: "s3", bucket, region}',
    ],
    [
      "a function would reserve nothing, so that it never runs",
      { lambda: { memorySize: 128, timeout: 3, reservedConcurrency: 0 } },
      "lambda.reservedConcurrency: expected a whole number from 1 to 100000, got 0",
    ],
    [
      "an alarm would tell nobody who exists",
      { alarms: { notify: ["on-call"] } },
      "alarms.notify.0: expected an e-mail address or the ARN of an SNS topic, got on-call",
    ],
    [
      "an alarm would publish to a topic of another region",
      { alarms: { notify: ["arn:aws:sns:us-east-1:111111111111:on-call"] } },
      "alarms.notify: expected topics in eu-west-1, where the alarms are, got arn:aws:sns:us-east-1:111111111111:on-call",
    ],
    [
      "a threshold could never be passed",
      { alarms: { thresholds: { serverErrors: 100 } } },
      "alarms.thresholds.serverErrors: expected a number from 0 to 99, got 100",
    ],
    [
      "a threshold is unknown",
      { alarms: { thresholds: { latencyP50: 1 } } },
      "alarms.thresholds.latencyP50: expected no such pin, got one",
    ],
    [
      "people would be sent back without TLS",
      { userPool: { callbackUrls: ["http://shop.example.com/in"], logoutUrls: [] } },
      "userPool.callbackUrls.0: expected an address with https, or http://localhost for tests, got http://shop.example.com/in",
    ],
    [
      "the user pool is in another region",
      { userPool: { arn: "arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_a1b2c3d4e" } },
      "userPool.arn: expected a user pool in eu-west-1, where the APIs are, got arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_a1b2c3d4e",
    ],
    [
      "the load balancer has no network",
      { doors: ["regional"], domain, certificateRegion, network: undefined, balancer: { host: "lb.dev.example.com" } },
      "network: expected a network, as balancer is pinned, got none",
    ],
    [
      "the load balancer's host is outside the zone",
      { balancer: { host: "lb.example.org" } },
      "balancer.host: expected a name inside the zone dev.example.com, got lb.example.org",
    ],
    [
      "the load balancer has a door's host",
      { balancer: { host: "edge.dev.example.com" } },
      "balancer.host: expected another name than the edge door's, got edge.dev.example.com",
    ],
    [
      "subnets would be too small for a load balancer",
      {
        balancer: { host: "lb.dev.example.com" },
        network: { cidr: "10.0.0.0/24", availabilityZones: ["eu-west-1a", "eu-west-1b"] },
      },
      "network.cidr: expected /16 to /23, as balancer is pinned and a load balancer needs subnets of /27 or larger, got 10.0.0.0/24",
    ],
    [
      "an account would be trusted without a word about it",
      { direct: { invokers: { partner: "arn:aws:iam::555555555555:root" } } },
      'direct.invokers.partner: expected the ARN of a role or user, or {wholeAccount: "<12 digits>"} for everybody whom an account lets, got arn:aws:iam::555555555555:root',
    ],
    [
      "anybody would be trusted",
      { direct: { invokers: { anybody: "*" } } },
      "direct.invokers.anybody: expected the ARN of a role or user",
    ],
    ["nobody is trusted", { direct: { invokers: {} } }, "direct.invokers: expected at least one invoker, got {}"],
    [
      "an invoker's role couldn't have its name",
      { direct: { invokers: { "Nightly Report": "arn:aws:iam::555555555555:role/report" } } },
      "direct.invokers.Nightly Report: expected 2 to 30 lower-case letters, digits and -",
    ],
    [
      "a tag is one that stacks set",
      { tags: { Stack: "mine" } },
      "tags.Stack: expected another key than Service, Environment, ManagedBy, Stack, Name, Version, which stacks set",
    ],
    [
      "a tag has a key that AWS reserves",
      { tags: { "aws:cost": "x" } },
      "tags.aws:cost: expected a tag key: 1 to 128 letters, digits, spaces and _.:/=+-@, not aws:",
    ],
    [
      "a closed door has a host",
      { doors: ["regional", "edge"] },
      "domain.hosts.private: expected none, as the private door is closed, got internal.dev.example.com",
    ],
  ])("%s", (_when, pins, message) => {
    expect(() => define(pins)).toThrow(message);
  });

  test("a host is outside the zone", () => {
    expect(() =>
      define({ domain: { ...dev.domain, hosts: { ...dev.domain.hosts, edge: "edge.example.org" } } }),
    ).toThrow(inDev("domain.hosts.edge: expected a name inside the zone dev.example.com, got edge.example.org"));
  });

  test("two doors have one host", () => {
    expect(() =>
      define({ domain: { ...dev.domain, hosts: { ...dev.domain.hosts, regional: dev.domain.hosts.edge } } }),
    ).toThrow(inDev("domain.hosts.regional: expected another name than domain.hosts.edge, got edge.dev.example.com"));
  });
});

describe("two environments are refused when they share", () => {
  const twin = {
    name: "test",
    domain: { zone: "test.example.com", hosts: { regional: "api.test.example.com" } },
    doors: ["regional"],
    certificateRegion: { regional: "eu-west-1" },
    realtime: undefined,
  };
  const together = (pins: Record<string, unknown>) => () =>
    refuseCollisions([define({}), define({ ...twin, ...pins })], "shop");

  test("nothing: they are not", () => {
    expect(together({})).not.toThrow();
  });

  test("a host name", () => {
    expect(together({ domain: { zone: "dev.example.com", hosts: { regional: "api.dev.example.com" } } })).toThrow(
      "environments/test/environment.ts: domain.hosts.regional: expected a host name of its own, got api.dev.example.com, which environments/dev/environment.ts has",
    );
  });

  test("a load balancer's host name", () => {
    const balancer = { host: "api.dev.example.com" };
    expect(
      together({ domain: { zone: "dev.example.com", hosts: { regional: "x.dev.example.com" } }, balancer }),
    ).toThrow(
      "environments/test/environment.ts: balancer.host: expected a host name of its own, got api.dev.example.com, which environments/dev/environment.ts has",
    );
  });

  test("a WebSocket API's host name", () => {
    const realtime = { ...dev.realtime, host: "realtime.dev.example.com" };
    expect(
      together({ domain: { zone: "dev.example.com", hosts: { regional: "x.dev.example.com" } }, realtime }),
    ).toThrow(
      "environments/test/environment.ts: realtime.host: expected a host name of its own, got realtime.dev.example.com, which environments/dev/environment.ts has",
    );
  });

  test("physical names in one account and region", () => {
    expect(together({ prefix: "shop-dev" })).toThrow(
      "environments/test/environment.ts: prefix: expected a set of physical names in its account and region of its own, got shop-dev in 111111111111 eu-west-1",
    );
    expect(together({ prefix: "shop-dev", account: "444444444444" })).not.toThrow();
  });

  test("a key of state", () => {
    expect(together({ name: "dev" })).toThrow("name: expected a name of its own, got dev");
  });

  test("an account, but not the bucket of its state", () => {
    const state = (bucket: string) => ({ backend: "s3", bucket, region: "eu-west-1" });
    expect(() =>
      refuseCollisions([define({ state: state("one") }), define({ ...twin, state: state("two") })], "shop"),
    ).toThrow(
      "environments/test/environment.ts: state.bucket: expected one, as environments/dev/environment.ts in account 111111111111 has, got two",
    );
  });
});

function caught(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected an error, got none");
}
