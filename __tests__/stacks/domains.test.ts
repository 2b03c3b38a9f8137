import { Testing, TerraformStack } from "cdktf";
import { CustomDomain } from "../../constructs/custom-domain";
import { RestApi } from "../../constructs/rest-api";
import type { Stage } from "../../constructs/stage";
import type { Environment } from "../../environments/environment";
import { dev, type SynthesizedStack, synthesize } from "./synthesis";

const certificateArn = {
  regional: "arn:aws:acm:eu-west-1:111111111111:certificate/regional",
  edge: "arn:aws:acm:us-east-1:111111111111:certificate/edge",
  private: "arn:aws:acm:eu-west-1:111111111111:certificate/private",
} as const;

const doors = [
  ["regional", "regional_certificate_arn"],
  ["edge", "certificate_arn"],
  ["private", "certificate_arn"],
] as const;

describe("certificates that exist", () => {
  let stacks: Record<string, SynthesizedStack>;
  beforeAll(() => {
    stacks = synthesize([{ ...dev, certificateArn, certificateName: { edge: "*.dev.example.com" } }]);
  });

  test.each(doors)("serve the %s door, and none is requested or validated", (door, argument) => {
    const stack = stacks[`dev-${door}`]!;
    expect(stack.the("aws_api_gateway_domain_name")[argument]).toBe(certificateArn[door]);
    expect(stack.all("aws_acm_certificate")).toEqual({});
    expect(stack.all("aws_acm_certificate_validation")).toEqual({});
    expect(Object.keys(stack.all("aws_route53_record"))).toEqual(
      door === "private" ? ["alias_a"] : ["alias_a", "alias_aaaa"],
    );
  });

  test.each(doors)("of the %s door is looked up in its region while planning, issued and by its first name", (door) => {
    const stack = stacks[`dev-${door}`]!;
    const lookup = stack.json.data!.aws_acm_certificate!.certificate!;
    expect(lookup).toMatchObject({
      domain: door === "edge" ? "*.dev.example.com" : dev.domain.hosts[door],
      statuses: ["ISSUED"],
      most_recent: true,
    });
    expect(lookup.provider).toBe(door === "edge" ? "aws.us_east_1" : undefined);
  });

  test.each(doors)("of the %s door stops the plan unless it is the pinned one and for the host", (door) => {
    const { lifecycle } = stacks[`dev-${door}`]!.json.data!.aws_acm_certificate!.certificate! as {
      lifecycle: { postcondition: { condition: string; error_message: string }[] };
    };
    const [pinned, named] = lifecycle.postcondition;
    expect(pinned!.condition).toBe(`\${self.arn == "${certificateArn[door]}"}`);
    expect(named!.condition).toContain(String(dev.domain.hosts[door]));
    expect(named!.condition).toContain("*.dev.example.com");
    expect(named!.error_message).toBe(
      `certificate of ${dev.domain.hosts[door]}: expected one for ${dev.domain.hosts[door]} or *.dev.example.com, got one for other names only`,
    );
  });
});

