import { type Attributes, type BlockSketch, type PlanSketch, reference, template } from "./plan-builder";
import { findingsOf, said, warnings } from "./said";

const domain = "aws_api_gateway_domain_name.api";
const edge = (domainName = "api.example.com"): Attributes => ({
  domain_name: domainName,
  endpoint_configuration: [{ types: ["EDGE"] }],
});
const arnIn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/1`;

/** A domain that is created with a certificate of the same plan. */
const withCertificate = (
  attributes: Attributes,
  { provider = "aws", names = ["api.example.com"], ...block }: BlockSketch & { names?: string[] } = {},
): PlanSketch => {
  const argument = JSON.stringify(attributes).includes("REGIONAL") ? "regional_certificate_arn" : "certificate_arn";
  const [domain_name, ...subject_alternative_names] = names;
  return {
    providers: { "aws.virginia": { region: "us-east-1" } },
    changes: [
      { address: domain, after: attributes, unknown: { [argument]: true } },
      {
        address: "aws_acm_certificate.api",
        after: {
          domain_name,
          validation_method: "DNS",
          ...(subject_alternative_names.length > 0 && { subject_alternative_names }),
        },
        unknown: { arn: true, ...(subject_alternative_names.length === 0 && { subject_alternative_names: true }) },
      },
    ],
    configuration: {
      [domain]: { expressions: { [argument]: reference("aws_acm_certificate.api.arn"), ...block.expressions } },
      "aws_acm_certificate.api": { provider },
    },
  };
};

describe("the region of a certificate", () => {
  test("must be us-east-1 for an EDGE domain", () => {
    expect(said("certificate-region", withCertificate(edge()))).toEqual([
      `block ${domain}: The certificate lies in eu-central-1, the domain needs one in us-east-1`,
    ]);
    expect(said("certificate-region", withCertificate(edge(), { provider: "aws.virginia" }))).toEqual([]);
  });

  test.each(["REGIONAL", "PRIVATE"])("must be the API's own for a %s domain", (type) => {
    const attributes = { ...edge(), endpoint_configuration: [{ types: [type] }] };
    expect(said("certificate-region", withCertificate(attributes))).toEqual([]);
    expect(said("certificate-region", withCertificate(attributes, { provider: "aws.virginia" }))).toEqual([
      `block ${domain}: The certificate lies in us-east-1, the domain needs one in eu-central-1`,
    ]);
  });

  test("is us-east-1 too for a domain that doesn't say its type: EDGE is AWS's default", () => {
    expect(said("certificate-region", withCertificate({ domain_name: "api.example.com" }))).toHaveLength(1);
  });

  test("is read from an ARN that is known", () => {
    const changes = (region: string) => [{ address: domain, after: { ...edge(), certificate_arn: arnIn(region) } }];
    expect(said("certificate-region", { changes: changes("eu-central-1") })).toHaveLength(1);
    expect(said("certificate-region", { changes: changes("us-east-1") })).toEqual([]);
  });

  test("is found through cdktf's templates, indexes and validations", () => {
    const expressions = { certificate_arn: template("aws_acm_certificate_validation.api[0].certificate_arn") };
    const plan = withCertificate(edge(), { expressions });
    const validation = { expressions: { certificate_arn: template("aws_acm_certificate.api.arn") } };
    const configuration = { ...plan.configuration, "aws_acm_certificate_validation.api": validation };
    expect(said("certificate-region", { ...plan, configuration })).toHaveLength(1);
  });

  test("is found through a lookup's provider", () => {
    const expressions = { certificate_arn: reference("data.aws_acm_certificate.shared.arn") };
    const sketch = (provider: string): PlanSketch => ({
      providers: { "aws.virginia": { region: "us-east-1" } },
      changes: [{ address: domain, after: edge(), unknown: { certificate_arn: true } }],
      configuration: { [domain]: { expressions }, "data.aws_acm_certificate.shared": { provider } },
    });
    expect(said("certificate-region", sketch("aws"))).toHaveLength(1);
    expect(said("certificate-region", sketch("aws.virginia"))).toEqual([]);
  });

  test("is found where the provider's region is a variable", () => {
    const plan = withCertificate(edge(), { provider: "aws.certificates" });
    const providers = { "aws.certificates": { expressions: { region: reference("var.region") } } };
    const sketch = (value: string) => ({ ...plan, providers, variables: { region: { value } } });
    expect(said("certificate-region", sketch("us-east-1"))).toEqual([]);
    expect(said("certificate-region", sketch("eu-west-1"))).toEqual([
      `block ${domain}: The certificate lies in eu-west-1, the domain needs one in us-east-1`,
    ]);
  });

  test("is found across modules: an output of one, handed to a variable of another", () => {
    const address = 'module.door["eu.1"].aws_api_gateway_domain_name.api';
    const text = {
      configuration: {
        provider_config: {
          aws: { expressions: { region: { constant_value: "eu-central-1" } } },
        },
        root_module: {
          module_calls: {
            door: {
              expressions: { certificate: { references: ["module.names.certificate_arn", "module.names"] } },
              module: {
                resources: [
                  {
                    mode: "managed",
                    type: "aws_api_gateway_domain_name",
                    name: "api",
                    provider_config_key: "aws",
                    expressions: { certificate_arn: { references: ["var.certificate"] } },
                  },
                ],
              },
            },
            names: {
              module: {
                outputs: {
                  certificate_arn: {
                    expression: { references: ["aws_acm_certificate.api.arn", "aws_acm_certificate.api"] },
                  },
                },
                resources: [
                  {
                    mode: "managed",
                    type: "aws_acm_certificate",
                    name: "api",
                    provider_config_key: "aws",
                    expressions: {},
                  },
                ],
              },
            },
          },
        },
      },
    };
    const changes = [{ address, after: edge(), unknown: { certificate_arn: true } }];
    expect(said("certificate-region", { changes, top: text })).toEqual([
      `block ${address}: The certificate lies in eu-central-1, the domain needs one in us-east-1`,
    ]);
  });

  test("that nothing tells can't be judged, and the review says so", () => {
    const expressions = { certificate_arn: reference("aws_ssm_parameter.certificate.value") };
    const changes = [{ address: domain, after: edge(), unknown: { certificate_arn: true } }];
    expect(said("certificate-region", { changes, configuration: { [domain]: { expressions } } })).toEqual([
      `info ${domain}: The region of certificate certificate_arn can't be judged`,
    ]);
  });

  test("is nobody's business when a domain only gets tags", () => {
    const before = { ...edge(), certificate_arn: arnIn("eu-central-1"), tags: {} };
    expect(warnings({ changes: [{ address: domain, before, after: { ...before, tags: { team: "shop" } } }] })).toEqual(
      [],
    );
  });

  test.each<[address: string, after: Attributes]>([
    ["aws_cloudfront_distribution.shop", { viewer_certificate: [{ acm_certificate_arn: arnIn("eu-central-1") }] }],
    ["aws_cognito_user_pool_domain.login", { domain: "login.example.com", certificate_arn: arnIn("eu-central-1") }],
    ["aws_lb_listener.https", { certificate_arn: arnIn("us-east-1") }],
    ["aws_apigatewayv2_domain_name.live", { domain_name_configuration: [{ certificate_arn: arnIn("us-east-1") }] }],
  ])("matters to %s too", (address, after) => {
    expect(said("certificate-region", { changes: [{ address, after }] })).toHaveLength(1);
  });
});

