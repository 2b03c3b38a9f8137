import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { service } from "../../contract";
import { addStacks } from "../../stacks";
import { dev, environments, stackNamed, synthesize, synthesizeAnew } from "./synthesis";

const prod = environments.find(({ name }) => name === "prod")!;
const parts = ["data", "direct", "edge", "events", "network", "operations", "private", "realtime", "regional"];

test("every environment has its stacks, and every account and region one for what they share", () => {
  const expected = [
    ...environments.flatMap(({ name, balancer }) =>
      [...parts, ...(balancer ? ["balancer"] : [])].map((part) => `${name}-${part}`),
    ),
    ...environments.map(({ account, region }) => `account-${account}-${region}`),
  ];
  expect(Object.keys(synthesize()).toSorted()).toEqual(expected.toSorted());
});

test("an environment that lacks a door has no stack for it", () => {
  const { doors: _doors, ...pins } = dev;
  const stacks = Object.keys(synthesize([{ ...pins, doors: ["regional"] }]));
  expect(stacks).toContain("dev-regional");
  expect(stacks).not.toContain("dev-edge");
  expect(stacks).not.toContain("dev-private");
});

test("two environments in one account and region share its account stack", () => {
  const twin = {
    ...dev,
    name: "test",
    file: "environments/test/environment.ts",
    domain: { zone: "test.example.com", hosts: { regional: "api.test.example.com" } },
    doors: ["regional"] as const,
    realtime: { ...dev.realtime!, host: "realtime.test.example.com" },
  };
  expect(Object.keys(synthesize([dev, twin])).filter((name) => name.startsWith("account-"))).toEqual([
    "account-111111111111-eu-west-1",
  ]);
});

test("ways in are deployed after what they look up and use", () => {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-manifest-"));
  const app = Testing.app({ outdir });
  addStacks(app, environments);
  app.synth();
  const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  const dependencies = Object.fromEntries(Object.entries(manifest.stacks).map(([name, s]) => [name, s.dependencies]));
  for (const way of ["dev-direct", "dev-realtime", "prod-balancer"])
    expect(dependencies[way]).toEqual(["data", "network"].map((owner) => way.replace(/-.*/, `-${owner}`)));
  for (const door of ["dev-regional", "dev-edge", "dev-private"])
    expect(dependencies[door]).toEqual(["dev-data", "dev-network", "dev-events"]);
  expect(dependencies["dev-events"]).toEqual(["dev-data"]);
  expect(dependencies["dev-network"]).toEqual([]);
  expect(dependencies["dev-data"]).toEqual([]);
  expect(dependencies["dev-operations"]).toEqual(["dev-data"]);
});

test("an existing hosted zone is used and not created", () => {
  const stacks = synthesize([{ ...dev, domain: { ...dev.domain, zoneId: "Z0123456789" } }]);
  expect(stacks["dev-regional"]!.json.data).not.toHaveProperty("aws_route53_zone");
  expect(stacks["dev-regional"]!.all("aws_route53_record").alias_a).toMatchObject({ zone_id: "Z0123456789" });
  expect(stacks["dev-network"]!.all("aws_route53_zone")).not.toHaveProperty("zone");
});

test("an existing VPC with its endpoint is used and not created", () => {
  const network = {
    vpcId: "vpc-1",
    cidr: "10.0.0.0/16",
    subnetIds: ["subnet-1", "subnet-2"],
    vpcEndpointId: "vpce-1",
  } as const;
  const stacks = synthesize([{ ...dev, network }]);
  expect(stacks["dev-network"]!.addresses()).toEqual(["aws_route53_zone.private_zone", "aws_route53_zone.zone"]);
  expect(stacks["dev-private"]!.json.data?.aws_vpc_endpoint?.execute_api).toMatchObject({ id: "vpce-1" });
});

