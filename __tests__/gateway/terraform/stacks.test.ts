import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Configuration } from "../../../tools/gateway/terraform/configuration";
import { writeStack } from "../stack-folder";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-stacks-"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Writes one folder per stack and gives the first resource of that type and label. */
function read(stacks: Record<string, object>, type: string) {
  const folders = Object.entries(stacks).map(([name, json]) => writeStack(join(root, name), json));
  const [found] = new Configuration(folders).resources(type);
  return found!;
}

describe("a reference", () => {
  test("to an argument of another resource has that argument's value", () => {
    const alias = read(
      {
        app: {
          locals: { name: "orders" },
          resource: {
            aws_lambda_function: { fn: { function_name: "${local.name}-fn" } },
            aws_lambda_alias: { live: { name: "live", function_name: "${aws_lambda_function.fn.function_name}" } },
          },
        },
      },
      "aws_lambda_alias",
    );
    expect(alias.get("function_name")).toBe("orders-fn");
  });

  test("to what AWS computes has a value of AWS's shape, the same at every start", () => {
    const json = {
      provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["111122223333"] }] },
      resource: {
        aws_lambda_function: { fn: { function_name: "orders" } },
        aws_lambda_alias: { live: { name: "live", function_name: "${aws_lambda_function.fn.arn}" } },
      },
    };
    const alias = read({ app: json }, "aws_lambda_alias");
    expect(alias.get("invoke_arn")).toBe(
      "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:orders:live/invocations",
    );
    const api = () =>
      read({ app: { resource: { aws_api_gateway_rest_api: { api: { name: "x" } } } } }, "aws_api_gateway_rest_api");
    expect(api().get("id")).toMatch(/^[0-9a-z]{10}$/);
    expect(api().get("id")).toBe(api().get("id"));
  });

  test("is evaluated only when it is asked for", () => {
    const table = read(
      {
        app: {
          resource: { aws_dynamodb_table: { t: { name: "t", hash_key: "pk", tags: { x: "${unknown_function()}" } } } },
        },
      },
      "aws_dynamodb_table",
    );
    expect(table.get("name")).toBe("t");
    expect(() => table.get("tags")).toThrow("stack app: aws_dynamodb_table.t.tags: function unknown_function()");
  });

  test("in a circle fails by name", () => {
    const table = read(
      { app: { resource: { aws_dynamodb_table: { t: { name: "${aws_dynamodb_table.t.name}" } } } } },
      "aws_dynamodb_table",
    );
    expect(() => table.get("name")).toThrow(
      "stack app: aws_dynamodb_table.t.name: expected a value, got a reference to itself",
    );
  });

  test("uses the provider alias of its resource", () => {
    const certificate = read(
      {
        app: {
          provider: {
            aws: [{ region: "eu-west-1" }, { alias: "us", region: "us-east-1", allowed_account_ids: ["1"] }],
          },
          resource: { aws_acm_certificate: { c: { provider: "aws.us", domain_name: "x" } } },
        },
      },
      "aws_acm_certificate",
    );
    expect(certificate.get("arn")).toMatch(/^arn:aws:acm:us-east-1:1:certificate\/[0-9a-f-]{36}$/);
  });
});

test("count, for_each and dynamic blocks are spelled out", () => {
  const folder = writeStack(join(root, "app"), {
    resource: {
      aws_sqs_queue: {
        counted: { count: 2, name: "q-${count.index}" },
        each: { for_each: '${toset(["a", "b"])}', name: "${each.key}-${each.value}" },
      },
      aws_dynamodb_table: {
        t: {
          name: "${aws_sqs_queue.counted[1].name}",
          dynamic: { attribute: { for_each: ["pk"], content: { name: "${attribute.value}", type: "S" } } },
        },
      },
    },
  });
  const configuration = new Configuration([folder]);
  expect(configuration.resources("aws_sqs_queue").map((q) => [q.address, q.get("name")])).toEqual([
    ["aws_sqs_queue.counted[0]", "q-0"],
    ["aws_sqs_queue.counted[1]", "q-1"],
    ['aws_sqs_queue.each["a"]', "a-a"],
    ['aws_sqs_queue.each["b"]', "b-b"],
  ]);
  const [table] = configuration.resources("aws_dynamodb_table");
  expect(table!.get("name")).toBe("q-1");
  expect(table!.blocks("attribute")).toEqual([{ name: "pk", type: "S" }]);
});