describe("the names of a certificate", () => {
  const right = { provider: "aws.virginia" };
  test.each([
    ["api.example.com", ["api.example.com"]],
    ["api.example.com", ["example.com", "api.example.com"]],
    ["api.example.com", ["*.example.com"]],
    ["API.example.com", ["Api.Example.com"]],
    ["*.example.com", ["*.example.com"]],
  ])("cover %s by %p", (host, names) => {
    expect(said("certificate-names", withCertificate(edge(host), { ...right, names }))).toEqual([]);
  });

  test.each([
    ["api.eu.example.com", ["*.example.com"]],
    ["example.com", ["*.example.com"]],
    ["api.example.com", ["www.example.com"]],
    ["*.example.com", ["api.example.com"]],
  ])("don't cover %s by %p", (host, names) => {
    expect(said("certificate-names", withCertificate(edge(host), { ...right, names }))).toEqual([
      `block ${domain}: The certificate isn't valid for ${host}`,
    ]);
  });

  test("of a certificate that is looked up aren't known, so nothing is said", () => {
    const arn = arnIn("us-east-1");
    const lookup = { address: "data.aws_acm_certificate.shared", before: { arn, domain: "example.com" } };
    const after = { ...edge(), certificate_arn: arn };
    expect(
      warnings({
        changes: [
          { address: domain, after },
          { ...lookup, actions: ["no-op"], after: lookup.before },
        ],
      }),
    ).toEqual([]);
  });
});

