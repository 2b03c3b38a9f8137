import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Gateway, startGateway } from "../../tools/gateway/gateway";
import { writeStack } from "./stack-folder";

/** An API that answers `/x` with what its body says, in YAML as people write it. */
const yaml = `# the orders service
openapi: 3.0.1
info: {title: orders, version: 1}
x-defaults: &ok
  "200": {description: ok}
paths:
  /x:
    get:
      responses:
        <<: *ok
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: '{"statusCode": 200}'
        responses:
          default:
            statusCode: 200
            responseTemplates:
              application/json: |
                #set($answer = "ANSWER")
                $answer
`;

let root: string;
let gateway: Gateway | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-bodies-"));
});

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  rmSync(root, { recursive: true });
});

/** Serves an API with this body, and gives what `/x` answers. */
async function answerOf(body: unknown, rest: object = {}, files: Record<string, string> = {}): Promise<string> {
  const folder = writeStack(
    join(root, "app"),
    {
      ...rest,
      locals: { answer: "hello", ...(rest as { locals?: object }).locals },
      resource: {
        aws_api_gateway_rest_api: { api: { name: "orders", body } },
        aws_api_gateway_deployment: { d: { rest_api_id: "${aws_api_gateway_rest_api.api.id}" } },
        aws_api_gateway_stage: {
          s: {
            rest_api_id: "${aws_api_gateway_rest_api.api.id}",
            deployment_id: "${aws_api_gateway_deployment.d.id}",
            stage_name: "dev",
          },
        },
      },
    },
    files,
  );
  gateway = await startGateway({ folders: [folder], port: 0, host: "127.0.0.1" });
  const response = await fetch(`${gateway.apis[0]!.localUrl}/x`);
  return (await response.text()).trim();
}

/** The document of a templatefile() whose answer is a variable. */
const template = yaml.replace("ANSWER", "${answer}");

describe("the body of a REST API", () => {
  test("can be YAML", async () => {
    expect(await answerOf(yaml.replace("ANSWER", "plain"))).toBe("plain");
  });

  test("can be YAML with references in it", async () => {
    expect(await answerOf(template.replace("${answer}", "${local.answer}"))).toBe("hello");
  });

  test("can be YAML of a heredoc", async () => {
    expect(
      await answerOf(
        `\${<<-EOT\n${template.replace("${answer}", "${local.answer}").replace(/^/gm, "    ")}\n    EOT\n}`,
      ),
    ).toBe("hello");
  });

  test("can come from a file", async () => {
    expect(await answerOf('${file("${path.module}/api.yaml")}', {}, { "api.yaml": yaml })).toBe("ANSWER");
  });

  test("can come from a template", async () => {
    const body = '${templatefile("api.yaml", { answer = upper(local.answer) })}';
    expect(await answerOf(body, {}, { "api.yaml": template })).toBe("HELLO");
  });

  test("can be jsonencode of what yamldecode reads, changed", async () => {
    const body =
      '${jsonencode(merge(yamldecode(file("api.yaml")), { info = { title = local.answer, version = "1" } }))}';
    expect(await answerOf(body, {}, { "api.yaml": yaml })).toBe("ANSWER");
  });

  test("can be put together by expressions", async () => {
    const operation = `{
      responses = { 200 = { description = "ok" } }
      "x-amazon-apigateway-integration" = {
        type = "mock"
        requestTemplates = { "application/json" = jsonencode({ statusCode = 200 }) }
        responses = { default = { statusCode = "200", responseTemplates = { "application/json" = "path is \${path}" } } }
      }
    }`;
    const body = `\${jsonencode({
      openapi = "3.0.1"
      info    = { title = "orders", version = "1" }
      paths   = { for path in local.paths : path => { get = ${operation} } }
    })}`;
    expect(await answerOf(body, { locals: { paths: '${toset(["/x", "/y"])}' } })).toBe("path is /x");
  });

  test("that is YAML can lack Terraform's escapes too, which is said", async () => {
    expect(await answerOf(yaml.replace("ANSWER", "${context.stage}"))).toBe("dev");
    expect(gateway!.warnings).toContainEqual(
      expect.stringMatching(/expected \$\$\{context.stage\}, got \$\{context.stage\}: served as written/),
    );
  });

  test.each([
    ["neither JSON nor YAML", "openapi: [", "body: expected an OpenAPI document in JSON or YAML, got"],
    ["YAML of another kind", "- a\n- b\n", 'body: expected "openapi": "3.0.x" or "swagger": "2.0", got undefined'],
  ])("is refused when it is %s", async (_, body, message) => {
    await expect(answerOf(body)).rejects.toThrow(message);
  });
});

test("modules are said not to be read", async () => {
  await answerOf(yaml, { module: { network: { source: "./network" } } });
  expect(gateway!.warnings).toContain(
    "stack app: module network: expected resources of the stack itself, got a module: not read",
  );
});
