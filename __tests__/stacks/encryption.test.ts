import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing } from "cdktf";
import { service } from "../../contract";
import { EnvironmentStack } from "../../stacks/environment-stack";
import { unsigned } from "./unsigned-service";
import { environments, stackNamed, SynthesizedStack, synthesize } from "./synthesis";

const prod = environments.find(({ name }) => name === "prod")!;
const lookedUp = "${data.aws_kms_alias.key.target_key_arn}";

/** Argument that takes the key, of every type of resource that takes one. */
const keyArguments: Record<string, string> = {
  aws_cloudwatch_log_group: "kms_key_id",
  aws_kinesis_stream: "kms_key_id",
  aws_lambda_function: "kms_key_arn",
  aws_sns_topic: "kms_master_key_id",
  aws_sqs_queue: "kms_master_key_id",
};

test.each(environments.filter(({ encryption }) => encryption?.customerManagedKey).map(({ name }) => name))(
  "everything of %s that takes a key has the environment's own",
  (name) => {
    for (const stack of Object.values(synthesize()).filter((each) => each.name.startsWith(`${name}-`)))
      for (const [type, argument] of Object.entries(keyArguments))
        for (const resource of Object.values(stack.all(type))) expect(resource[argument]).toBe(lookedUp);
    for (const table of Object.values(stackNamed(`${name}-data`).all("aws_dynamodb_table")))
      expect(table.server_side_encryption).toEqual({ enabled: true, kms_key_arn: "${aws_kms_key.key.arn}" });
  },
);

test("what a stack makes in another region has no key of this one", () => {
  const cloudFront = { host: "www.example.com", originVerifySecret: "prod/origin-verify" };
  const stack = synthesize([{ ...prod, cloudFront }], unsigned)["prod-regional"]!;
  const groups = Object.values(stack.all("aws_cloudwatch_log_group"));
  const elsewhere = groups.filter(({ provider }) => provider !== undefined);
  expect(elsewhere.map(({ provider }) => provider)).toEqual(["aws.us_east_1", "aws.us_east_1"]);
  for (const group of elsewhere) expect(group).not.toHaveProperty("kms_key_id");
  expect(groups.filter(({ kms_key_id: key }) => key === lookedUp)).toHaveLength(groups.length - elsewhere.length);
});

test("a queue has the key instead of SQS's own", () => {
  class Queues extends EnvironmentStack {
    constructor() {
      super(Testing.app(), "queues", prod, service);
      new SqsQueue(this, "queue", { name: "shop-prod-queue", sqsManagedSseEnabled: true });
    }
  }
  const stack = new SynthesizedStack("prod-queues", Testing.synth(new Queues(), true));
  expect(stack.the("aws_sqs_queue")).toMatchObject({ kms_master_key_id: lookedUp });
  expect(stack.the("aws_sqs_queue")).not.toHaveProperty("sqs_managed_sse_enabled");
});

test("dev has no key and looks none up", () => {
  for (const stack of Object.values(synthesize()).filter(({ name }) => name.startsWith("dev-")))
    expect(stack.text.replaceAll('"kms_key_id": "alias/aws/kinesis"', "")).not.toContain("kms");
});

test("stacks find the key by the alias that the data stack gives it", () => {
  expect(stackNamed("prod-data").the("aws_kms_alias")).toMatchObject({
    name: "alias/shop-prod",
    target_key_id: "${aws_kms_key.key.key_id}",
  });
  expect(stackNamed("prod-edge").json.data?.aws_kms_alias).toMatchObject({ key: { name: "alias/shop-prod" } });
});

test("the network plans on an empty account: it looks no key up", () => {
  expect(stackNamed("prod-network").json.data).toBeUndefined();
});

describe("the key", () => {
  const key = () => stackNamed("prod-data").the("aws_kms_key");

  test("is rotated, kept 30 days before it goes, and protected where the environment says so", () => {
    expect(key()).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
  });

  test("is used by the account's roles, by Logs for the environment's groups, by alarms of the account: by nobody else", () => {
    const { Statement: statements } = JSON.parse(String(key().policy)) as {
      Statement: { Principal: unknown; Condition?: unknown }[];
    };
    const group = (name: string) => `arn:aws:logs:eu-west-1:333333333333:log-group:${name}`;
    expect(statements.map(({ Principal, Condition }) => [Principal, Condition])).toEqual([
      [{ AWS: "arn:aws:iam::333333333333:root" }, undefined],
      [
        { Service: "logs.eu-west-1.amazonaws.com" },
        {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": [
              group("/aws/lambda/shop-prod-*"),
              group("/aws/apigateway/shop-prod-*"),
              group("/aws/apigateway/*/prod"),
              group("API-Gateway-Execution-Logs_*/prod"),
              group("aws-waf-logs-shop-prod-*"),
              group("/aws/kinesisfirehose/shop-prod-*"),
              group("/aws/vendedlogs/states/shop-prod-*"),
            ],
          },
        },
      ],
      [{ Service: "cloudwatch.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": "333333333333" } }],
    ]);
  });

  test("may encrypt every log group that the environment has", () => {
    const patterns = [
      /^\/aws\/lambda\/shop-prod-/,
      /^\/aws\/apigateway\/shop-prod-/,
      /^\/aws\/apigateway\/.*\/prod$/,
      /^API-Gateway-Execution-Logs_.*\/prod$/,
      /^aws-waf-logs-shop-prod-/,
      /^\/aws\/kinesisfirehose\/shop-prod-/,
      /^\/aws\/vendedlogs\/states\/shop-prod-/,
    ];
    const names = Object.values(synthesize([prod])).flatMap((stack) =>
      Object.values(stack.all("aws_cloudwatch_log_group")).map(({ name }) => String(name)),
    );
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !patterns.some((pattern) => pattern.test(name)))).toEqual([]);
  });
});