describe("a certificate that nobody waits for", () => {
  test("is worth a note when the domain is new", () => {
    expect(said("certificate-not-awaited", withCertificate(edge(), { provider: "aws.virginia" }))).toEqual([
      `info ${domain}: The domain doesn't wait until its certificate is issued`,
    ]);
  });

  test("is worth more when the domain serves already", () => {
    const plan = withCertificate(edge(), { provider: "aws.virginia" });
    const [api, certificate] = plan.changes!;
    const before = { ...edge(), certificate_arn: arnIn("us-east-1") };
    expect(said("certificate-not-awaited", { ...plan, changes: [{ ...api!, before }, certificate!] })).toEqual([
      `medium ${domain}: The domain doesn't wait until its certificate is issued`,
    ]);
  });

  test("is fine when a validation stands between", () => {
    const expressions = { certificate_arn: reference("aws_acm_certificate_validation.api.certificate_arn") };
    const plan = withCertificate(edge(), { provider: "aws.virginia", expressions });
    const validation = { expressions: { certificate_arn: reference("aws_acm_certificate.api.arn") } };
    const configuration = { ...plan.configuration, "aws_acm_certificate_validation.api": validation };
    expect(findingsOf({ ...plan, configuration })).toEqual([]);
  });

  test("is fine when the domain depends on its validation", () => {
    const plan = withCertificate(edge(), { provider: "aws.virginia" });
    const [domainBlock, dependsOn] = [plan.configuration?.[domain], ["aws_acm_certificate_validation.api"]];
    const configuration = { ...plan.configuration, [domain]: { ...domainBlock, dependsOn } };
    expect(findingsOf({ ...plan, configuration })).toEqual([]);
  });
});

describe("a certificate that is replaced", () => {
  const address = "aws_acm_certificate.api";
  const before = { domain_name: "api.example.com", arn: arnIn("eu-central-1") };
  const replacement = (...actions: string[]) => ({
    address,
    actions,
    before,
    after: { domain_name: "shop.example.com" },
    replacePaths: [["domain_name"]],
  });
  const user = {
    address: domain,
    before: { regional_certificate_arn: before.arn },
    after: { regional_certificate_arn: before.arn },
  };

  test("before its user lets go of it makes the apply fail", () => {
    expect(said("certificate-replaced", { changes: [replacement("delete", "create"), user] })).toEqual([
      `block ${address}: The certificate for api.example.com is replaced`,
    ]);
  });

  test("after the new one is there is an ordinary risk", () => {
    expect(said("certificate-replaced", { changes: [replacement("create", "delete"), user] })).toEqual([
      `medium ${address}: The certificate for api.example.com is replaced`,
    ]);
  });

  test("and has no user in the plan may have one elsewhere", () => {
    expect(said("certificate-replaced", { changes: [replacement("delete", "create")] })).toEqual([
      `medium ${address}: The certificate for api.example.com is replaced`,
    ]);
  });
});