describe("a domain whose DNS is elsewhere", () => {
  const elsewhere: Environment = { ...dev, domain: { ...dev.domain, dns: "elsewhere" } };
  let stacks: Record<string, SynthesizedStack>;
  beforeAll(() => {
    stacks = synthesize([elsewhere]);
  });

  test("has no public zone and no public record", () => {
    expect(stacks["dev-network"]!.all("aws_route53_zone")).toEqual({ private_zone: expect.anything() });
    for (const door of ["regional", "edge"]) expect(stacks[`dev-${door}`]!.all("aws_route53_record")).toEqual({});
  });

  test("keeps the private door's record in the VPC's own zone", () => {
    expect(Object.keys(stacks["dev-private"]!.all("aws_route53_record"))).toEqual(["alias_a"]);
  });

  test("has its certificates requested before the doors, with the records to create", () => {
    const network = stacks["dev-network"]!;
    expect(network.all("aws_acm_certificate")).toMatchObject({
      certificate_regional: { domain_name: "api.dev.example.com" },
      certificate_edge: { domain_name: "edge.dev.example.com", provider: "aws.us_east_1" },
      certificate_private: { domain_name: "internal.dev.example.com" },
    });
    for (const door of ["regional", "edge", "private"]) {
      expect(network.json.output![`certificate_${door}_cname_name`]!.value).toContain("resource_record_name");
      expect(network.json.output![`certificate_${door}_cname_target`]!.value).toContain("resource_record_value");
    }
  });

  test.each(doors)("lets the %s door plan once its certificate is issued", (door, argument) => {
    const stack = stacks[`dev-${door}`]!;
    expect(stack.json.data!.aws_acm_certificate!.certificate).toMatchObject({
      domain: dev.domain.hosts[door],
      statuses: ["ISSUED"],
    });
    expect(stack.the("aws_api_gateway_domain_name")[argument]).toBe("${data.aws_acm_certificate.certificate.arn}");
    expect(stack.all("aws_acm_certificate_validation")).toEqual({});
  });

  test("says which CNAME record each public door needs", () => {
    const outputs = (door: string) => {
      const { alias_cname_name: name, alias_cname_target: target } = stacks[`dev-${door}`]!.json.output!;
      return [name?.value, target?.value];
    };
    expect(outputs("regional")).toEqual([
      "api.dev.example.com",
      "${aws_api_gateway_domain_name.domain.regional_domain_name}",
    ]);
    expect(outputs("edge")).toEqual([
      "edge.dev.example.com",
      "${aws_api_gateway_domain_name.domain.cloudfront_domain_name}",
    ]);
    expect(outputs("private")).toEqual([undefined, undefined]);
  });

  test("has no network stack when its certificates exist and no VPC is pinned", () => {
    const { network: _network, realtime: _realtime, ...pins } = elsewhere;
    const names = Object.keys(
      synthesize([
        {
          ...pins,
          doors: ["regional"],
          domain: { zone: "dev.example.com", dns: "elsewhere", hosts: { regional: "api.dev.example.com" } },
          certificateArn: { regional: certificateArn.regional },
        },
      ]),
    );
    expect(names).toContain("dev-regional");
    expect(names).not.toContain("dev-network");
  });
});

describe("mutual TLS", () => {
  const truststore = { bucket: "example-truststore", key: "clients.pem", version: "v1" };
  const door = (pins: Partial<Environment> = {}) =>
    synthesize([{ ...dev, mutualTls: { truststore }, ...pins }])["dev-regional"]!;

  test("is asked for by the regional door alone, with one version of the truststore", () => {
    const stacks = synthesize([{ ...dev, mutualTls: { truststore } }]);
    expect(stacks["dev-regional"]!.the("aws_api_gateway_domain_name")).toMatchObject({
      security_policy: "TLS_1_2",
      mutual_tls_authentication: { truststore_uri: "s3://example-truststore/clients.pem", truststore_version: "v1" },
    });
    for (const other of ["edge", "private"])
      expect(stacks[`dev-${other}`]!.the("aws_api_gateway_domain_name")).not.toHaveProperty(
        "mutual_tls_authentication",
      );
  });

  test("stops the plan when that version isn't there", () => {
    expect(door().json.data!.aws_s3_object!.truststore).toMatchObject({
      bucket: "example-truststore",
      key: "clients.pem",
      version_id: "v1",
    });
  });

  test("takes an existing certificate that ACM issued", () => {
    expect(door({ certificateArn }).json.data!.aws_acm_certificate!.certificate).toMatchObject({
      types: ["AMAZON_ISSUED"],
    });
  });

  test("takes an imported certificate beside one that proves the ownership of the name", () => {
    const ownershipVerificationCertificateArn = "arn:aws:acm:eu-west-1:111111111111:certificate/proof";
    const stack = door({ certificateArn, mutualTls: { truststore, ownershipVerificationCertificateArn } });
    expect(stack.json.data!.aws_acm_certificate!.certificate).not.toHaveProperty("types");
    expect(stack.the("aws_api_gateway_domain_name").ownership_verification_certificate_arn).toBe(
      ownershipVerificationCertificateArn,
    );
  });

  test("is refused for an API that answers at its execute-api address too", () => {
    const stack = new TerraformStack(Testing.app(), "open");
    const restApi = new RestApi(stack, "orders", {
      name: "orders",
      endpointType: "REGIONAL",
      body: { openapi: "3.0.1", info: { title: "orders", version: "v1" }, paths: {} },
      apiKeySource: "HEADER",
      disableExecuteApiEndpoint: false,
      deletionProtection: false,
      version: "v1",
    });
    const domain = new CustomDomain(stack, "domain", {
      domainName: "api.dev.example.com",
      endpointType: "REGIONAL",
      certificateArn: certificateArn.regional,
      mutualTls: { truststoreUri: "s3://example-truststore/clients.pem", truststoreVersion: "v1" },
    });
    expect(() => domain.map("v1", restApi, {} as Stage)).toThrow(
      "open/domain: expected APIs with a disabled execute-api endpoint, as that asks for no client certificate, got open/orders",
    );
  });
});
