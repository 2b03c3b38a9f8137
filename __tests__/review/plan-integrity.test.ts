import { readPlan } from "../../tools/review/plan";
import { findAll } from "../../tools/review/findings";
import { rules } from "../../tools/review/rules";
import { planOf, planText, type PlanSketch, type Value } from "./plan-builder";
import { findingsOf, said, warnings } from "./said";

const quiet = { address: "aws_sns_topic.orders", before: { name: "orders" }, after: { name: "orders" } };

describe("a plan that isn't whole", () => {
  test("because planning failed is refused", () => {
    expect(warnings({ changes: [quiet], top: { errored: true, complete: false, applyable: false } })).toEqual([
      "block plan-errored *",
    ]);
  });

  test("because of targeting is told", () => {
    expect(said("plan-incomplete", { changes: [quiet], top: { complete: false } })).toEqual([
      "high *: The plan leaves changes out",
    ]);
  });

  test("because changes were deferred is told with their number", () => {
    const deferred = { reason: "provider_config_unknown", resource_change: {} };
    expect(
      said("plan-incomplete", { changes: [quiet], top: { complete: false, deferred_changes: [deferred, deferred] } }),
    ).toEqual(["high *: 2 changes are put off to a later plan"]);
  });

  test("because providers act besides it is told", () => {
    const action_invocations = [{ address: "action.aws_lambda_invoke.migrate", type: "aws_lambda_invoke" }];
    expect(said("plan-actions", { changes: [quiet], top: { action_invocations } })).toEqual([
      "medium *: 1 provider action runs with the apply",
    ]);
  });

  test("because it comes from before Terraform 1.8, which doesn't say whether it is, gives nothing", () => {
    expect(warnings({ changes: [quiet], top: { terraform_version: "1.7.5", complete: undefined } })).toEqual([]);
  });
});

describe("a check", () => {
  const check = (status: string, message?: string) => ({
    address: { kind: "check", name: "recovery", to_display: "check.recovery" },
    status,
    instances: [{ address: { to_display: "check.recovery" }, status, ...(message && { problems: [{ message }] }) }],
  });

  test("that fails is found with its message, though Terraform only warns", () => {
    const [finding] = findingsOf({ changes: [quiet], top: { checks: [check("fail", "recovery is off")] } });
    expect(finding).toMatchObject({ severity: "high", rule: "check-failed", title: "check.recovery fails" });
    expect(finding?.detail).toContain("recovery is off");
  });

  test.each([
    ["error", ["high *: check.recovery could not be evaluated"]],
    ["unknown", ["info *: check.recovery is decided during the apply"]],
    ["a status of the future", ["high *: check.recovery could not be evaluated"]],
    ["pass", []],
  ])("with status %s is told as such", (status, expected) => {
    expect(said("check-failed", { changes: [quiet], top: { checks: [check(status)] } })).toEqual(expected);
  });
});

describe("what this review has never heard of", () => {
  test("is refused when it is an action", () => {
    const changes = [{ ...quiet, actions: ["transmogrify"] }];
    expect(said("unknown-action", { changes })).toEqual([
      `block ${quiet.address}: It can't be judged what happens to this`,
    ]);
  });

  test("is noted when it is a reason or a version", () => {
    const changes = [
      { ...quiet, after: { name: "orders", display_name: "Orders" }, reason: "replace_because_of_the_moon" },
    ];
    expect(said("unknown-reason", { changes })).toEqual([
      `info ${quiet.address}: Its reason is not known to this review: replace_because_of_the_moon`,
    ]);
    expect(said("terraform-version", { changes: [quiet], top: { terraform_version: "2.0.0" } })).toEqual([
      "info *: Plans of Terraform 2.0.0 are not known to this review",
    ]);
    expect(findingsOf({ changes: [quiet], top: { terraform_version: "1.12.0-rc1" } })).toEqual([]);
  });

  test("is told when a type that no rule knows is destroyed", () => {
    const address = "aws_cloudfront_function.rewrite";
    expect(warnings({ changes: [{ address, before: { name: "rewrite" } }, quiet] })).toEqual([
      `medium resource-destroyed ${address}`,
    ]);
    const replacement = { address, actions: ["delete", "create"], before: { name: "a" }, after: { name: "b" } };
    expect(said("resource-destroyed", { changes: [{ ...replacement, replacePaths: [["name"]] }, quiet] })).toEqual([
      `medium ${address}: CloudFront function a is destroyed and created anew`,
    ]);
  });

  test("is told when only a note was made about it", () => {
    const address = "aws_cloudfront_function.rewrite";
    expect(warnings({ changes: [{ address, before: {}, reason: "delete_because_of_the_moon" }, quiet] })).toEqual([
      `medium resource-destroyed ${address}`,
    ]);
  });

  test("is told once when it is part of something that is destroyed", () => {
    const api = { address: "aws_apigatewayv2_api.live", before: { id: "abc", name: "live" } };
    const model = (api_id: string) => ({ address: `aws_apigatewayv2_model.${api_id}`, before: { api_id } });
    expect(said("resource-destroyed", { changes: [api, model("abc"), model("xyz"), quiet] })).toEqual([
      "medium aws_apigatewayv2_model.xyz: API Gateway v2 model is deleted",
    ]);
  });

  test("is told when Terraform lets go of it, unless it exists in the state only", () => {
    const forgotten = (address: string) =>
      said("resource-forgotten", { changes: [{ address, actions: ["forget"], before: {} }] });
    expect(forgotten("aws_iam_role.partner")).toEqual(["medium aws_iam_role.partner: IAM role is no longer managed"]);
    expect(forgotten("terraform_data.marker")).toEqual([
      "info terraform_data.marker: Terraform data is no longer managed",
    ]);
  });
});

