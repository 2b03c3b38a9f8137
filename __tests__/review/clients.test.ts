import { findAll } from "../../tools/review/findings";
import { basePathMappingRules } from "../../tools/review/rules/base-path-mapping";
import { customDomainRules } from "../../tools/review/rules/custom-domain";
import { deploymentRules } from "../../tools/review/rules/deployment";
import { dnsRecordRules } from "../../tools/review/rules/dns-record";
import { restApiRules } from "../../tools/review/rules/rest-api";
import { stageRules } from "../../tools/review/rules/stage";
import { usagePlanRules } from "../../tools/review/rules/usage-plan";
import { vpcLinkRules } from "../../tools/review/rules/vpc-link";
import { type Attributes, type ChangeSketch, planOf, type PlanSketch } from "./plan-builder";

const rules = [
  ...restApiRules,
  ...deploymentRules,
  ...stageRules,
  ...usagePlanRules,
  ...customDomainRules,
  ...basePathMappingRules,
  ...dnsRecordRules,
  ...vpcLinkRules,
];

const findings = (changes: ChangeSketch[], more: Omit<PlanSketch, "changes"> = {}) =>
  findAll([planOf({ changes, ...more })], rules);

/** `severity rule address: title` */
const found = (changes: ChangeSketch[], more: Omit<PlanSketch, "changes"> = {}): string[] =>
  findings(changes, more).map(({ severity, rule, address, title }) => `${severity} ${rule} ${address}: ${title}`);

const update = (address: string, before: Attributes, after: Attributes): ChangeSketch => ({
  address,
  before,
  after: { ...before, ...after },
});
const replace = (address: string, before: Attributes, after: Attributes, ...paths: string[]): ChangeSketch => ({
  ...update(address, before, after),
  actions: ["delete", "create"],
  replacePaths: paths.map((path) => [path]),
});
const createFirst = (change: ChangeSketch): ChangeSketch => ({ ...change, actions: ["create", "delete"] });

const api = "aws_api_gateway_rest_api.shop";
const shop = {
  id: "api1",
  name: "shop",
  disable_execute_api_endpoint: true,
  endpoint_configuration: [{ types: ["REGIONAL"] }],
  binary_media_types: ["a/b", "c/d"],
  minimum_compression_size: null,
  api_key_source: "HEADER",
};

describe("an API", () => {
  it.each<[string, ChangeSketch, string[]]>([
    ["that gets another name stays", update(api, shop, { name: "store" }), ["info api-renamed"]],
    ["whose description changes stays", update(api, shop, { description: "x", tags: { a: "b" } }), []],
    ["that is replaced gets another id", replace(api, shop, { name: "store" }, "name"), ["block api-replaced"]],
    ["that is deleted is gone", { address: api, before: shop }, ["block api-replaced"]],
    [
      "moves to EDGE",
      update(api, shop, { endpoint_configuration: [{ types: ["EDGE"] }] }),
      ["high endpoint-type-changed"],
    ],
    [
      "opens its execute-api address",
      update(api, shop, { disable_execute_api_endpoint: false }),
      ["high execute-api-endpoint-changed"],
    ],
    [
      "closes its execute-api address",
      update(api, { ...shop, disable_execute_api_endpoint: null }, { disable_execute_api_endpoint: true }),
      ["high execute-api-endpoint-changed"],
    ],
    ["lists media types in another order", update(api, shop, { binary_media_types: ["c/d", "a/b"] }), []],
    ["loses a media type", update(api, shop, { binary_media_types: ["a/b"] }), ["medium payload-handling-changed"]],
    ["compresses", update(api, shop, { minimum_compression_size: "0" }), ["medium payload-handling-changed"]],
    ["doesn't compress, written out", update(api, shop, { minimum_compression_size: "-1" }), []],
    [
      "takes keys from its authorizer",
      update(api, shop, { api_key_source: "AUTHORIZER" }),
      ["high payload-handling-changed"],
    ],
  ])("%s", (_, change, expected) => {
    expect(found([change]).map((line) => line.split(" aws_")[0])).toEqual(expected);
  });

  it("for browsers lets other pages in", () => {
    const cors = (...allow_origins: string[]) => ({
      id: "h",
      protocol_type: "HTTP",
      cors_configuration: [{ allow_origins }],
    });
    expect(found([update("aws_apigatewayv2_api.http", cors("https://shop.example.com"), cors("*"))])).toEqual([
      "medium http-api-cors-changed aws_apigatewayv2_api.http: CORS allow_origins changes from https://shop.example.com to *",
    ]);
    expect(found([update("aws_apigatewayv2_api.http", cors("a", "b"), cors("b", "a"))])).toEqual([]);
  });
});

