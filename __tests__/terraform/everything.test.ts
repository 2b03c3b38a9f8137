import { awsOf } from "./aws-cli";
import { callsBeyond } from "./ci-permissions";
import { pin, takeNoSignatures } from "./pins";
import { progress } from "./process";
import { compare, rows, settings } from "./recovery";
import { destroy, inLevels, type Stack } from "./stack";
import { StandIn } from "./stand-in";
import { untagged } from "./tags";
import { Workspace } from "./workspace";

const account = "111111111111";

/** What the stand-in lists of what is there before: certificates of the edge door, the distribution and a backend. */
const existing = ["aws_acm_certificate", "aws_acm_certificate", "aws_acm_certificate"];

/** Certificates and a secret that exist, by what they are for. */
interface Existing {
  edge: string;
  distribution: string;
  backend: string;
  secret: string;
}

/** Dev, with every optional part; mutual TLS is not for a door behind a distribution, domains.test.ts has it. */
const everything = ({ edge, distribution, backend, secret }: Existing) => `
import { defineEnvironment } from "../environment";

export default defineEnvironment({
  name: "dev",
  account: "${account}",
  region: "eu-west-1",
  stage: "dev",
  doors: ["regional", "edge", "private"],
  domain: {
    zone: "dev.example.com",
    hosts: { regional: "api.dev.example.com", edge: "edge.dev.example.com", private: "internal.dev.example.com" },
  },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1", private: "eu-west-1" },
  certificateArn: { edge: "${edge}" as "arn:aws:acm:us-east-1::certificate/" },
  cloudFront: {
    host: "www.dev.example.com",
    certificateArn: "${distribution}" as "arn:aws:acm:us-east-1::certificate/",
    originVerifySecret: "${secret}",
  },
  throttle: { rateLimit: 50, burstLimit: 100, methods: { "GET /orders/{orderId}": { rateLimit: 40, burstLimit: 80 } } },
  usagePlans: {
    standard: { rateLimit: 10, burstLimit: 20, quota: { limit: 10_000, period: "DAY" }, keys: ["parcel-service"] },
    premium: { rateLimit: 50, burstLimit: 100, quota: { limit: 1_000_000, period: "MONTH" }, keys: ["marketplace"] },
  },
  stageVariables: { catalog: "catalog.example.com/v1?region=eu&stage=dev" },
  clientCertificate: true,
  webAcl: { rateLimit: 1000, inspectedBody: 32 },
  logs: { retentionDays: 14, execution: "INFO" },
  deletionProtection: false,
  lambda: { memorySize: 512, timeout: 10, reservedConcurrency: 20 },
  network: { cidr: "10.10.0.0/16", availabilityZones: ["eu-west-1a", "eu-west-1b"] },
  userPool: {
    callbackUrls: ["http://localhost:3000/signed-in"],
    logoutUrls: ["http://localhost:3000/"],
    machineClients: { warehouse: { scopes: ["orders/read", "orders/write"] } },
    mfa: "ON",
    selfSignUp: true,
  },
  balancer: { host: "balancer.dev.example.com" },
  direct: { invokers: { "nightly-report": "arn:aws:iam::444444444444:role/dev-nightly-report" } },
  backends: { catalog: { address: "https://catalog.dev.example.com", vpcLink: "vpc" } },
  vpcLinks: {
    vpc: {
      listeners: {
        443: {
          addresses: ["10.10.0.10", "10.20.0.10"],
          healthCheckPath: "/health",
          certificateArn: "${backend}" as "arn:aws:acm:eu-west-1::certificate/",
        },
      },
    },
  },
  cache: { size: "0.5" },
  realtime: { host: "realtime.dev.example.com", throttle: { rateLimit: 50, burstLimit: 100 } },
  state: { backend: "local" },
  ci: { repository: "example/orders" },
  alarms: { notify: ["operations@example.com", "arn:aws:sns:eu-west-1:${account}:on-call"], thresholds: { serverErrors: 5 } },
  encryption: { customerManagedKey: true },
  tags: { Team: "orders", CostCenter: "shop-dev" },
});
`;

