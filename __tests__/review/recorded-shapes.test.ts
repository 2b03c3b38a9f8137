import type { Attributes, ChangeSketch, PlanSketch } from "./plan-builder";
import { reference } from "./plan-builder";
import { findingsOf } from "./said";

/** What is above info, as `severity rule address`. */
const heard = (sketch: PlanSketch): string[] =>
  findingsOf(sketch)
    .filter(({ severity }) => severity !== "info")
    .map(({ severity, rule, address }) => `${severity} ${rule} ${address}`);

const unchanged = (address: string, attributes: Attributes): ChangeSketch => ({
  address,
  before: attributes,
  after: attributes,
});

/** Attributes that are known after apply only are absent from `after` and marked. */
function later(change: ChangeSketch, ...names: string[]): ChangeSketch {
  const after = Object.fromEntries(Object.entries(change.after ?? {}).filter(([name]) => !names.includes(name)));
  return { ...change, after, unknown: Object.fromEntries(names.map((name) => [name, true])) };
}

const replaced = (change: ChangeSketch, ...paths: string[]): ChangeSketch => ({
  ...change,
  actions: ["delete", "create"],
  replacePaths: paths.map((path) => [path]),
  reason: "replace_because_cannot_update",
});

describe("plans as Terraform writes them", () => {
  const apiAt = "aws_api_gateway_rest_api.shop";
  const stageAt = "aws_api_gateway_stage.v1";
  const api = {
    id: "a1",
    name: "shop",
    root_resource_id: "root",
    arn: "arn:aws:apigateway:eu-central-1::/restapis/a1",
  };
  const stage = {
    rest_api_id: "a1",
    stage_name: "v1",
    deployment_id: "d1",
    arn: "arn:aws:apigateway:eu-central-1::/restapis/a1/stages/v1",
    invoke_url: "https://a1.execute-api.eu-central-1.amazonaws.com/v1",
  };
  const mapping = { domain_name: "api.example.com", base_path: "shop", api_id: "a1", stage_name: "v1" };
  const usage = { api_stages: [{ api_id: "a1", stage: "v1", throttle: [] }] };
  const association = {
    resource_arn: stage.arn,
    web_acl_arn: "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/1",
  };
  const settings = {
    rest_api_id: "a1",
    stage_name: "v1",
    method_path: "*/*",
    settings: [{ throttling_rate_limit: 100 }],
  };

  test("a stage that is renamed takes what hangs on it along", () => {
    const name = { stage_name: "v2" };
    const changes = [
      unchanged(apiAt, api),
      replaced(
        later({ address: stageAt, before: stage, after: { ...stage, ...name } }, "arn", "invoke_url"),
        "stage_name",
      ),
      replaced(
        { address: "aws_api_gateway_method_settings.all", before: settings, after: { ...settings, ...name } },
        "stage_name",
      ),
      { address: "aws_api_gateway_base_path_mapping.shop", before: mapping, after: { ...mapping, ...name } },
      {
        address: "aws_api_gateway_usage_plan.partners",
        before: usage,
        after: { api_stages: [{ api_id: "a1", stage: "v2", throttle: [] }] },
      },
      replaced(
        later(
          { address: "aws_wafv2_web_acl_association.v1[0]", before: association, after: association },
          "resource_arn",
        ),
        "resource_arn",
      ),
    ];
    expect(heard({ changes })).toEqual([
      `block stage-replaced ${stageAt}`,
      "high base-path-mapping-changed aws_api_gateway_base_path_mapping.shop",
      "high usage-plan-detached aws_api_gateway_usage_plan.partners",
      "high web-acl-association-removed aws_wafv2_web_acl_association.v1[0]",
    ]);
    expect(findingsOf({ changes }).map(({ title }) => title)).toEqual([
      "Stage v1 is destroyed and v2 created",
      "/shop of api.example.com leads to stage v2 instead of v1",
      "The usage plan no longer covers stage v1 of API shop",
      "Stage v1 is without its web ACL until the new association is there",
    ]);
  });

  test("an API that is replaced keeps its routes, and its parts say nothing", () => {
    const rest = { rest_api_id: "a1" };
    const resource = { ...rest, id: "r1", parent_id: "root", path_part: "orders", path: "/orders" };
    const method = { ...rest, resource_id: "r1", http_method: "POST", authorization: "AWS_IAM" };
    const integration = { ...rest, resource_id: "r1", http_method: "POST", type: "AWS_PROXY", uri: "u" };
    const permission = {
      function_name: "orders",
      principal: "apigateway.amazonaws.com",
      source_arn: "arn:aws:execute-api:eu-central-1:111122223333:a1/*/*",
    };
    const parts: [address: string, before: Attributes, ...unknown: string[]][] = [
      ["aws_api_gateway_resource.orders", resource, "rest_api_id", "id", "parent_id", "path"],
      ["aws_api_gateway_method.order", method, "rest_api_id", "resource_id"],
      ["aws_api_gateway_integration.order", integration, "rest_api_id", "resource_id"],
      ["aws_api_gateway_authorizer.pool", { ...rest, id: "z", name: "pool" }, "rest_api_id", "id"],
      ["aws_api_gateway_gateway_response.denied", { ...rest, response_type: "ACCESS_DENIED" }, "rest_api_id"],
      ["aws_api_gateway_method_settings.all", settings, "rest_api_id"],
      ["aws_lambda_permission.api", permission, "source_arn"],
    ];
    const toApi = { expressions: { rest_api_id: reference(`${apiAt}.id`) } };
    const toResource = {
      expressions: { ...toApi.expressions, resource_id: reference("aws_api_gateway_resource.orders.id") },
    };
    const sketch: PlanSketch = {
      changes: [
        {
          ...later({ address: apiAt, before: api, after: api }, "id", "root_resource_id", "arn"),
          actions: ["delete", "create"],
          reason: "replace_because_tainted",
        },
        ...parts.map(([address, before, ...unknown]) =>
          replaced(later({ address, before, after: before }, ...unknown), unknown[0] ?? ""),
        ),
      ],
      configuration: {
        "aws_api_gateway_resource.orders": {
          expressions: { ...toApi.expressions, parent_id: reference(`${apiAt}.root_resource_id`) },
        },
        "aws_api_gateway_method.order": toResource,
        "aws_api_gateway_integration.order": toResource,
        "aws_api_gateway_authorizer.pool": toApi,
        "aws_api_gateway_gateway_response.denied": toApi,
        "aws_api_gateway_method_settings.all": toApi,
        "aws_lambda_permission.api": { expressions: { source_arn: reference(`${apiAt}.execution_arn`) } },
      },
    };
    expect(heard(sketch)).toEqual([`block api-replaced ${apiAt}`]);
  });

  test("a function's new version hides a body, not the one beside it that is called by its name", () => {
    const body = (uri: string, security: object[]) =>
      JSON.stringify({
        openapi: "3.0.1",
        info: { title: "shop", version: "1" },
        paths: { "/a": { get: { security, "x-amazon-apigateway-integration": { type: "aws_proxy", uri } } } },
      });
    const closed = [{ sigv4: [] }];
    const hidden = { id: "q", name: "hidden", body: body("orders:1", closed) };
    const changes = [
      later(
        {
          address: "aws_lambda_function.orders",
          before: { memory_size: 128, version: "1" },
          after: { memory_size: 256 },
        },
        "version",
      ),
      later({ address: "aws_api_gateway_rest_api.hidden", before: hidden, after: hidden }, "body"),
      {
        address: "aws_api_gateway_rest_api.seen",
        before: { id: "u", body: body("orders", closed) },
        after: { id: "u", body: body("orders", []) },
      },
    ];
    expect(heard({ changes })).toEqual([
      "block authorization-removed aws_api_gateway_rest_api.seen",
      "high api-definition-unknown aws_api_gateway_rest_api.hidden",
    ]);
  });

  test("a plan that only refreshes tells what happened, and warns of nothing", () => {
    const table = { name: "orders", hash_key: "pk" };
    const findings = findingsOf({
      drift: [{ address: "aws_dynamodb_table.orders", before: table, actions: ["delete"] }],
    });
    expect(findings.map(({ severity, title }) => `${severity}: ${title}`)).toEqual([
      "info: DynamoDB table orders was deleted outside Terraform",
    ]);
  });

  test("moves, imports and what Terraform lets go of in one plan", () => {
    const queue = { name: "orders" };
    const password = { value: "correct horse battery staple" };
    expect(
      heard({
        changes: [
          { ...unchanged("aws_sqs_queue.new", queue), previousAddress: "aws_sqs_queue.old" },
          { ...unchanged("aws_cloudwatch_log_group.adopted", { name: "/orders" }), importing: "/orders" },
          {
            address: "aws_cloudwatch_log_group.let_go",
            before: { name: "/old" },
            actions: ["forget"],
            reason: "delete_because_no_resource_config",
          },
          { address: "terraform_data.secret", before: { output: password }, actions: ["delete"] },
        ],
      }),
    ).toEqual(["block data-forgotten aws_cloudwatch_log_group.let_go"]);
  });
});