describe("a change", () => {
  const operation = { responses: { "200": {} } };
  const body = (paths: object) => JSON.stringify({ openapi: "3.0.1", info: { title: "shop" }, paths });
  const deployment = (triggers: string): ChangeSketch => {
    const before = { id: "dep1", rest_api_id: "api1", triggers: { body: "1" } };
    return before.triggers.body === triggers
      ? { address: "aws_api_gateway_deployment.d", before, after: before }
      : createFirst(replace("aws_api_gateway_deployment.d", before, { triggers: { body: triggers } }, "triggers"));
  };
  const changed = (after: object) =>
    update(api, { ...shop, body: body({ "/a": { get: operation } }) }, { body: body(after) });

  it("of the body that no deployment follows is not seen by clients", () => {
    const after = { "/a": { get: operation, post: operation } };
    expect(found([changed(after), deployment("1")])).toEqual([
      `high change-not-deployed ${api}: The change is not deployed: stages go on serving the old API`,
    ]);
    expect(found([changed(after), deployment("2")])).toEqual([]);
  });

  it("of the body waits where the deployment is pinned to a release", () => {
    const before = { id: "dep1", rest_api_id: "api1", triggers: { release: "0123456789ab" } };
    const pinned = { address: "aws_api_gateway_deployment.d", before, after: before };
    expect(found([changed({ "/a": { get: operation, post: operation } }), pinned])).toEqual([
      `info change-not-deployed ${api}: The change is not deployed: the stage stays with release 0123456789ab`,
    ]);
  });

  it("of a description needs no deployment", () => {
    expect(found([changed({ "/a": { get: { ...operation, description: "All" } } }), deployment("1")])).toEqual([]);
  });

  it("of a method needs one too", () => {
    const method = { id: "m", rest_api_id: "api1", resource_id: "r", http_method: "GET", authorization: "NONE" };
    const at = "aws_api_gateway_method.get";
    expect(
      found([update(at, method, { authorization: "AWS_IAM" }), deployment("1")]).map((line) => line.split(" ")[1]),
    ).toEqual(["change-not-deployed"]);
    expect(found([update(at, method, { operation_name: "list" }), deployment("1")])).toEqual([]);
  });

  it("of the policy needs one too, and one in another stack can't be seen", () => {
    const policy = update(
      "aws_api_gateway_rest_api_policy.p",
      { rest_api_id: "api1", policy: "{}" },
      { policy: "{ }x" },
    );
    expect(found([policy, deployment("1")])).toHaveLength(1);
    expect(found([policy, deployment("2")])).toEqual([]);
    expect(found([policy])).toEqual([]);
  });

  describe("imports a body", () => {
    const policy: ChangeSketch = {
      address: "aws_api_gateway_rest_api_policy.p",
      before: { rest_api_id: "api1", policy: "{}" },
      after: { rest_api_id: "api1", policy: "{}" },
    };
    const imported = changed({ "/a": { get: operation, post: operation } });
    it.each([
      ["5.100.0", "info"],
      ["~> 5.0", "info"],
      [">= 5.0, < 6.0", "info"],
      ["~> 6.47.0", "info"],
      ["< 6.48", "info"],
      ["6.48.0", "block"],
      [">= 6.50", "block"],
      ["~> 7.0", "block"],
      [">= 5.0", "medium"],
      ["~> 6.0", "medium"],
    ])("over a policy resource with provider %s: %s", (version, severity) => {
      const own = findings([imported, policy, deployment("2")], { providers: { aws: { version } } });
      expect(own.map((finding) => `${finding.severity} ${finding.rule}`)).toEqual([`${severity} body-wipes-policy`]);
    });

    it("over a policy resource that changes as well, which is written afterwards", () => {
      expect(
        found([imported, update(policy.address, policy.before ?? {}, { policy: "{ }" }), deployment("2")]),
      ).toEqual([]);
    });

    it("over methods that are resources of their own", () => {
      const method = { id: "m", rest_api_id: "api1", resource_id: "root", http_method: "PUT", authorization: "NONE" };
      const at = "aws_api_gateway_method.put";
      const rooted = {
        ...imported,
        before: { ...imported.before, root_resource_id: "root" },
        after: { ...imported.after, root_resource_id: "root" },
      };
      expect(found([rooted, { address: at, before: method, after: method }, deployment("2")])).toEqual([
        `high body-wipes-resources ${api}: The import of the new body deletes PUT / that resources declare`,
      ]);
    });
  });

  describe("replaces a deployment", () => {
    const old = { id: "dep1", rest_api_id: "api1" };
    const destroyedFirst = replace("aws_api_gateway_deployment.d", old, {}, "triggers");
    const stage = (more: Attributes = {}): ChangeSketch => ({
      address: "aws_api_gateway_stage.s",
      before: { rest_api_id: "api1", stage_name: "v1", deployment_id: "dep1", ...more },
      after: { rest_api_id: "api1", stage_name: "v1", ...more },
      unknown: { deployment_id: true },
    });

    it("that is destroyed first while a stage points to it: AWS refuses", () => {
      expect(found([destroyedFirst, stage()]).map((line) => line.split(":")[0])).toEqual([
        "block deployment-destroyed-first aws_api_gateway_deployment.d",
      ]);
    });
    it("that is created first: nothing to say", () => {
      expect(found([createFirst(destroyedFirst), stage()])).toEqual([]);
    });
    it("with its stage and API: nothing to say of it", () => {
      expect(
        found([
          { address: "aws_api_gateway_deployment.d", before: old },
          { address: api, before: shop },
        ]),
      ).toHaveLength(1);
    });
    it("that no stage points to any more", () => {
      expect(
        found([
          { address: "aws_api_gateway_deployment.d", before: old },
          { ...stage(), before: { ...stage().before, deployment_id: "dep2" } },
        ]),
      ).toEqual([]);
    });
  });
});