describe("a data source", () => {
  const network = {
    resource: {
      aws_api_gateway_vpc_link: { link: { name: "shop-dev-vpc", target_arns: [] } },
      aws_route53_zone: { zone: { name: "dev.example.com" } },
      aws_vpc: { vpc: { cidr_block: "10.0.0.0/16", tags: { Name: "dev" } } },
      aws_vpc_endpoint: { api: { vpc_id: "${aws_vpc.vpc.id}", service_name: "com.amazonaws.eu-west-1.execute-api" } },
    },
  };

  test("finds what another loaded stack declares, by arguments, tags and filters", () => {
    const record = read(
      {
        network,
        door: {
          data: {
            aws_vpc: { vpc: { filter: { name: "tag:Name", values: ["dev"] } } },
            aws_vpc_endpoint: {
              api: { vpc_id: "${data.aws_vpc.vpc.id}", service_name: "com.amazonaws.eu-west-1.execute-api" },
            },
            aws_route53_zone: { zone: { name: "dev.example.com.", private_zone: false } },
            aws_api_gateway_vpc_link: { link: { name: "shop-dev-vpc" } },
          },
          resource: {
            aws_route53_record: {
              r: {
                zone_id: "${data.aws_route53_zone.zone.zone_id}",
                name: "${data.aws_vpc_endpoint.api.id}",
                set_identifier: "${data.aws_api_gateway_vpc_link.link.id}",
              },
            },
          },
        },
      },
      "aws_route53_record",
    );
    expect(record.get("zone_id")).toMatch(/^Z[0-9A-Z]{20}$/);
    expect(record.get("name")).toMatch(/^vpce-[0-9a-f]{17}$/);
    expect(record.get("set_identifier")).toMatch(/^[0-9a-z]{10}$/);
  });

  test("that no loaded stack answers fails by name", () => {
    const record = read(
      {
        door: {
          data: { aws_route53_zone: { zone: { name: "dev.example.com" } } },
          resource: { aws_route53_record: { r: { zone_id: "${data.aws_route53_zone.zone.zone_id}" } } },
        },
      },
      "aws_route53_record",
    );
    expect(() => record.get("zone_id")).toThrow(
      'stack door: data.aws_route53_zone.zone.zone_id: expected one aws_route53_zone with name "dev.example.com" in the loaded stacks (door), got none',
    );
  });

  test("aws_iam_policy_document becomes policy JSON", () => {
    const policy = read(
      {
        app: {
          data: {
            aws_iam_policy_document: {
              p: {
                statement: [
                  {
                    effect: "Deny",
                    principals: [{ type: "*", identifiers: ["*"] }],
                    actions: ["execute-api:Invoke"],
                    resources: ["*"],
                    condition: [{ test: "StringNotEquals", variable: "aws:SourceVpce", values: ["vpce-1"] }],
                  },
                ],
              },
            },
          },
          resource: { aws_api_gateway_rest_api_policy: { p: { policy: "${data.aws_iam_policy_document.p.json}" } } },
        },
      },
      "aws_api_gateway_rest_api_policy",
    );
    expect(JSON.parse(policy.text("policy"))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } },
        },
      ],
    });
  });

  test("terraform_remote_state reads the outputs of the other loaded stack", () => {
    const fn = read(
      {
        data: {
          resource: { aws_dynamodb_table: { t: { name: "orders" } } },
          output: { table: { value: "${aws_dynamodb_table.t.name}" } },
        },
        app: {
          data: {
            terraform_remote_state: {
              "cross-stack-reference-input-data": { backend: "local", config: { path: "terraform.data.tfstate" } },
            },
          },
          resource: {
            aws_lambda_function: {
              fn: { function_name: "${data.terraform_remote_state.cross-stack-reference-input-data.outputs.table}-fn" },
            },
          },
        },
      },
      "aws_lambda_function",
    );
    expect(fn.get("function_name")).toBe("orders-fn");
  });
});

describe("a folder", () => {
  test("without cdk.tf.json is refused", () => {
    expect(() => new Configuration([root])).toThrow(`${root}: expected a stack folder with cdk.tf.json, got none`);
  });

  test("with invalid JSON is refused", () => {
    const folder = writeStack(join(root, "broken"), "{ not json");
    expect(() => new Configuration([folder])).toThrow(/broken\/cdk\.tf\.json: expected JSON, got /);
  });

  test("twice is refused", () => {
    const folder = writeStack(join(root, "app"), {});
    expect(() => new Configuration([folder, folder])).toThrow("stack app: expected one folder of that name, got two");
  });
});