describe("routine", () => {
  test("replacements give nothing", () => {
    const deployment = {
      address: "aws_api_gateway_deployment.api",
      actions: ["create", "delete"],
      before: { id: "1", triggers: { redeployment: "a" } },
      after: { triggers: { redeployment: "b" } },
      replacePaths: [["triggers"]],
    };
    const layer = { ...deployment, address: "aws_lambda_layer_version.shared", replacePaths: [["source_code_hash"]] };
    expect(warnings({ changes: [deployment, layer] })).toEqual([]);
  });
});

describe("a plan that destroys", () => {
  const topics = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      address: `aws_security_group_rule.r${index}`,
      before: { name: `${index}` },
    }));

  test("all that the stack has is refused once, not once per harmless resource", () => {
    expect(warnings({ changes: topics(3) })).toEqual(["block everything-destroyed *"]);
    expect(findingsOf({ changes: topics(3) })[0]?.title).toBe("All 3 resources of dev-data are destroyed");
  });

  test("ten resources or more is told as a whole too", () => {
    expect(said("mass-delete", { changes: [...topics(10), quiet] })).toEqual([
      "high *: 10 of 11 resources are deleted",
    ]);
    expect(said("mass-delete", { changes: [...topics(9), quiet] })).toEqual([]);
  });
});

describe("a plan for another place", () => {
  const table = (region: string, account = "111122223333") => ({
    address: "aws_dynamodb_table.orders",
    before: { name: "orders", arn: `arn:aws:dynamodb:${region}:${account}:table/orders` },
  });
  const sketch = (region: string, drifted = table("eu-central-1")): PlanSketch => ({
    drift: [drifted],
    changes: [{ address: drifted.address, after: { name: "orders" }, unknown: { arn: true } }],
    providers: { aws: { region } },
  });

  test("than that of its objects is refused", () => {
    expect(said("region-changed", sketch("eu-west-1"))).toEqual([
      "block *: 1 object of the stack is in eu-central-1, but the provider works in eu-west-1",
    ]);
    expect(said("region-changed", sketch("eu-central-1"))).toEqual([]);
  });

  test("in another account is refused where the configuration names its accounts", () => {
    const expressions = { allowed_account_ids: { constant_value: ["444455556666"] } };
    const plan = { ...sketch("eu-central-1"), providers: { aws: { region: "eu-central-1", expressions } } };
    expect(said("account-changed", plan)).toEqual([
      "block *: 1 object of the stack is in account 111122223333, but the provider works in 444455556666",
    ]);
    const right = { allowed_account_ids: { constant_value: ["444455556666", "111122223333"] } };
    expect(said("account-changed", { ...plan, providers: { aws: { expressions: right } } })).toEqual([]);
  });

  test("by a provider's alias for certificates gives nothing", () => {
    const certificate = { arn: "arn:aws:acm:us-east-1:111122223333:certificate/1", domain_name: "example.com" };
    expect(
      findingsOf({
        changes: [{ address: "aws_acm_certificate.edge", before: certificate, after: certificate }],
        providers: { "aws.virginia": { region: "us-east-1" } },
        configuration: { "aws_acm_certificate.edge": { provider: "aws.virginia" } },
      }),
    ).toEqual([]);
  });
});

describe("a plan of any shape", () => {
  test("is judged without failing when values are missing, null, of another type or unknown", () => {
    const types = [...new Set(rules.flatMap((rule) => ("types" in rule && rule.types !== "any" ? rule.types : [])))];
    const strange = [null, "x", 7, true, [], [null], ["x"], {}, [[]], [{ a: null }]];
    const attributes = [
      "settings",
      "policy",
      "ttl",
      "global_secondary_index",
      "name",
      "rule",
      "redrive_policy",
      "body",
      "replica",
    ];
    const at = (position: number) => strange[position % strange.length] as Value;
    const failures = [0, 1].flatMap((shift) => {
      const changes = types.flatMap((type, position) =>
        [["update"], ["delete", "create"], ["delete"], ["create"], ["forget"]].map((actions, index) => ({
          address: `${type}.x${index}`,
          actions,
          before: Object.fromEntries(attributes.map((attribute, offset) => [attribute, at(position + offset + shift)])),
          after: Object.fromEntries(
            attributes.map((attribute, offset) => [attribute, at(position + 3 * offset + index)]),
          ),
        })),
      );
      return findingsOf({ changes }).filter(({ title }) => title.startsWith("Rule "));
    });
    expect(failures).toEqual([]);
  });

  test("is judged by the other rules when one of them fails, and the failure is found", () => {
    const broken = {
      id: "broken",
      category: "plan" as const,
      severity: "info" as const,
      summary: "",
      example: "",
      findInPlan: () => {
        throw new TypeError("x is undefined");
      },
    };
    const found = findAll([planOf({ changes: [quiet], top: { errored: true } })], [...rules, broken]);
    expect(found.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(["block plan-errored", "high broken"]);
  });

  test("gives the same findings whatever the order of its changes", () => {
    const changes = ["b", "a", "c"].map((name) => ({ address: `aws_dynamodb_table.${name}`, before: { name } }));
    const review = (sketch: PlanSketch) => findAll([readPlan(planText(sketch), { name: "x", file: "x" })], rules);
    expect(review({ changes })).toEqual(review({ changes: changes.toReversed() }));
  });
});