describe("data", () => {
  test.each(environments.map((environment) => [environment.name, environment] as const))(
    "of %s is on demand, encrypted, recoverable, expires records and is protected as pinned",
    (name, { deletionProtection }) => {
      const { orders: table, shipping_rates: rates, ...others } = stackNamed(`${name}-data`).all("aws_dynamodb_table");
      expect(rates).not.toHaveProperty("ttl");
      expect(Object.keys(others)).toContain("credentials");
      for (const other of Object.values(others))
        expect(other).toMatchObject({ ttl: { attribute_name: "expiresAt", enabled: true } });
      expect(table).toMatchObject({
        name: `shop-${name}-orders`,
        billing_mode: "PAY_PER_REQUEST",
        point_in_time_recovery: { enabled: true },
        server_side_encryption: { enabled: true },
        ttl: { attribute_name: "expiresAt", enabled: true },
        deletion_protection_enabled: deletionProtection,
      });
      expect((table!.lifecycle as { prevent_destroy?: boolean }).prevent_destroy ?? false).toBe(deletionProtection);
    },
  );

  test("has the items that are deployed with a table, by their keys", () => {
    expect(stackNamed("dev-data").all("aws_dynamodb_table_item")["shipping_rates_item_IE"]).toMatchObject({
      table_name: "${aws_dynamodb_table.shipping_rates.name}",
      hash_key: "country",
      item: JSON.stringify({ country: { S: "IE" }, price: { N: "490" }, currency: { S: "EUR" }, days: { N: "2" } }),
    });
  });
});

describe("state", () => {
  test("of dev lies in .state of the repository, by a path that is the same on every machine", () => {
    expect(stackNamed("dev-data").json.terraform.backend).toEqual({
      local: { path: "../../../.state/dev-data.tfstate" },
    });
  });

  test.each(["staging", "prod"])("of %s lies encrypted in S3, with a lock file, in the right account only", (name) => {
    const { account } = environments.find((environment) => environment.name === name)!;
    expect(stackNamed(`${name}-edge`).json.terraform.backend).toEqual({
      s3: {
        bucket: `example-${name}-terraform-state`,
        key: `${name}-edge.tfstate`,
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true,
        allowed_account_ids: [account],
      },
    });
  });

  test("of an account lies where its environments keep theirs", () => {
    expect(stackNamed(`account-${prod.account}-eu-west-1`).json.terraform.backend.s3).toMatchObject({
      bucket: "example-prod-terraform-state",
    });
  });

  test("survives a synth", () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-state-"));
    mkdirSync(join(folder, ".state"));
    writeFileSync(join(folder, ".state", "dev-data.tfstate"), "{}");
    for (let synth = 0; synth < 2; synth++) {
      const app = Testing.app({ outdir: join(folder, "cdktf.out") });
      addStacks(app, [dev]);
      app.synth();
    }
    expect(readdirSync(join(folder, ".state"))).toEqual(["dev-data.tfstate"]);
  });
});

test("synthesizing twice writes the same bytes", () => {
  const texts = () => Object.values(synthesizeAnew()).map(({ text }) => text);
  expect(texts()).toEqual(texts());
});

test("no synthesized file holds a path of the machine, or a token that nobody resolved", () => {
  for (const { name, text } of Object.values(synthesize())) {
    const seen = [process.cwd(), tmpdir(), "TfToken[", "<unresolved-token>"].filter((word) => text.includes(word));
    expect({ name, seen }).toEqual({ name, seen: [] });
  }
});

test("uses nothing that later versions of the provider dropped", () => {
  const dropped: Record<string, string[]> = {
    aws_api_gateway_deployment: ["stage_name", "stage_description", "canary_settings"],
    aws_api_gateway_account: ["reset_on_delete"],
    aws_iam_role: ["inline_policy", "managed_policy_arns"],
    aws_s3_bucket: ["acl", "policy", "versioning", "logging", "lifecycle_rule", "server_side_encryption_configuration"],
  };
  const used = Object.values(synthesize()).flatMap((stack) =>
    Object.entries(dropped).flatMap(([type, names]) =>
      Object.values(stack.all(type)).flatMap((resource) => names.filter((name) => name in resource)),
    ),
  );
  expect(used).toEqual([]);
});

test("addresses are the names that the code uses, without a hash", () => {
  expect(stackNamed("dev-data").addresses()).toContain("aws_dynamodb_table.orders");
  for (const { name } of environments)
    for (const address of stackNamed(`${name}-regional`).addresses())
      expect(address).toMatch(/^[a-z0-9_]+\.[a-z0-9_]+$/);
});

test("a service without a function that a route names is refused", () => {
  const { orders: _orders, ...functions } = service.functions;
  expect(() => synthesize([dev], { ...service, functions })).toThrow(
    "shop-dev-orders-regional-v1: expected a function of the service, got orders",
  );
});