describe("dev with every optional part", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Stack[];

  beforeAll(async () => {
    standIn = await StandIn.start(account);
    workspace = new Workspace(standIn);
    const aws = awsOf(workspace);
    const secret = "dev/origin-verify";
    await aws.secret(secret, "0123456789abcdef0123456789abcdef");
    const edge = await aws.certificate("us-east-1", "edge.dev.example.com");
    const distribution = await aws.certificate("us-east-1", "www.dev.example.com");
    const backend = await aws.certificate("eu-west-1", "catalog.dev.example.com");
    pin(workspace, everything({ edge, distribution, backend, secret }));
    takeNoSignatures(workspace);
    const synthesized = await workspace.synthesize();
    stacks = [...synthesized.values()].filter(({ name }) => name.startsWith("dev-"));
    await standIn.forgetCalls();
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  const named = (name: string) => stacks.find((stack) => stack.name === `dev-${name}`)!;

  test("all stacks are there", () => {
    const doors = ["edge", "private", "regional"];
    const names = ["balancer", "data", "direct", "events", "network", "operations", "realtime", ...doors].toSorted();
    expect(stacks.map(({ name }) => name).toSorted()).toEqual(names.map((name) => `dev-${name}`));
  });

  test("they are valid, plan once what they look up is there, and are applied", async () => {
    for (const level of inLevels(stacks)) {
      for (const stack of level) {
        progress(`init and plan ${stack.name}`);
        await stack.init();
        const { diagnostics, changes } = await stack.outline();
        expect(diagnostics).toEqual([]);
        expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(["create"]));
      }
      progress(`apply ${level.map(({ name }) => name).join(", ")}`);
      await Promise.all(level.map((stack) => stack.applyPlan()));
    }
  });

  test("CI's deploy role may make every call that this took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });

  test("what exists is what the states have, and what was there before", async () => {
    const { leftOver, gone } = await compare(standIn, stacks);
    expect(gone).toEqual([]);
    expect(leftOver.map((id) => id.split(" ")[0])).toEqual(existing);
  });

  test("a second plan finds no change in any stack", async () => {
    await standIn.forgetCalls();
    const changed: Record<string, string> = {};
    for (const stack of stacks) {
      progress(`plan ${stack.name}`);
      const change = await stack.change();
      if (change) changed[stack.name] = change;
    }
    expect(changed).toEqual({});
  });

  test("CI's plan role may make every call that planning took", async () => {
    expect(await callsBeyond(workspace, "plan")).toEqual([]);
  });

  test("everything that takes tags has those of the environment, but what was there before", async () => {
    const without = await untagged(standIn, { Environment: "dev", CostCenter: "shop-dev" });
    expect(without.map((id) => id.split(" ")[0])).toEqual(existing);
  });

  test("the load balancer forwards to the function's alias, which it may invoke", async () => {
    const state = await named("balancer").state();
    const the = (type: string) => state.find((resource) => resource.type === type)!.values;
    expect(the("aws_lb_target_group_attachment").target_id).toBe(the("aws_lambda_alias").arn);
    expect(the("aws_lambda_permission")).toMatchObject({
      source_arn: the("aws_lb_target_group").arn,
      qualifier: the("aws_lambda_alias").name,
    });
    expect(the("aws_lb_listener_rule").listener_arn).toBe(the("aws_lb_listener").arn);
  });

  test("outputs name what callers of the load balancer and of the functions need", async () => {
    expect(await named("balancer").outputs()).toMatchObject({ url_v1: "https://balancer.dev.example.com/v1" });
    expect(await named("direct").outputs()).toMatchObject({
      role_nightly_report: `arn:aws:iam::${account}:role/shop-dev-invoke-nightly-report`,
      function_arn_orders: `arn:aws:lambda:eu-west-1:${account}:function:shop-dev-orders-direct:live`,
      failures_orders: "shop-dev-orders-failures",
    });
  });

  test("docs/recovery.md knows every type", () => {
    const known = new Set([...rows.map(({ type }) => type), ...settings]);
    expect(stacks.flatMap(({ types }) => types).filter((type) => !known.has(type))).toEqual([]);
  });

  test("destroying leaves what was there before", async () => {
    await destroy(stacks);
    const types = (await standIn.resources()).map(({ type }) => type);
    expect(types).toEqual(existing);
  });

  test("CI's deploy role may make every call that destroying took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });
});
