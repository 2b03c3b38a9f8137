import type { Case, Resources } from "./case";

const table = (given: Record<string, unknown> = {}): Resources => ({
  aws_dynamodb_table: { t: { name: "orders", hash_key: "pk", attribute: [{ name: "pk", type: "S" }], ...given } },
});
const lambda = (given: Record<string, unknown>): Resources => ({
  aws_lambda_function: { f: { function_name: "orders", role: "${local.role}", ...given } },
});
const listener = (given: Record<string, unknown>): Resources => ({
  aws_lb_listener: { l: { load_balancer_arn: "${local.balancer}", ...given } },
});
const metrics = { cloudwatch_metrics_enabled: true, metric_name: "door", sampled_requests_enabled: true };
const webAcl = (limit: unknown): Resources => ({
  aws_wafv2_web_acl: {
    w: {
      scope: "REGIONAL",
      default_action: { allow: {} },
      visibility_config: metrics,
      rule: [
        {
          name: "rate",
          priority: 1,
          statement: { rate_based_statement: { limit } },
          visibility_config: metrics,
        },
      ],
    },
  },
});

export const cases: Record<string, Case> = {
  "provider-schema": {
    keeps: [
      table({ tags: { Service: "orders" }, read_capacity: "5" }),
      table({
        depends_on: ["aws_kms_key.k"],
        provider: "aws.us_east_1",
        lifecycle: { prevent_destroy: true },
        count: 1,
        "//": { metadata: { path: "dev-data/orders" } },
      }),
      // expressions fit any type, and null is nothing
      table({
        read_capacity: "${var.capacity}",
        tags: "${local.tags}",
        point_in_time_recovery: "${local.recovery}",
        billing_mode: null,
        replica: null,
      }),
      listener({ dynamic: { default_action: { for_each: "${local.actions}", content: { type: "fixed-response" } } } }),
      {
        aws_security_group: {
          g: { dynamic: { ingress: { for_each: "${local.ports}", content: { from_port: "${ingress.value}" } } } },
        },
      },
      webAcl(100),
      { random_id: { r: { byte_length: 4 } } },
      { "data.aws_dynamodb_table": { t: { name: "orders" } } },
    ],
    breaks: [
      [
        "an argument that there isn't",
        table({ colour: "red" }),
        /\.t: colour: expected an argument that .* has, got one/,
      ],
      [
        "one that there isn't in a block",
        table({ point_in_time_recovery: { enabled: true, days: 3 } }),
        /\.t: point_in_time_recovery\.days: expected an argument/,
      ],
      [
        "one that there isn't in a dynamic block",
        listener({
          dynamic: { default_action: { for_each: "${local.a}", content: { type: "forward", colour: "red" } } },
        }),
        /\.l: default_action\.colour: expected an argument/,
      ],
      [
        "a dynamic block that there isn't",
        table({ dynamic: { colours: { for_each: "${local.a}", content: {} } } }),
        /\.t: dynamic\.colours: expected a block that aws_dynamodb_table has/,
      ],
      [
        "no required argument",
        { aws_lambda_function: { f: { role: "${local.role}" } } },
        /\.f: function_name: expected a text, as aws_lambda_function requires it, got none/,
      ],
      ["none in a block", table({ attribute: [{ name: "pk" }] }), /\.t: attribute\.type: expected a text, as/],
      ["a text for a number", table({ read_capacity: "many" }), /\.t: read_capacity: expected a number, got a text/],
      ["a list for a text", table({ name: ["orders"] }), /\.t: name: expected a text, got a list/],
      ["a word for a boolean", table({ deletion_protection_enabled: "yes" }), /expected true or false, got a text/],
      ["a list for a map", table({ tags: ["a"] }), /\.t: tags: expected an object of names and values, got a list/],
      ["a text for a list", lambda({ layers: "arn" }), /\.f: layers: expected a list, got a text/],
      ["an element of another type", lambda({ layers: [["arn"]] }), /\.f: layers\[0\]: expected a text, got a list/],
      [
        "a wrong member of an object",
        { aws_security_group: { g: { ingress: [{ from_port: "https" }] } } },
        /\.g: ingress\[0\]\.from_port: expected a number, got a text/,
      ],
      [
        "a member that an object has not",
        { aws_security_group: { g: { ingress: [{ colour: "red" }] } } },
        /\.g: ingress\[0\]\.colour: expected one of .*from_port.*, got another name/,
      ],
      [
        "two blocks where one is taken",
        table({ point_in_time_recovery: [{ enabled: true }, { enabled: true }] }),
        /\.t: point_in_time_recovery: expected one block at most, got 2/,
      ],
      ["no required block", listener({}), /\.l: default_action: expected one block at least, as .*, got none/],
      ["a text for a block", table({ point_in_time_recovery: "on" }), /expected a block, got a text/],
      [
        "a deprecated argument",
        { aws_api_gateway_deployment: { d: { rest_api_id: "a1b2c3d4e5", stage_name: "dev" } } },
        /\.d: stage_name: expected what the provider has in place of this deprecated argument/,
      ],
      [
        "an attribute that only the provider sets",
        table({ arn: "arn:aws:dynamodb:eu-west-1:111111111111:table/orders" }),
        /\.t: arn: expected none, as only the provider sets it/,
      ],
      [
        "a misspelt type, or one that is not in the schema",
        { aws_dynamo_table: { t: {} } },
        /got aws_dynamo_table; if the provider has it, `npm run provider-schema -- aws_dynamo_table` adds it/,
      ],
      [
        "a data source with a resource's argument",
        { "data.aws_dynamodb_table": { t: { name: "orders", hash_key: "pk" } } },
        /^data\.aws_dynamodb_table\.t: hash_key: expected none/,
      ],
      [
        "a wrong statement deep in a web ACL",
        webAcl("often"),
        /rule\.statement\.rate_based_statement\.limit: expected a number/,
      ],
    ],
  },
};
