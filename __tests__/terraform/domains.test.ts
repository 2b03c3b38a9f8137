import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { awsOf } from "./aws-cli";
import { callsBeyond } from "./ci-permissions";
import { pin, takeNoSignatures } from "./pins";
import { progress } from "./process";
import { destroy, type Stack } from "./stack";
import { StandIn } from "./stand-in";
import { Workspace } from "./workspace";

const account = "111111111111";

/** Dev, with other pins for how it is reached. */
const dev = (pins: string) => `
import { defineEnvironment } from "../environment";

export default defineEnvironment({
  name: "dev",
  account: "${account}",
  region: "eu-west-1",
  stage: "dev",
  throttle: { rateLimit: 50, burstLimit: 100 },
  backends: { catalog: "https://catalog.dev.example.com" },
  logs: { retentionDays: 14 },
  deletionProtection: false,
  lambda: { memorySize: 512, timeout: 10 },
  usagePlans: { standard: { rateLimit: 10, burstLimit: 20, keys: ["parcel-service"] } },
  userPool: { callbackUrls: ["http://localhost:3000/signed-in"], logoutUrls: ["http://localhost:3000/"] },
  state: { backend: "local" },
  ci: { repository: "example/orders" },
${pins}
});
`;

describe("an existing certificate, DNS elsewhere and mutual TLS", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let edgeCertificate: string;
  let stacks: Map<string, Stack>;
  const deployed = ["dev-data", "dev-network", "dev-regional", "dev-edge"];

  beforeAll(async () => {
    standIn = await StandIn.start(account);
    workspace = new Workspace(standIn);
    const aws = awsOf(workspace);
    edgeCertificate = await aws.certificate("us-east-1", "*.dev.example.com");
    await aws.versionedBucket("example-truststore");
    const version = await aws.object("example-truststore", "clients.pem", "-----BEGIN CERTIFICATE-----");
    pin(workspace, environment(edgeCertificate, version));
    stacks = await workspace.synthesize();
    await standIn.forgetCalls();
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  const environment = (edge: string, version: string) =>
    dev(`
  doors: ["regional", "edge"],
  domain: {
    zone: "dev.example.com",
    dns: "elsewhere",
    hosts: { regional: "api.dev.example.com", edge: "edge.dev.example.com" },
  },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1" },
  certificateArn: { edge: "${edge}" as "arn:aws:acm:us-east-1::certificate/" },
  certificateName: { edge: "*.dev.example.com" },
  mutualTls: { truststore: { bucket: "example-truststore", key: "clients.pem", version: "${version}" } },`);

  test("the network stack requests what is missing and says which record proves it", async () => {
    await deploy(stacks, "dev-data", "dev-network");
    const outputs = await stacks.get("dev-network")!.outputs();
    expect(outputs).toMatchObject({ certificate_regional_cname_name: expect.stringContaining("api.dev.example.com") });
    expect(Object.keys(outputs)).toEqual(["certificate_regional_cname_name", "certificate_regional_cname_target"]);
  });

  test("both doors are valid, and are deployed with their certificates", async () => {
    await deploy(stacks, "dev-regional", "dev-edge");
    expect(await stacks.get("dev-edge")!.outputs()).toMatchObject({ alias_cname_name: "edge.dev.example.com" });
    const [edge] = (await stacks.get("dev-edge")!.state()).filter(({ type }) => type === "aws_api_gateway_domain_name");
    expect(edge!.values.certificate_arn).toBe(edgeCertificate);
  });

  test("CI's deploy role may make every call that deploying took", async () => {
    expect(await callsBeyond(workspace, "deploy")).toEqual([]);
  });

  test("a second plan finds no change", async () => {
    for (const name of deployed) expect(await stacks.get(name)!.change()).toBeUndefined();
  });

  test.each([
    [
      "is not issued under that name",
      "*.dev.example.com",
      "*.test.example.com",
      "reading ACM Certificates: empty result",
    ],
    [
      "is another of that name",
      "certificate/",
      "certificate/0",
      "got another as the last that ACM issued for *.dev.example.com",
    ],
    [
      "is for other names",
      String.raw`*.dev.example.com\"`,
      String.raw`*.far.example.com\"`,
      "got one for other names only",
    ],
  ])("the plan fails when the certificate %s", async (_what, from, to, message) => {
    const stack = stacks.get("dev-edge")!;
    expect(await planError(stack, from, to)).toContain(message);
  });

  test("goes down as it came up", async () => {
    await destroy(deployed.map((name) => stacks.get(name)!));
    const types = (await standIn.resources()).map(({ type }) => type);
    expect(types.toSorted()).toEqual(["aws_acm_certificate", "aws_s3_bucket"]);
  });
});

describe("a distribution in front of the regional door", () => {
  const secretName = "dev/origin-verify";
  const secret = "0123456789abcdef0123456789abcdef";
  const deployed = ["dev-data", "dev-network", "dev-regional"];
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Map<string, Stack>;

  beforeAll(async () => {
    standIn = await StandIn.start(account);
    workspace = new Workspace(standIn);
    const aws = awsOf(workspace);
    const certificate = await aws.certificate("us-east-1", "www.dev.example.com");
    await aws.secret(secretName, secret);
    await aws.secret("dev/short", "0123456789abcdef");
    pin(workspace, environment(certificate));
    takeNoSignatures(workspace);
    stacks = await workspace.synthesize();
    await deploy(stacks, "dev-data", "dev-network");
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  const environment = (certificate: string) =>
    dev(`
  doors: ["regional"],
  domain: { zone: "dev.example.com", hosts: { regional: "api.dev.example.com" } },
  certificateRegion: { regional: "eu-west-1" },
  cloudFront: {
    host: "www.dev.example.com",
    certificateArn: "${certificate}" as "arn:aws:acm:us-east-1::certificate/",
    originVerifySecret: "${secretName}",
  },`);

  test("the plan fails when the secret is too short to be one", async () => {
    const stack = stacks.get("dev-regional")!;
    await stack.init();
    const error = await planError(stack, secretName, "dev/short");
    expect(error).toContain("secret dev/short: expected 32 to 128 printable characters");
    expect(error).not.toContain("0123456789abcdef");
  });

  test("is valid, and is deployed with a door that is shut for all others", async () => {
    await deploy(stacks, "dev-regional");
    const state = await stacks.get("dev-regional")!.state();
    const values = (address: string) => state.find((managed) => managed.address === address)!.values;
    expect(JSON.stringify(values("aws_cloudfront_distribution.distribution").origin)).toContain(secret);
    expect(JSON.stringify(values("aws_wafv2_rule_group.origin_verification").rule)).toContain(secret);
    expect(values("aws_wafv2_web_acl_association.orders_v1_web_acl").web_acl_arn).toBe(
      values("aws_wafv2_web_acl.web_acl").arn,
    );
  });

  test("a second plan finds no change", async () => {
    for (const name of deployed) expect(await stacks.get(name)!.change()).toBeUndefined();
  });

  test("a plan that sends another secret does not show it", async () => {
    await awsOf(workspace).replaceSecret(secretName, secret.toUpperCase());
    const shown = stripVTControlCharacters((await stacks.get("dev-regional")!.change()) ?? "");
    expect(shown).toContain("aws_cloudfront_distribution.distribution will be updated in-place");
    expect(shown).not.toMatch(new RegExp(secret, "i"));
  });

  test("goes down as it came up", async () => {
    await destroy(deployed.map((name) => stacks.get(name)!));
    const types = (await standIn.resources()).map(({ type }) => type);
    expect(types).toEqual(["aws_acm_certificate"]);
  });
});

/** What a plan complains of when a text of the configuration is another; without the lines that Terraform breaks it into. */
async function planError(stack: Stack, from: string, to: string): Promise<string> {
  const file = join(stack.folder, "cdk.tf.json");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, before.replaceAll(from, to));
  try {
    await stack.plan();
  } catch (error) {
    return stripVTControlCharacters(String(error)).replaceAll(/[\s│]+/g, " ");
  } finally {
    writeFileSync(file, before);
  }
  return "";
}

/** Initializes, plans and applies stacks. */
async function deploy(stacks: Map<string, Stack>, ...names: string[]): Promise<void> {
  for (const name of names) {
    progress(`init, plan and apply ${name}`);
    const stack = stacks.get(name)!;
    await stack.init();
    expect((await stack.outline()).diagnostics).toEqual([]);
    await stack.applyPlan();
  }
}
