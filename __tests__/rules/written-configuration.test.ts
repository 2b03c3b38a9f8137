import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { DataAwsVpcEndpoint } from "@cdktf/provider-aws/lib/data-aws-vpc-endpoint";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { terraformLiteral } from "../../constructs/terraform-literal";
import { appWith, refusals, type StackBlocks } from "./judged-stack";

/** What is refused of a parameter with this value, beside things that it may refer to. */
const refusedOf = (value: unknown, more: StackBlocks = {}) =>
  refusals({
    dev: {
      ...more,
      resource: { ...more.resource, aws_ssm_parameter: { p: { name: "p", type: "String", value } } },
      data: { aws_region: { here: {} } },
      locals: { hosts: ["a", "b"], host: "a" },
      variable: { stage: { type: "string" } },
    },
  });

const at = "stacks/dev/cdk.tf.json: resource.aws_ssm_parameter.p.value";
const strayOf = (text: string) =>
  `${at}: expected an expression over what this stack has, got ${text}; text of another language is escaped by terraformLiteral`;

describe("what synth wrote is refused", () => {
  test.each([
    "${stageVariables.host}",
    "${context.identity.sourceIp}",
    "${x}",
    '${item.get("a")}',
    "${}",
    "${aws_sqs_queue.gone.arn}",
    "${data.aws_region.gone.name}",
    "${local.gone}",
    "${var.gone}",
    "${path.gone}",
    "${shout(local.host)}",
    '${join(",", [local.host, stageVariables.host])}',
    "%{x}",
    "%{ if stageVariables.host }yes%{ endif }",
  ])("with %s, which means nothing to Terraform", (text) => {
    const [line, ...others] = refusedOf(`https://${text}/orders`);
    expect(line).toContain(`${at}: expected an expression over what this stack has, got `);
    expect(others).toEqual([]);
  });

  test("with an interpolation that never ends, and tells which", () => {
    expect(refusedOf("before ${local.host")).toEqual([strayOf("${local.host")]);
  });

  test("with an interpolation inside a text of another, and in a key", () => {
    expect(refusedOf('${upper("x-${stageVariables.host}")}')).toEqual([strayOf("${stageVariables.host}")]);
    const tags = { "${stageVariables.host}": "x" };
    const more = { resource: { aws_sqs_queue: { q: { name: "q", tags } } } };
    expect(refusedOf("right", more)[0]).toContain(
      "resource.aws_sqs_queue.q.tags.${stageVariables.host}: expected an expression",
    );
  });

  test("with a token that cdktf left", () => {
    expect(refusedOf("arn of <unresolved-token>")).toEqual([
      `${at}: expected what cdktf resolved, got <unresolved-token>; a list, object or boolean of another resource can't stand in a text`,
    ]);
  });

  test("with an object of another resource inside a text, as cdktf writes it", () => {
    const { stack, synth } = appWith({ dev: {} });
    const endpoint = new DataAwsVpcEndpoint(stack("dev"), "endpoint", { state: "available" });
    new SsmParameter(stack("dev"), "p", {
      name: "p",
      type: "String",
      value: JSON.stringify({ tags: endpoint.tags }),
    });
    expect(synth).toThrow("stacks/dev/cdk.tf.json: resource.aws_ssm_parameter.p.value: expected what cdktf resolved");
  });

  test.each([
    ["the project", join(resolve(__dirname, "../.."), "functions/index.zip"), resolve(__dirname, "../..")],
    ["the user", join(homedir(), "key.pem"), homedir()],
  ])("with a path of %s", (_, path, folder) => {
    expect(refusedOf(path)).toEqual([`${at}: expected a path relative to the stack's folder, got one in ${folder}`]);
  });
});

describe("what synth wrote is taken", () => {
  test.each([
    "$${stageVariables.host} and %%{x} and $context.requestId and $!{x} and 100%",
    "${local.host} of ${var.stage} in ${data.aws_region.here.name}",
    "${path.module}/x and ${terraform.workspace}",
    '${join("-", [for index, host in local.hosts : upper("${host}-${index}") if host != ""])}',
    '${jsonencode({ host = local.host, "stage": var.stage, nested = { a: 1 } })}',
    "%{ for host in local.hosts ~}${host}%{ endfor }",
    '%{ if local.host == "}" }${local.host}%{ else }none%{ endif }',
    "${length(local.hosts) > 1 ? local.hosts[0] : var.stage}",
    '${try(aws_ssm_parameter.p.tags["a"], null)}',
    "arn:aws:iam::111111111111:user/root/x",
  ])("with %s", (text) => {
    expect(refusedOf(text)).toEqual([]);
  });

  test("with any text that went through terraformLiteral", () => {
    expect(refusedOf(terraformLiteral("${stageVariables.host}%{x}$${y}#set($a = ${b})"))).toEqual([]);
  });

  test("with the elements of a dynamic block", () => {
    const ingress = { for_each: "${local.hosts}", content: { description: "${ingress.value}" } };
    const named = { for_each: "${local.hosts}", iterator: "host", content: { description: "${host.value}" } };
    const group = (dynamic: object) => ({ resource: { aws_security_group: { g: { description: "door", dynamic } } } });
    expect(refusedOf("right", group({ ingress }))).toEqual([]);
    expect(refusedOf("right", group({ egress: named }))).toEqual([]);
  });
});