describe("a stage", () => {
  const at = "aws_api_gateway_stage.s";
  const stage = {
    stage_name: "v1",
    cache_cluster_enabled: true,
    cache_cluster_size: "0.5",
    variables: { backend: "a" },
  };
  const settingsAt = "aws_api_gateway_method_settings.all";
  const settings = (values: Attributes) => ({
    method_path: "*/*",
    settings: [
      {
        throttling_rate_limit: 100,
        throttling_burst_limit: 200,
        caching_enabled: true,
        cache_ttl_in_seconds: 300,
        cache_data_encrypted: true,
        require_authorization_for_cache_control: true,
        ...values,
      },
    ],
  });
  it.each<[string, ChangeSketch, string[]]>([
    ["that is renamed is replaced", replace(at, stage, { stage_name: "prod" }, "stage_name"), ["block stage-replaced"]],
    ["that is deleted is gone", { address: at, before: stage }, ["block stage-replaced"]],
    [
      "loses its cache",
      update(at, stage, { cache_cluster_enabled: false, cache_cluster_size: null }),
      ["medium stage-cache-changed"],
    ],
    ["gets a larger cache", update(at, stage, { cache_cluster_size: "1.6" }), ["medium stage-cache-changed"]],
    [
      "gets a cache",
      update(
        at,
        { ...stage, cache_cluster_enabled: false, cache_cluster_size: null },
        { cache_cluster_enabled: true, cache_cluster_size: "0.5" },
      ),
      ["info stage-cache-changed"],
    ],
    ["has other variables", update(at, stage, { variables: { backend: "b" } }), ["medium stage-variables-changed"]],
    [
      "follows a new deployment",
      { address: at, before: { ...stage, deployment_id: "d1" }, after: stage, unknown: { deployment_id: true } },
      [],
    ],
    [
      "throttles more",
      update(settingsAt, settings({}), settings({ throttling_rate_limit: 5 })),
      ["high throttle-lowered"],
    ],
    [
      "throttles where it didn't",
      update(settingsAt, settings({ throttling_rate_limit: -1 }), settings({})),
      ["high throttle-lowered"],
    ],
    ["throttles less", update(settingsAt, settings({}), settings({ throttling_rate_limit: 500 })), []],
    [
      "doesn't throttle any more",
      update(settingsAt, settings({}), settings({ throttling_burst_limit: -1 })),
      ["medium throttle-lowered"],
    ],
    [
      "keeps answers longer",
      update(settingsAt, settings({}), settings({ cache_ttl_in_seconds: 3600 })),
      ["medium stage-cache-changed"],
    ],
    [
      "keeps answers in clear",
      update(settingsAt, settings({}), settings({ cache_data_encrypted: false })),
      ["high stage-cache-changed"],
    ],
    [
      "lets everybody past its cache",
      update(settingsAt, settings({}), settings({ require_authorization_for_cache_control: false })),
      ["high stage-cache-changed"],
    ],
    [
      "throttles methods that it didn't",
      {
        address: settingsAt,
        after: { ...settings({ throttling_burst_limit: -1 }), rest_api_id: "api1", stage_name: "v1" },
      },
      ["medium throttle-added"],
    ],
    ["loses its settings", { address: settingsAt, before: settings({}) }, ["medium throttle-dropped"]],
    [
      "of an HTTP API throttles more",
      update(
        "aws_apigatewayv2_stage.s",
        { name: "v1", default_route_settings: [{ throttling_rate_limit: 9 }] },
        { default_route_settings: [{ throttling_rate_limit: 1 }] },
      ),
      ["high throttle-lowered"],
    ],
  ])("%s", (_, change, expected) => {
    expect(found([change]).map((line) => line.split(" aws_")[0])).toEqual(expected);
  });
});

