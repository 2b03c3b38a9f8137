import * as z from "zod/mini";
import { compileJsonPath } from "../../semantics/json-path";
import { parseLenientJson } from "../../semantics/lenient-json";
import { limits } from "../../semantics/limits";
import { compileMappingTemplate, type RenderedTemplate, type TemplateScope } from "../../semantics/mapping-template";
import type { JsonTemplate, Origin } from "../mapping-template";
import type { AnswerOrigin, RequestOrigin } from "../parameter-mapping";
import type { Route } from "../route";
import { expressionsOf } from "./velocity";

/** Text that a template has to escape wherever a client can send it. */
const hostile = `x","y":"z'\\&Action=a+%\n<é>{"b":1}`;

const context = {
  requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  extendedRequestId: "JKJaXmPLvHcESHA=",
  requestTime: "09/Apr/2026:12:34:56 +0000",
  requestTimeEpoch: 1_775_738_096_000,
  stage: "stage",
  domainName: "api.example.com",
  resourcePath: "/",
  identity: { sourceIp: "192.0.2.1", userAgent: "curl/8.0", userArn: "arn:aws:iam::111111111111:user/job" },
  authorizer: { principalId: "principal", claims: { sub: "00000000-0000-0000-0000-000000000000" } },
};

/**
 * Renders a template with a route's sample, and again with each text in it that a client could make something else of.
 *
 * @param payload what the template maps: the sample's body where it is left out
 * @param read gives what the rendered text is as data, or throws for what its reader would refuse
 * @throws Error naming `subject` for a template that can't be rendered, or that a client's text changes the shape of
 */
export function tryTemplate<T>(
  source: string,
  route: Route,
  subject: string,
  read: (text: string) => T,
  payload?: unknown,
): { value: T; rendered: RenderedTemplate } {
  const size = Buffer.byteLength(source);
  if (size > limits.templateBytes)
    throw new Error(`${subject}: expected at most ${limits.templateBytes} bytes, got ${size}`);
  const sample = sampleOf(route, subject);
  const scopes = [sample, ...hostileVariants(sample, route)].map((each) => scopeOf(each, payload));
  const shown = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}...` : text);
  const results = scopes.map((scope, index) => {
    const tried = index === 0 ? "the route's sample" : `the sample with ${JSON.stringify(hostile)} for a text`;
    const rendered = attempt(() => compileMappingTemplate(source).render(scope), `${subject}: ${tried}`);
    const value = attempt(
      () => read(rendered.text),
      `${subject}: ${tried}`,
      () => `, from ${shown(rendered.text)}`,
    );
    return { value, rendered };
  });
  const [first] = results as [(typeof results)[0]];
  for (const { value, rendered } of results)
    if (shapeOf(value) !== shapeOf(first.value))
      throw new Error(
        `${subject}: expected every text that a client sends to be escaped, got ${shown(rendered.text)} for ${JSON.stringify(hostile)}`,
      );
  return first;
}

/**
 * Refuses a template that reads what isn't there, as one with a misspelt path does.
 *
 * @param payload what the template maps: the body of the route's sample where it is left out
 */
export function refuseMissing(template: JsonTemplate, route: Route, subject: string, payload?: unknown): void {
  for (const { origin } of expressionsOf(template)) refuseMissingOrigin(origin, route, subject, payload);
}

/** Refuses one value that isn't there. */
export function refuseMissingOrigin(
  origin: Origin | RequestOrigin | AnswerOrigin,
  route: Route,
  subject: string,
  payload?: unknown,
): void {
  if (origin === "template") return;
  if ("payload" in origin) {
    const body = JSON.stringify(payload ?? sampleOf(route, subject).body ?? {});
    if (compileJsonPath(origin.payload)(parseLenientJson(body), () => {}) === null)
      throw new Error(`${subject}: expected ${origin.payload} in ${shortened(body)}, which is mapped, got none`);
    return;
  }
  const [[kind, name]] = Object.entries(origin) as [[string, string]];
  const place = kind.replace(/^multivalue/, "");
  const part = declaredBy[place];
  if (!part) return;
  const names = Object.keys(route.request?.[part]?.shape ?? {});
  if (!names.includes(name))
    throw new Error(
      `${subject}: expected a ${place} parameter of the route (${names.join(", ") || "none"}), got ${name}`,
    );
}

/** The part of a route's request that declares parameters of a place. */
const declaredBy: Record<string, "path" | "query" | "headers" | undefined> = {
  path: "path",
  querystring: "query",
  header: "headers",
};

type Sample = NonNullable<Route["sample"]>;

/** The route's sample, which its own schemas take. */
function sampleOf({ sample = {}, request = {} }: Route, subject: string): Sample {
  const parts = { path: request.path, query: request.query, headers: request.headers, body: request.body };
  for (const [part, schema] of Object.entries(parts)) {
    const given = sample[part as keyof Sample];
    if (!schema) {
      if (given !== undefined) throw new Error(`${subject}: sample.${part}: expected none, as the route takes none`);
      continue;
    }
    const result = z.safeParse(schema, given ?? (part === "body" ? undefined : {}));
    if (!result.success)
      throw new Error(
        `${subject}: sample.${[part, ...(result.error.issues[0]?.path ?? [])].join(".")}: expected what the route's schema takes, on which mapping templates are tried, got ${shortened(JSON.stringify(given) ?? "none")}`,
      );
  }
  return sample;
}

const scopeOf = (
  { path = {}, query = {}, headers = {}, body, userAgent }: Sample & { userAgent?: string },
  payload: unknown,
): TemplateScope => ({
  body: textOf(payload === undefined ? body : payload),
  params: { path: { ...path }, querystring: { ...query }, header: { ...headers } },
  context: { ...context, identity: { ...context.identity, ...(userAgent !== undefined && { userAgent }) } },
  stageVariables: {},
});

const textOf = (payload: unknown) => (payload === undefined ? "" : JSON.stringify(payload));

/** API Gateway checks no parameter's form, and texts of the body as the model says. */
function hostileVariants(sample: Sample, { request }: Route): (Sample & { userAgent?: string })[] {
  const all = (values: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.keys(values).map((name) => [name, hostile]));
  const bodies = replacements(sample.body).filter((body) => request?.body && z.safeParse(request.body, body).success);
  return [
    { ...sample, path: all(sample.path), query: all(sample.query), headers: all(sample.headers), userAgent: hostile },
    ...bodies.map((body) => ({ ...sample, body })),
  ];
}

/** A value with one text in it replaced, for each text. */
function replacements(value: unknown): unknown[] {
  if (typeof value === "string") return [hostile];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    replacements(child).map((replaced) =>
      Array.isArray(value) ? value.with(Number(key), replaced) : { ...value, [key]: replaced },
    ),
  );
}

/** The names in a value, without what texts say. */
function shapeOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? "" : part)) ?? "";
}

function attempt<T>(act: () => T, subject: string, more: () => string = () => ""): T {
  try {
    return act();
  } catch (error) {
    throw new Error(`${subject}: expected a template that can be rendered, got ${(error as Error).message}${more()}`, {
      cause: error,
    });
  }
}

const shortened = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}...` : text);