describe("blocks", () => {
  test("may be lists of blocks wherever they may be one", () => {
    const queue = read(
      {
        app: {
          provider: [{ aws: { region: "eu-west-1" } }, { aws: { alias: "us", region: "us-east-1" } }],
          locals: [{ a: "x" }, { b: "${local.a}y" }],
          resource: [
            { aws_sqs_queue: [{ q: [{ name: "${local.b}", provider: "aws.us" }] }] },
            { aws_sqs_queue: { other: { name: "o" } } },
          ],
        },
      },
      "aws_sqs_queue",
    );
    expect([queue.get("name"), queue.get("arn")]).toEqual(["xy", "arn:aws:sqs:us-east-1:000000000000:xy"]);
    expect(queue.stack.resources("aws_sqs_queue")).toHaveLength(2);
  });

  test("are generated by dynamic blocks in dynamic blocks", () => {
    const policy = read(
      {
        app: {
          data: {
            aws_iam_policy_document: {
              p: {
                dynamic: {
                  statement: {
                    for_each: { Allow: ["a", "b"], Deny: [] },
                    iterator: "rule",
                    content: {
                      effect: "${rule.key}",
                      actions: "${rule.value}",
                      dynamic: {
                        principals: {
                          for_each: '${toset(rule.key == "Allow" ? ["AWS"] : [])}',
                          content: { type: "${principals.value}", identifiers: ["*"] },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          resource: { aws_api_gateway_rest_api_policy: { p: { policy: "${data.aws_iam_policy_document.p.json}" } } },
        },
      },
      "aws_api_gateway_rest_api_policy",
    );
    expect(JSON.parse(policy.text("policy"))).toMatchObject({
      Statement: [{ Effect: "Allow", Action: ["a", "b"], Principal: { AWS: "*" } }, { Effect: "Deny" }],
    });
  });

  test("with for_each over a set have its elements as keys, with count an index", () => {
    const json = {
      resource: {
        aws_sqs_queue: {
          each: { for_each: '${toset(["b", "a"])}', name: "${each.key}-${each.value}" },
          none: { count: "${false ? 1 : 0}", name: "${count.index}" },
          wrong: { count: 1, name: "${each.key}" },
        },
        aws_sns_topic: {
          t: { name: '${aws_sqs_queue.each["b"].name} ${join(",", values(aws_sqs_queue.each)[*].name)}' },
        },
      },
    };
    const topic = read({ app: json }, "aws_sns_topic");
    expect(topic.get("name")).toBe("b-b a-a,b-b");
    const queues = topic.stack.resources("aws_sqs_queue");
    expect(queues.map((queue) => queue.address)).toEqual([
      'aws_sqs_queue.each["a"]',
      'aws_sqs_queue.each["b"]',
      "aws_sqs_queue.wrong[0]",
    ]);
    expect(() => queues[2]!.get("name")).toThrow("each: expected a block with for_each, got one without");
  });

  test.each([
    ["count", { count: "many" }, 'aws_sqs_queue.q: expected a number, got "many"'],
    ["for_each", { for_each: "${null}" }, "aws_sqs_queue.q: expected a map, got null"],
  ])("with a %s that is none are refused by name", (_, repetition, message) => {
    expect(() =>
      read({ app: { resource: { aws_sqs_queue: { q: { ...repetition, name: "q" } } } } }, "aws_sqs_queue"),
    ).toThrow(message);
  });
});

test("what only AWS knows is never taken for an error that try() may pass over", () => {
  const topic = read(
    {
      app: {
        resource: {
          aws_sqs_queue: { q: { name: "q" } },
          aws_sns_topic: { t: { name: '${try(aws_sqs_queue.q.unheard_of, "fallback")}' } },
        },
      },
    },
    "aws_sns_topic",
  );
  expect(() => topic.get("name")).toThrow(
    'aws_sqs_queue.q.unheard_of: expected an attribute that is declared or that the local gateway can compute, got "unheard_of"',
  );
});

test("the workspace is the one of TF_WORKSPACE", () => {
  process.env["TF_WORKSPACE"] = "blue";
  const topic = read(
    { app: { resource: { aws_sns_topic: { t: { name: "${terraform.workspace}" } } } } },
    "aws_sns_topic",
  );
  expect(topic.get("name")).toBe("blue");
  delete process.env["TF_WORKSPACE"];
});

test("a function has the ARN by which API Gateway streams its answer", () => {
  const topic = read(
    {
      app: {
        provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["1"] }] },
        resource: {
          aws_lambda_function: { f: { function_name: "f" } },
          aws_sns_topic: { t: { name: "${aws_lambda_function.f.response_streaming_invoke_arn}" } },
        },
      },
    },
    "aws_sns_topic",
  );
  expect(topic.get("name")).toBe(
    "arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/arn:aws:lambda:eu-west-1:1:function:f/response-streaming-invocations",
  );
});

test("aws_iam_policy_document puts source and overriding documents, principals and conditions together", () => {
  const statement = (sid: string, action: string) => ({ sid, actions: [action], resources: ["*"] });
  const policy = read(
    {
      app: {
        data: {
          aws_iam_policy_document: {
            base: { statement: [statement("a", "x:1"), statement("b", "x:2")] },
            late: { statement: [statement("b", "x:3")] },
            p: {
              source_policy_documents: ["${data.aws_iam_policy_document.base.json}"],
              override_policy_documents: ["${data.aws_iam_policy_document.late.json}"],
              statement: {
                ...statement("c", "x:4"),
                resources: ["arn:aws:s3:::b/&{aws:username}"],
                principals: [
                  { type: "AWS", identifiers: ["1"] },
                  { type: "AWS", identifiers: ["2"] },
                ],
                condition: [
                  { test: "StringEquals", variable: "v", values: ["1"] },
                  { test: "StringEquals", variable: "v", values: ["2"] },
                ],
              },
            },
          },
        },
        resource: { aws_api_gateway_rest_api_policy: { p: { policy: "${data.aws_iam_policy_document.p.json}" } } },
      },
    },
    "aws_api_gateway_rest_api_policy",
  );
  expect(JSON.parse(policy.text("policy"))).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Sid: "a", Effect: "Allow", Action: "x:1", Resource: "*" },
      { Sid: "b", Effect: "Allow", Action: "x:3", Resource: "*" },
      {
        Sid: "c",
        Effect: "Allow",
        Action: "x:4",
        Resource: "arn:aws:s3:::b/${aws:username}",
        Principal: { AWS: ["1", "2"] },
        Condition: { StringEquals: { v: ["1", "2"] } },
      },
    ],
  });
});

describe("other providers", () => {
  const resource = {
    random_id: { r: { byte_length: 4, prefix: "api-" } },
    random_string: { r: { length: 40 } },
    random_integer: { r: { min: 5, max: 7 } },
    random_pet: { r: {} },
    random_uuid: { r: {} },
    terraform_data: { r: { input: { a: "b" } } },
  };
  const valueOf = (reference: string) =>
    String(
      read(
        { app: { resource: { ...resource, aws_sns_topic: { t: { name: `\${${reference}}` } } } } },
        "aws_sns_topic",
      ).get("name"),
    );

  test.each([
    ["random_id.r.hex", /^api-[0-9a-f]{8}$/],
    ["random_id.r.dec", /^api-\d+$/],
    ["random_string.r.result", /^[0-9a-z]{40}$/],
    ["random_integer.r.result", /^[567]$/],
    ["random_pet.r.id", /^[0-9a-f]{8}-[0-9a-f]{8}$/],
    ["random_uuid.r.result", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ["terraform_data.r.output.a", /^b$/],
  ])("%s is the same at every start", (reference, shape) => {
    expect(valueOf(reference)).toMatch(shape);
    expect(valueOf(reference)).toBe(valueOf(reference));
  });

  test("template_file renders, local_file reads", () => {
    const folder = writeStack(
      join(root, "app"),
      {
        data: {
          template_file: { t: { template: '${file("t.tpl")}', vars: { name: "you" } } },
          local_file: { f: { filename: "t.tpl" } },
        },
        output: { t: { value: "${data.template_file.t.rendered}" }, f: { value: "${data.local_file.f.content}" } },
      },
      { "t.tpl": "hello ${name}" },
    );
    const [stack] = new Configuration([folder]).stacks;
    expect([stack!.output("t"), stack!.output("f")]).toEqual(["hello you", "hello ${name}"]);
  });
});