it("a stage that is new with its throttles has no clients yet", () => {
  const own = { rest_api_id: "api1", stage_name: "v1" };
  const settings = { ...own, method_path: "*/*", settings: [{ throttling_rate_limit: 1 }] };
  expect(
    found([
      { address: "aws_api_gateway_stage.s", after: own },
      { address: "aws_api_gateway_method_settings.all", after: settings },
    ]),
  ).toEqual([]);
});

it("a route that is new with its throttle has no clients yet", () => {
  const body = (...paths: string[]) =>
    JSON.stringify({ openapi: "3.0.1", paths: Object.fromEntries(paths.map((path) => [path, { get: {} }])) });
  const settings = (method_path: string): ChangeSketch => ({
    address: "aws_api_gateway_method_settings.get",
    after: { rest_api_id: "api1", stage_name: "v1", method_path, settings: [{ throttling_rate_limit: 1 }] },
  });
  const added = update(api, { ...shop, body: body("/old") }, { body: body("/old", "/new/{id}") });
  expect(found([added, settings("~1new~1{id}/GET")])).toEqual([]);
  expect(found([added, settings("new/{id}/GET")])).toEqual([]);
  expect(found([added, settings("old/GET")])).toHaveLength(1);
});

describe("holders of API keys", () => {
  const at = "aws_api_gateway_usage_plan.partners";
  const stage = (more: Attributes = {}) => ({ api_id: "api1", stage: "v1", throttle: [], ...more });
  const plan = {
    id: "p1",
    quota_settings: [{ limit: 10000, period: "MONTH" }],
    throttle_settings: [{ rate_limit: 100, burst_limit: 200 }],
    api_stages: [stage(), stage({ stage: "v2" })],
  };
  const key = { id: "k1", value: "0123456789abcdefghij", enabled: true };
  const keyAt = "aws_api_gateway_api_key.k";
  it.each<[string, ChangeSketch, string[]]>([
    [
      "get a smaller quota",
      update(at, plan, { quota_settings: [{ limit: 100, period: "MONTH" }] }),
      ["high usage-plan-lowered"],
    ],
    ["get a larger quota", update(at, plan, { quota_settings: [{ limit: 20000, period: "MONTH" }] }), []],
    [
      "get another period",
      update(at, plan, { quota_settings: [{ limit: 10000, period: "WEEK" }] }),
      ["high usage-plan-lowered"],
    ],
    [
      "get a lower burst",
      update(at, plan, { throttle_settings: [{ rate_limit: 100, burst_limit: 20 }] }),
      ["high usage-plan-lowered"],
    ],
    [
      "get no throttle",
      update(at, plan, { throttle_settings: [] }),
      ["medium usage-plan-lowered", "medium usage-plan-lowered"],
    ],
    ["lose a stage", update(at, plan, { api_stages: [stage()] }), ["high usage-plan-detached"]],
    ["have the same stages in another order", update(at, plan, { api_stages: [stage({ stage: "v2" }), stage()] }), []],
    [
      "are throttled for one method",
      update(at, plan, {
        api_stages: [stage({ throttle: [{ path: "/a/GET", rate_limit: 1 }] }), stage({ stage: "v2" })],
      }),
      ["high usage-plan-detached"],
    ],
    ["lose the plan", { address: at, before: plan }, ["high usage-plan-detached"]],
    [
      "leave the plan",
      { address: "aws_api_gateway_usage_plan_key.k", before: { key_id: "k1" } },
      ["high usage-plan-detached"],
    ],
    ["get another key", replace(keyAt, key, { value: "abcdefghijklmnopqrstuvw" }, "value"), ["high api-key-revoked"]],
    ["lose the key", { address: keyAt, before: key }, ["high api-key-revoked"]],
    ["have a disabled key", update(keyAt, key, { enabled: false }), ["high api-key-disabled"]],
    ["have a key with another description", update(keyAt, key, { description: "x" }), []],
  ])("%s", (_, change, expected) => {
    expect(found([change]).map((line) => line.split(" aws_")[0])).toEqual(expected);
  });
});

