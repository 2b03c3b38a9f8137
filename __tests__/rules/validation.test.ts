import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environments, synthesize } from "../stacks/synthesis";
import { appWith, refusals } from "./judged-stack";

const arn = "arn:aws:acm:eu-west-1:111111111111:certificate/6f0f2c0e-5d0b-4c55-9e0e-7b6a1d3f9a10";

const edge = {
  resource: {
    aws_api_gateway_domain_name: {
      domain: {
        domain_name: "edge.example.com",
        endpoint_configuration: { types: ["EDGE"] },
        certificate_arn: arn,
        security_policy: "TLS_1_2",
      },
    },
  },
};

const right = { locals: { answer: 42 } };

const violation = (stack: string) =>
  `${stack}: aws_api_gateway_domain_name.domain: certificate_arn: expected a certificate in us-east-1, where CloudFront takes it from, got one in eu-west-1 [certificate-region]`;

describe("synth", () => {
  test("refuses every violation of every stack together, a line each", () => {
    expect(refusals({ "dev-edge": edge, "dev-data": right, "prod-edge": edge })).toEqual([
      violation("dev-edge"),
      violation("prod-edge"),
    ]);
  });

  test("leaves no configuration of a stack that it refuses, and no manifest", () => {
    const { outdir, synth } = appWith({ "dev-edge": edge, "dev-data": right });
    expect(synth).toThrow("dev-edge");
    expect(existsSync(join(outdir, "stacks/dev-edge/cdk.tf.json"))).toBe(false);
    expect(existsSync(join(outdir, "stacks/dev-data/cdk.tf.json"))).toBe(true);
    expect(existsSync(join(outdir, "manifest.json"))).toBe(false);
  });

  test("writes what no rule refuses as it is", () => {
    const { outdir, synth } = appWith({ "dev-data": right });
    synth();
    const { locals } = JSON.parse(readFileSync(join(outdir, "stacks/dev-data/cdk.tf.json"), "utf8")) as typeof right;
    expect(locals).toEqual(right.locals);
  });

  test("takes every environment of this repository", () => {
    expect(() => synthesize(environments)).not.toThrow();
  });
});

const waiver = {
  rule: "certificate-region",
  stack: "dev-*",
  address: "aws_api_gateway_domain_name.domain",
  reason: "moves with the domain in March",
  expires: "2027-03-31",
};

describe("a waiver", () => {
  test("lets pass what it names, in the stacks that it names", () => {
    expect(refusals({ "dev-edge": edge, "prod-edge": edge }, [waiver])).toEqual([violation("prod-edge")]);
  });

  test("is for one rule and one address", () => {
    expect(refusals({ "dev-edge": edge }, [{ ...waiver, rule: "certificate-name" }])).toHaveLength(1);
    expect(refusals({ "dev-edge": edge }, [{ ...waiver, address: "aws_lb_listener.*" }])).toHaveLength(1);
    expect(refusals({ "dev-edge": edge }, [{ ...waiver, address: "*" }])).toEqual([]);
  });

  test("that nothing needs is refused", () => {
    const { synth, validation } = appWith({ "dev-edge": edge }, [waiver, { ...waiver, stack: "prod-*" }]);
    synth();
    expect(() => validation.refuseUnused(() => true)).toThrow(
      "waivers.ts: certificate-region of prod-* aws_api_gateway_domain_name.domain: expected something to waive, got nothing",
    );
  });

  test.each([
    ["an unknown rule", { rule: "edge-region" }, "rule: expected the id of a rule (docs/rules.md), got edge-region"],
    ["no reason", { reason: " " }, "reason: expected a text, got none"],
    ["no last day", { expires: undefined }, "expires: expected a day such as 2027-03-31, got none"],
    [
      "a day that there is not",
      { expires: "2027-02-30" },
      "expires: expected a day such as 2027-03-31, got 2027-02-30",
    ],
    ["no stack", { stack: "" }, "stack: expected a text, got none"],
  ])("with %s is refused by its number", (_, wrong, sentence) => {
    const given = { ...waiver, ...wrong } as typeof waiver;
    expect(refusals({ "dev-edge": edge }, [waiver, given])).toEqual([`waivers.ts: entry 2: ${sentence}`]);
  });
});
