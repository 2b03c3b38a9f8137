import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStacks, refuseForeignCode, stacksOf } from "../../tools/deployment/stack";

const plain = {
  "//": { ci: { environment: "prod", plan_role: "arn:aws:iam::333333333333:role/p", deploy_role: "arn:d" } },
  terraform: {
    backend: { s3: { bucket: "state" } },
    required_providers: { aws: { source: "aws", version: "5.100.0" } },
    required_version: ">=1.11.0",
  },
  provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["333333333333"], max_retries: 25 }] },
  data: { aws_route53_zone: { zone: { name: "example.com" } } },
  resource: { aws_dynamodb_table: { orders: { name: "orders" } } },
};

let output: string;

beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), "stacks-"));
});

afterEach(() => {
  rmSync(output, { recursive: true });
});

/** Writes synthesized stacks: dependencies by name, configuration for all of them. */
function write(dependencies: Record<string, string[]>, configuration: object = plain): void {
  const stacks: Record<string, object> = {};
  for (const [name, list] of Object.entries(dependencies)) {
    stacks[name] = { name, dependencies: list, workingDirectory: `stacks/${name}` };
    mkdirSync(join(output, "stacks", name), { recursive: true });
    writeFileSync(join(output, "stacks", name, "cdk.tf.json"), JSON.stringify(configuration));
  }
  writeFileSync(join(output, "manifest.json"), JSON.stringify({ stacks }));
}

describe("the stacks of an environment", () => {
  test("come in the order of their dependencies", () => {
    write({ "prod-edge": ["prod-network", "prod-data"], "prod-network": ["prod-data"], "prod-data": [] });
    expect(stacksOf("prod", readStacks(output)).map(({ name }) => name)).toEqual([
      "prod-data",
      "prod-network",
      "prod-edge",
    ]);
  });

  test("know their backend, region and roles", () => {
    write({ "prod-data": [] });
    expect(readStacks(output)[0]).toMatchObject({
      backend: "s3",
      ci: { environment: "prod", region: "eu-west-1", planRole: "arn:aws:iam::333333333333:role/p" },
    });
  });

  test("of an unknown environment are none, and the known ones are named", () => {
    write({ "prod-data": [], "dev-data": [], "account-333333333333-eu-west-1": [] });
    expect(() => stacksOf("test", readStacks(output))).toThrow("environment: expected one of dev, prod, got test");
  });

  test("are asked for when nothing was synthesized", () => {
    expect(() => readStacks(join(output, "nowhere"))).toThrow(
      /expected synthesized stacks, got none: run npm run synth/,
    );
  });
});

describe("a stack that is planned with credentials", () => {
  const refuse = (change: object) => () => {
    write({ "prod-data": [] }, { ...plain, ...change });
    refuseForeignCode(readStacks(output)[0]!);
  };

  test("may hold what ours hold", () => {
    expect(refuse({})).not.toThrow();
  });

  test.each<[string, object, RegExp]>([
    ["a data source that runs a program", { data: { external: { e: { program: ["sh"] } } } }, /type external/],
    ["a data source that calls an address", { data: { http: { h: { url: "https://example.net" } } } }, /type http/],
    [
      "another provider",
      { terraform: { ...plain.terraform, required_providers: { x: { source: "example/x" } } } },
      /provider example\/x/,
    ],
    ["another backend", { terraform: { ...plain.terraform, backend: { http: {} } } }, /backend http/],
    [
      "another endpoint",
      { provider: { aws: [{ region: "eu-west-1", endpoints: [{ sts: "https://example.net" }] }] } },
      /provider argument endpoints/,
    ],
    ["another role", { provider: { aws: [{ assume_role: [{ role_arn: "arn" }] }] } }, /provider argument assume_role/],
    ["a module", { module: { m: { source: "example/m" } } }, /block module/],
    [
      "a provisioner",
      { resource: { aws_dynamodb_table: { t: { provisioner: [{ "local-exec": {} }] } } } },
      /provisioner in aws_dynamodb_table\.t/,
    ],
    ["another kind of resource", { resource: { null_resource: { n: {} } } }, /type null_resource/],
  ])("may not hold %s", (_, change, message) => {
    expect(refuse(change)).toThrow(message);
  });

  test("may have no other configuration beside it", () => {
    write({ "prod-data": [] });
    const [stack] = readStacks(output);
    writeFileSync(join(stack!.folder, "more.tf"), "");
    expect(() => refuseForeignCode(stack!)).toThrow(/file more\.tf/);
  });
});