describe("a custom domain", () => {
  const at = "aws_api_gateway_domain_name.d";
  const domain = {
    id: "api.example.com",
    domain_name: "api.example.com",
    security_policy: "TLS_1_2",
    endpoint_configuration: [{ types: ["REGIONAL"] }],
    mutual_tls_authentication: [{ truststore_uri: "s3://a/t.pem", truststore_version: "1" }],
  };
  const mapping = { id: "m", api_id: "api1", stage_name: "v1", base_path: "v1", domain_name: "api.example.com" };
  const mappingAt = "aws_api_gateway_base_path_mapping.v1";

  it.each<[string, ChangeSketch, string[]]>([
    [
      "that is renamed is gone",
      replace(at, domain, { domain_name: "api2.example.com" }, "domain_name"),
      ["block domain-replaced"],
    ],
    ["that is deleted is gone", { address: at, before: domain }, ["block domain-replaced"]],
    [
      "can't change its endpoint type",
      update(at, domain, { endpoint_configuration: [{ types: ["EDGE"] }] }),
      ["block domain-endpoint-type-changed"],
    ],
    ["takes old TLS", update(at, domain, { security_policy: "TLS_1_0" }), ["high tls-policy-changed"]],
    [
      "takes no old TLS",
      update(at, { ...domain, security_policy: "TLS_1_0" }, { security_policy: "TLS_1_2" }),
      ["medium tls-policy-changed"],
    ],
    ["asks for no certificate", update(at, domain, { mutual_tls_authentication: [] }), ["high mutual-tls-changed"]],
    [
      "asks for a certificate",
      update(at, { ...domain, mutual_tls_authentication: [] }, domain),
      ["high mutual-tls-changed"],
    ],
    [
      "trusts others",
      update(at, domain, { mutual_tls_authentication: [{ truststore_uri: "s3://a/t.pem", truststore_version: "2" }] }),
      ["medium mutual-tls-changed"],
    ],
    ["leads to another API", update(mappingAt, mapping, { api_id: "api2" }), ["high base-path-mapping-changed"]],
    ["leads to another stage", update(mappingAt, mapping, { stage_name: "v2" }), ["high base-path-mapping-changed"]],
    ["has another path", update(mappingAt, mapping, { base_path: "v2" }), ["high base-path-mapping-changed"]],
    ["has a path less", { address: mappingAt, before: mapping }, ["high base-path-mapping-changed"]],
    [
      "has another path, HTTP API",
      update(
        "aws_apigatewayv2_api_mapping.v1",
        { api_id: "a", stage: "v1", api_mapping_key: "v1", domain_name: "x" },
        { api_mapping_key: "v2" },
      ),
      ["high base-path-mapping-changed"],
    ],
    [
      "can't be reached by an endpoint",
      { address: "aws_api_gateway_domain_name_access_association.a", before: { access_association_source: "vpce-1" } },
      ["high private-domain-access-removed"],
    ],
    [
      "has no way into the VPC",
      replace("aws_api_gateway_vpc_link.l", { target_arns: ["a"] }, { target_arns: ["b"] }, "target_arns"),
      ["high vpc-link-replaced"],
    ],
    [
      "is kept out by a load balancer's security group",
      {
        address: "aws_lb.n",
        before: { enforce_security_group_inbound_rules_on_private_link_traffic: "off" },
        after: { enforce_security_group_inbound_rules_on_private_link_traffic: "on" },
      },
      ["high vpc-link-shut"],
    ],
  ])("%s", (_, change, expected) => {
    expect(found([change]).map((line) => line.split(" aws_")[0])).toEqual(expected);
  });

  it("that is renamed takes its mappings along, which needn't be said of each", () => {
    const moved = replace(mappingAt, mapping, { domain_name: "api2.example.com" }, "domain_name");
    expect(found([replace(at, domain, { domain_name: "api2.example.com" }, "domain_name"), moved])).toHaveLength(1);
    expect(found([moved])).toEqual([
      `high base-path-mapping-changed ${mappingAt}: /v1 moves from api.example.com to api2.example.com`,
    ]);
  });
});

