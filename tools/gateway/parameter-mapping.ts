import type { Exchange, IntegrationResult } from "./exchange";
import { readPath } from "./json-path";

/** Values that a mapping expression gives for one request: none when its source has none. */
export type Source = (exchange: Exchange, result?: IntegrationResult) => string[];

/**
 * Compiles the right-hand side of a parameter mapping (developer guide, "API Gateway data mappings"): `'literal'`,
 * `method.request.<place>.<name>`, `integration.response.<place>.<name>`, `context.<path>`, `stageVariables.<name>`.
 * Throws for one that API Gateway wouldn't take.
 */
export function compileSource(expression: string, subject: string): Source {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return () => [literal];
  for (const [pattern, compile] of sources) {
    const found = pattern.exec(expression);
    if (found) return compile(found[1] ?? "");
  }
  throw new Error(
    `${subject}: expected 'literal', method.request, integration.response, context or stageVariables, got ${expression}`,
  );
}

const one = (value: string | undefined): string[] => (value === undefined ? [] : [value]);

const sources: [RegExp, (name: string) => Source][] = [
  [
    /^method\.request\.header\.(.+)$/,
    (name) =>
      ({ request }) =>
        one(request.headers.get(name)),
  ],
  [
    /^method\.request\.multivalueheader\.(.+)$/,
    (name) =>
      ({ request }) =>
        request.headers.all(name),
  ],
  [
    /^method\.request\.querystring\.(.+)$/,
    (name) =>
      ({ request }) =>
        one(request.query.get(name)?.at(-1)),
  ],
  [
    /^method\.request\.multivaluequerystring\.(.+)$/,
    (name) =>
      ({ request }) =>
        request.query.get(name) ?? [],
  ],
  [
    /^method\.request\.path\.(.+)$/,
    (name) =>
      ({ pathParameters }) =>
        one(pathParameters[name]),
  ],
  [
    /^method\.request\.body(?:\.(.+))?$/,
    (path) =>
      ({ request }) =>
        one(fromBody(request.body.toString(), path)),
  ],
  [/^integration\.response\.header\.(.+)$/, (name) => (_, result) => one(result?.headers.get(name))],
  [/^integration\.response\.multivalueheader\.(.+)$/, (name) => (_, result) => result?.headers.all(name) ?? []],
  [
    /^integration\.response\.body(?:\.(.+))?$/,
    (path) => (_, result) => one(fromBody(result?.body.toString() ?? "", path)),
  ],
  [
    /^context\.(.+)$/,
    (path) =>
      ({ context }) =>
        one(toHeader(readPath(context, path))),
  ],
  [
    /^stageVariables\.(.+)$/,
    (name) =>
      ({ stage }) =>
        one(stage.stage.variables[name]),
  ],
];

function fromBody(body: string, path: string): string | undefined {
  if (path === "") return body;
  try {
    return toHeader(readPath(JSON.parse(body), path));
  } catch {
    return undefined;
  }
}

function toHeader(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
