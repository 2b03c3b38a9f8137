import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parseLenientJson } from "../../semantics/lenient-json";
import { compileMappingTemplate, type TemplateScope } from "../../semantics/mapping-template";
import { selectIntegrationResponse } from "../../semantics/selection-pattern";
import { jsonText } from "../../semantics/velocity/values";

/** Answers recorded on API Gateway, kept beside the repository; jest.config.js leaves this file out where they are not. */
const folder = join(__dirname, "../../../shared/fidelity");

interface VelocityCase {
  id: string;
  template: string;
  context: Record<string, unknown>;
  expected: { body: { text?: string; json_of_text?: unknown } };
  ignore_whitespace: boolean;
}

test("recorded Velocity templates render as on API Gateway", () => {
  const { openapi_template: wrapper } = JSON.parse(readFileSync(join(folder, "vtl-wrapper.json"), "utf8")) as {
    openapi_template: { paths: { "/": { post: { "x-amazon-apigateway-integration": Integration } } } };
  };
  const integration = wrapper.paths["/"].post["x-amazon-apigateway-integration"];
  const compared = read<VelocityCase>("velocity.jsonl").map(
    ({ id, template, context, expected, ignore_whitespace }) => {
      const definitions = Object.keys(context).map((key) => `#set($${key} = $bodyJSON.${key})`);
      const source = (integration.responses["default"]?.responseTemplates?.["application/json"] ?? "")
        .replace("{{VARDEFS}}", () => definitions.join(" "))
        .replace("{{TEMPLATE}}", () => template);
      const scope = scopeOf({ body: JSON.stringify(context) });
      const request = render(integration.requestTemplates?.["application/json"] ?? "", scope);
      const { text } = render(source, { ...scope, body: "", context: request.context });
      const { json_of_text: json, text: wanted = "" } = expected.body;
      if (json !== undefined) return { id, got: JSON.parse(text) as unknown, wanted: json };
      return ignore_whitespace ? { id, got: collapse(text), wanted: collapse(wanted) } : { id, got: text, wanted };
    },
  );
  expect(compared.map(({ id, got }) => ({ id, text: got }))).toEqual(
    compared.map(({ id, wanted }) => ({ id, text: wanted })),
  );
});

interface Integration {
  type: string;
  requestTemplates?: Record<string, string>;
  responses: Record<string, { statusCode: string; responseTemplates?: Record<string, string> }>;
}

interface InvocationCase {
  id: string;
  area: string;
  request: { method: string; path: string; headers: Record<string, string>; body?: string };
  openapi_or_setup: {
    openapi: { paths: Record<string, Record<string, { "x-amazon-apigateway-integration": Integration }>> };
    backend?: Record<string, string>;
  };
  lambda_behaviour: Record<string, string> | null;
  expected: { status: number; body: { text?: string; json?: unknown } };
}

test("recorded invocations go through both templates as on API Gateway", async () => {
  const areas = new Set(["vtl-input", "vtl-overrides", "mock"]);
  const recordings = read<InvocationCase>("invocations.jsonl").filter(({ area }) => areas.has(area));
  const answers = await Promise.all(recordings.map(answer));
  expect(answers).toEqual(recordings.map(({ id, expected: { status, body } }) => ({ id, status, body })));
});

async function answer(recording: InvocationCase) {
  const { id, request, expected } = recording;
  const [integration, path] = integrationOf(recording);
  const scope = scopeOf({ body: request.body ?? "", params: { path, querystring: {}, header: request.headers } });
  const template = integration.requestTemplates?.["application/json"];
  const sent = template === undefined ? { text: scope.body, context: {} } : render(template, scope);
  const { selected, body } = await backends[integration.type]!(sent.text, recording);
  const responses = Object.entries(integration.responses).map(([key, response]) => ({
    ...response,
    selectionPattern: key === "default" ? null : key,
  }));
  const response = selectIntegrationResponse(responses, selected)!;
  const responseTemplate = response.responseTemplates?.["application/json"] ?? "$input.body";
  const { text, context } = render(responseTemplate, { ...scope, body, context: sent.context });
  const { status = Number(response.statusCode) } = context["responseOverride"] as { status?: number };
  return { id, status, body: "text" in expected.body ? { text } : { json: JSON.parse(text) as unknown } };
}

/** What the recorded backends did, and what the selection pattern was tried on. */
const backends: Record<
  string,
  (body: string, recording: InvocationCase) => Promise<{ selected: string | null; body: string }>
> = {
  async http(body, { openapi_or_setup: { backend } }) {
    const echoesJson = "http-echo-json" in (backend ?? {});
    return { selected: "200", body: echoesJson ? JSON.stringify({ json: JSON.parse(body) as unknown }) : body };
  },
  async mock(body) {
    const { statusCode } = JSON.parse(jsonText(parseLenientJson(body), () => {})) as { statusCode: number };
    return { selected: String(statusCode), body: "" };
  },
  async aws(body, { lambda_behaviour: functions }) {
    const exports: { handler?: (event: unknown) => Promise<unknown> } = {};
    runInNewContext(Object.values(functions ?? {})[0] ?? "", { exports });
    return { selected: null, body: JSON.stringify(await exports.handler?.(JSON.parse(body))) };
  },
};

function integrationOf({ request, openapi_or_setup: { openapi } }: InvocationCase) {
  for (const [template, methods] of Object.entries(openapi.paths)) {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const match = new RegExp(`^${template.replace(/\{\w+\}/g, "([^/]+)")}$`).exec(request.path);
    const method = methods[request.method.toLowerCase()];
    if (!match || !method) continue;
    const path = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1]!)]));
    return [method["x-amazon-apigateway-integration"], path] as const;
  }
  throw new Error(`${request.path}: expected a recorded integration, got none`);
}

const collapse = (text: string) => text.replace(/\s+/g, " ").trim();
const render = (source: string, scope: TemplateScope) => compileMappingTemplate(source).render(scope);
const scopeOf = (scope: Partial<TemplateScope>): TemplateScope => ({
  body: "",
  params: { path: {}, querystring: {}, header: {} },
  context: {},
  stageVariables: {},
  ...scope,
});

function read<T>(name: string): T[] {
  return readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
