import { loadEnvironments } from "../../environments";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;

/** Defines dev with some pins changed, as JavaScript would: past the types. */
const define = (pins: Record<string, unknown>) => defineEnvironment({ ...dev, ...pins } as unknown as EnvironmentPins);
const limit = { rateLimit: 1, burstLimit: 1 };
const plan = { ...limit, keys: [] };
const many = <T>(count: number, entry: (index: number) => [string, T]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
const acl = (place: string, scope = "regional") =>
  `arn:aws:wafv2:${place}:${scope}/webacl/shared/00000000-0000-4000-8000-000000000000`;

test.each([
  [
    "a method's throttle is named for no method",
    { throttle: { ...limit, methods: { "/orders": limit } } },
    "throttle.methods./orders: expected a method and a path, such as GET /orders/{orderId}",
  ],
  [
    "a method's throttle lacks its burst, which would be 0",
    { throttle: { ...limit, methods: { "GET /orders": { rateLimit: 1 } } } },
    "throttle.methods.GET /orders.burstLimit: expected number, got none",
  ],
  [
    "a backend is called in the clear",
    { backends: { catalog: "http://catalog.example.com" } },
    "backends.catalog: expected an address with https, as tokens and answers would be read on the way",
  ],
  [
    "a backend's address has a password",
    { backends: { catalog: "https://shop:secret@catalog.example.com" } },
    "backends.catalog: expected an address with https",
  ],
  [
    "a tier's name could not be part of a plan's",
    { usagePlans: { "Gold Tier": plan } },
    "usagePlans.Gold Tier: expected 2 to 30 lower-case letters, digits and -",
  ],
  [
    "a client's name looks like a key",
    { usagePlans: { gold: { ...plan, keys: ["d41d8cd98f00b204e9800998ecf8427e"] } } },
    "usagePlans.gold.keys.0: expected 2 to 30 lower-case letters, digits and -",
  ],
  [
    "a quota lets nothing in",
    { usagePlans: { gold: { ...plan, quota: { limit: 0, period: "DAY" } } } },
    "usagePlans.gold.quota.limit: expected a whole number from 1 to 2147483647, got 0",
  ],
  [
    "a quota has a period that AWS doesn't know",
    { usagePlans: { gold: { ...plan, quota: { limit: 1, period: "YEAR" } } } },
    "usagePlans.gold.quota.period: expected one of DAY, WEEK, MONTH, got YEAR",
  ],
  [
    "a plan limits more methods than AWS takes",
    { usagePlans: { gold: { ...plan, methods: many(21, (index) => [`GET /orders/${index}`, limit]) } } },
    "usagePlans.gold.methods: expected at most 20 methods",
  ],
  [
    "a client is in two plans",
    { usagePlans: { gold: { ...plan, keys: ["acme"] }, trial: { ...plan, keys: ["acme"] } } },
    "usagePlans.trial.keys: expected each client once, in one plan, got acme, which gold has",
  ],
  [
    "a client is in a plan twice",
    { usagePlans: { gold: { ...plan, keys: ["acme", "acme"] } } },
    "usagePlans.gold.keys: expected each client once, in one plan, got acme twice",
  ],
  [
    "a stage variable's name has a -",
    { stageVariables: { "catalog-host": "x" } },
    "stageVariables.catalog-host: expected a name of 1 to 64 letters, digits and _",
  ],
  [
    "a stage variable's value has a space",
    { stageVariables: { greeting: "good morning" } },
    "stageVariables.greeting: expected 1 to 512 letters, digits and -._~:/?#&=,, got good morning",
  ],
  [
    "there are more stage variables than a stage takes",
    { stageVariables: many(101, (index) => [`v${index}`, "x"]) },
    "stageVariables: expected at most 100 variables, as a stage takes",
  ],
  [
    "a web ACL would block almost everybody",
    { webAcl: { rateLimit: 5 } },
    "webAcl.rateLimit: expected a whole number from 10 to 2000000000, got 5",
  ],
  [
    "rules of an unknown group are counted",
    { webAcl: { countedRules: { AWSManagedRulesSQLiRuleSet: [] } } },
    "webAcl.countedRules.AWSManagedRulesSQLiRuleSet: expected no such pin, got one",
  ],
  [
    "a web ACL is named by no ARN",
    { webAcl: { arn: "shared" } },
    "webAcl: expected {rateLimit?: 10 or more, countedRules?",
  ],
  [
    "a web ACL exists and has rules of its own",
    { webAcl: { arn: acl("eu-west-1:111111111111"), rateLimit: 100 } },
    "webAcl: expected {rateLimit?: 10 or more, countedRules?",
  ],
  [
    "an existing web ACL is one for CloudFront",
    { webAcl: { arn: acl("us-east-1:111111111111", "global") } },
    "webAcl.arn: expected a web ACL of scope REGIONAL, as stages take",
  ],
  [
    "an existing web ACL is in another region",
    { webAcl: { arn: acl("us-east-1:111111111111") } },
    "webAcl.arn: expected a web ACL of 111111111111 in eu-west-1, where the stages are",
  ],
  [
    "an existing web ACL is another account's",
    { webAcl: { arn: acl("eu-west-1:222222222222") } },
    "webAcl.arn: expected a web ACL of 111111111111 in eu-west-1, where the stages are",
  ],
  [
    "an existing web ACL would take the place of the one that lets in a distribution alone",
    {
      webAcl: { arn: acl("eu-west-1:111111111111") },
      cloudFront: { host: "shop.dev.example.com", originVerifySecret: "dev/origin-verify" },
    },
    "webAcl: expected rules of its own, as cloudFront is pinned",
  ],
  [
    "a web ACL would guard the private door alone",
    {
      doors: ["private"],
      domain: { zone: "dev.example.com", hosts: { private: "internal.dev.example.com" } },
      certificateRegion: { private: "eu-west-1" },
      webAcl: {},
    },
    "webAcl: expected none, as neither the regional nor the edge door is open, got {}",
  ],
])("fails, naming the file, when %s", (_when, pins, message) => {
  expect(() => define(pins)).toThrow(`environments/dev/environment.ts: ${message}`);
});

test("takes what AWS takes", () => {
  const pins = {
    throttle: { ...limit, methods: { "GET /orders/{orderId}": limit } },
    usagePlans: {
      gold: { ...plan, quota: { limit: 1, period: "MONTH" }, methods: { "GET /orders": limit }, keys: ["acme"] },
    },
    stageVariables: { catalogHost: "https://catalog.example.com/v1?a=b&c=d,e#f~g" },
    clientCertificate: true,
    webAcl: { arn: acl("eu-west-1:111111111111") },
  };
  expect(define(pins)).toMatchObject(pins);
});
