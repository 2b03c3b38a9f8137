import type { Environment } from "../../environments/environment";
import { type Arguments, dev, environments, stackNamed, type SynthesizedStack, synthesize } from "./synthesis";

interface Rule {
  name: string;
  priority: number;
  action?: object;
  statement: {
    rate_based_statement?: Arguments;
    managed_rule_group_statement?: Arguments & { name: string; rule_action_override?: unknown };
  };
}

const door = (name: string, webAcl: NonNullable<Environment["webAcl"]>): SynthesizedStack =>
  synthesize([{ ...dev, webAcl }])[`dev-${name}`]!.version("v1");
const rulesOf = (stack: SynthesizedStack) => stack.the("aws_wafv2_web_acl").rule as Rule[];
const groupsOf = (stack: SynthesizedStack) =>
  new Map(
    rulesOf(stack).flatMap(({ statement: { managed_rule_group_statement: group } }) =>
      group ? [[group.name, group] as const] : [],
    ),
  );

const guarded = environments
  .filter(({ webAcl }) => webAcl !== undefined)
  .flatMap(({ name }) => [
    [name, "regional"],
    [name, "edge"],
  ]);

test("staging and prod are guarded, dev is not", () => {
  expect(new Set(guarded.map(([name]) => name))).toEqual(new Set(["prod", "staging"]));
});

describe.each(guarded)("%s, %s door", (name, doorName) => {
  const stack = stackNamed(`${name}-${doorName}`);

  test("has a web ACL of scope REGIONAL in the API's own region", () => {
    expect(stack.the("aws_wafv2_web_acl")).toMatchObject({ name: `shop-${name}-${doorName}`, scope: "REGIONAL" });
    expect(stack.the("aws_wafv2_web_acl")).not.toHaveProperty("provider");
  });

  test.each(["v1", "v2"])("associates it with the stage of %s, before clients find their way to it", (version) => {
    const ofVersion = stack.version(version);
    expect(ofVersion.the("aws_wafv2_web_acl_association")).toMatchObject({
      resource_arn: `\${aws_api_gateway_stage.orders_${version}_stage.arn}`,
      web_acl_arn: "${aws_wafv2_web_acl.web_acl.arn}",
    });
    expect(ofVersion.the("aws_api_gateway_base_path_mapping").depends_on).toEqual([
      `aws_wafv2_web_acl_association.orders_${version}_web_acl`,
    ]);
  });

  test("keeps out one address's flood, bad addresses, known bad inputs and common attacks", () => {
    expect(rulesOf(stack).map((rule) => [rule.priority, rule.name])).toEqual([
      [0, "rate-limit"],
      [1, "AWSManagedRulesAmazonIpReputationList"],
      [2, "AWSManagedRulesAnonymousIpList"],
      [3, "AWSManagedRulesKnownBadInputsRuleSet"],
      [4, "AWSManagedRulesCommonRuleSet"],
    ]);
    expect(rulesOf(stack)[0]).toMatchObject({
      action: { block: {} },
      statement: { rate_based_statement: { limit: 2000, aggregate_key_type: "IP" } },
    });
  });

  test("only counts what orders and clients' machines would be blocked by", () => {
    const overrides = [...groupsOf(stack).values()].flatMap((group) => group.rule_action_override ?? []);
    expect(overrides).toEqual([
      { name: "HostingProviderIPList", action_to_use: { count: {} } },
      { name: "SizeRestrictions_BODY", action_to_use: { count: {} } },
    ]);
  });

  test("logs what was blocked or counted, as long as other logs are kept, without credentials", () => {
    expect(stack.the("aws_wafv2_web_acl_logging_configuration")).toMatchObject({
      resource_arn: "${aws_wafv2_web_acl.web_acl.arn}",
      log_destination_configs: ["${aws_cloudwatch_log_group.web_acl_logs.arn}"],
      redacted_fields: ["authorization", "cookie", "x-amz-security-token", "x-api-key"].map((header) => ({
        single_header: { name: header },
      })),
      logging_filter: { default_behavior: "DROP" },
    });
    expect(stack.all("aws_cloudwatch_log_group")["web_acl_logs"]).toMatchObject({
      name: `aws-waf-logs-shop-${name}-${doorName}`,
      retention_in_days: environments.find((environment) => environment.name === name)!.logs.retentionDays,
    });
  });

  test("hides credentials in samples of requests too", () => {
    expect(stack.the("aws_wafv2_web_acl").data_protection_config).toMatchObject({
      data_protection: [
        {
          action: "SUBSTITUTION",
          field: { field_type: "SINGLE_HEADER", field_keys: expect.arrayContaining(["authorization", "x-api-key"]) },
        },
      ],
    });
  });
});

const wafTypes = (stack: SynthesizedStack) => stack.addresses().filter((address) => address.startsWith("aws_wafv2_"));

test.each(["prod-private", "dev-regional", "dev-edge"])("%s has no web ACL", (name) => {
  expect(wafTypes(stackNamed(name))).toEqual([]);
});

describe("an environment's web ACL", () => {
  test("blocks an address after as many requests as are pinned", () => {
    expect(rulesOf(door("edge", { rateLimit: 300 }))[0]!.statement.rate_based_statement).toMatchObject({ limit: 300 });
  });

  test("counts the rules that are pinned for a group, and the default ones of the others", () => {
    const groups = groupsOf(
      door("regional", { countedRules: { AWSManagedRulesCommonRuleSet: ["NoUserAgent_HEADER"] } }),
    );
    expect(groups.get("AWSManagedRulesCommonRuleSet")!.rule_action_override).toEqual([
      { name: "NoUserAgent_HEADER", action_to_use: { count: {} } },
    ]);
    expect(groups.get("AWSManagedRulesAnonymousIpList")!.rule_action_override).toHaveLength(1);
  });

  test("inspects more of a body where that is pinned", () => {
    expect(door("regional", { inspectedBody: 64 }).the("aws_wafv2_web_acl").association_config).toEqual({
      request_body: [{ api_gateway: { default_size_inspection_limit: "KB_64" } }],
    });
  });

  test("is the one that exists, where its ARN is pinned", () => {
    const arn = `arn:aws:wafv2:eu-west-1:${dev.account}:regional/webacl/shared/00000000-0000-4000-8000-000000000000`;
    const stack = door("edge", { arn });
    expect(wafTypes(stack)).toEqual(["aws_wafv2_web_acl_association.orders_v1_web_acl"]);
    expect(stack.the("aws_wafv2_web_acl_association").web_acl_arn).toBe(arn);
  });
});