describe("a DNS record", () => {
  const at = "aws_route53_record.api";
  const alias = (name: string, target = "d-1.execute-api.eu-west-1.amazonaws.com") => ({
    name,
    type: "A",
    alias: [{ name: target, zone_id: "Z1" }],
  });
  const record = (type: string, more: Attributes = {}) => ({
    name: "api.example.com",
    type,
    records: ["a", "b"],
    ttl: 60,
    ...more,
  });
  it.each<[string, ChangeSketch, string[]]>([
    ["that is deleted is missed", { address: at, before: alias("api.example.com") }, ["block dns-record-removed"]],
    [
      "of another name is missed",
      replace(at, alias("a.example.com"), alias("b.example.com"), "name"),
      ["block dns-record-removed"],
    ],
    ["of mail is missed by mail", { address: at, before: record("MX") }, ["high dns-record-removed"]],
    ["of text is missed by some", { address: at, before: record("TXT") }, ["medium dns-record-removed"]],
    [
      "of a certificate is missed by no client",
      { address: at, before: record("CNAME", { records: ["_x.acm-validations.aws."] }) },
      ["info dns-record-removed"],
    ],
    [
      "leads elsewhere",
      update(at, alias("api.example.com"), alias("api.example.com", "d-2.example.com")),
      ["medium dns-record-changed"],
    ],
    ["in another order leads to the same", update(at, record("A"), { records: ["b", "a"] }), []],
    ["lives longer", update(at, record("A"), { ttl: 300 }), []],
  ])("%s", (_, change, expected) => {
    expect(found([change]).map((line) => line.split(" aws_")[0])).toEqual(expected);
  });

  it("that another address creates is only in danger", () => {
    const other = { address: "aws_route53_record.other", after: alias("api.example.com.") };
    expect(found([{ address: at, before: alias("api.example.com") }, other])).toEqual([
      `medium dns-record-removed ${at}: DNS record api.example.com (A) is deleted here and created by aws_route53_record.other`,
    ]);
  });
});
