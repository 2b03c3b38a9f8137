import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { findSourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type IConstruct, Node } from "constructs";
import { service } from "../contract";
import type { Api } from "../contract/route";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { parityOf } from "../environments/parity";
import type { Verdict } from "../rules/law";

/** A place in this repository, in the field's form: a path with forward slashes, a line from 1 on. */
export interface SourceLocation {
  file: string;
  line: number;
}

/** Where a construct comes from, and the lines that a change to it is most likely about. */
export interface Source extends SourceLocation {
  /** Of a REST API: where it is declared, and each of its routes. */
  contract?: SourceLocation & { routes: Record<string, SourceLocation> };
  /** Of a stack: lines of its environment's pins, in the same file. */
  pins?: Record<string, number>;
}

/** Sources by construct path: `dev-data/orders/Resource`. */
export type Sources = Record<string, Source>;

const root = resolve(__dirname, "..");

/**
 * Runs what adds constructs, and notes for each Terraform resource and data source which line outside `constructs/`
 * asked for it: the part itself is the same wherever it is used.
 *
 * cdktf marks each element as it is constructed, with `addMetadata`, but keeps nothing of where.
 */
export function recordSources(build: () => void): Sources {
  const recorded = new Map<IConstruct, SourceLocation>();
  const addMetadata = Object.getOwnPropertyDescriptor(Node.prototype, "addMetadata")!;
  const mark = addMetadata.value as Node["addMetadata"];
  Node.prototype.addMetadata = function (this: Node, ...args: Parameters<Node["addMetadata"]>) {
    const location = callerOutside("constructs");
    const element = this.scopes.at(-1);
    if (location && element) recorded.set(element, location);
    mark.apply(this, args);
  };
  try {
    build();
  } finally {
    Object.defineProperty(Node.prototype, "addMetadata", addMetadata);
  }
  return Object.fromEntries(
    [...recorded]
      .filter(([element]) => "terraformResourceType" in element)
      .map(([{ node }, location]): [string, Source] => [node.path, location])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Writes beside the stacks what commands read and no plan tells: `sources.json`, which is {@link Sources},
 * `waivers.json`, the violations of rules that somebody waived, and `parity.json`, how environments differ.
 */
export function writeForReview(
  outdir: string,
  sources: Sources,
  environments: readonly Environment[],
  waived: Verdict["waived"],
  { apis }: Service = service,
): void {
  write(join(outdir, "sources.json"), withPinsAndContracts(sources, environments, apis));
  const waivers = waived.map(({ judgement: { rule, stack: plan, address }, waiver: { reason, expires } }) => ({
    rule,
    plan,
    address,
    reason,
    expires,
  }));
  write(join(outdir, "waivers.json"), waivers);
  write(join(outdir, "parity.json"), parityOf(environments));
}

const write = (file: string, content: unknown): void => writeFileSync(file, `${JSON.stringify(content, null, 1)}\n`);

/** Adds, for the stacks of each environment, the lines of its pins and of the contract's routes. */
function withPinsAndContracts(sources: Sources, environments: readonly Environment[], apis: readonly Api[]): Sources {
  const contracts = apis.flatMap((api) => {
    const contract = locateApi(api);
    return contract ? [{ construct: `${api.name}-${api.version}/Resource`, contract }] : [];
  });
  const found: Sources = {};
  for (const [path, source] of Object.entries(sources)) {
    const [stack = ""] = path.split("/", 1);
    const environment = environments.find(({ name }) => stack.startsWith(`${name}-`));
    if (environment) found[stack] ??= locatePins(environment);
    const api = contracts.find(({ construct }) => path === `${stack}/${construct}`);
    found[path] = api ? { ...source, contract: api.contract } : source;
  }
  return found;
}

function locatePins(environment: Environment): Source {
  const lines = linesOf(environment.file);
  return {
    file: environment.file,
    line: lineOf(lines, /\bdefineEnvironment\(/) ?? 1,
    pins: linesOfKeys(lines, Object.keys(environment), 0),
  };
}

/** The declaration of an API under `contract/`, and its routes', there or beside it. */
function locateApi({ name, version, routes }: Api): Source["contract"] {
  const says = (text: string, key: string, value: string) => new RegExp(`\\b${key}: ["'\`]${value}["'\`]`).test(text);
  for (const path of readdirSync(join(root, "contract"), { recursive: true, encoding: "utf8" }).toSorted()) {
    if (!path.endsWith(".ts")) continue;
    const file = join("contract", path).replaceAll("\\", "/");
    const lines = linesOf(file);
    const line = lineOf(lines, /\bdefineApi\(\{/);
    const text = lines.join("\n");
    if (line === undefined || !says(text, "name", name) || !says(text, "version", version)) continue;
    const files = [file, ...filesBeside(file)];
    const entries = Object.entries(routes).map(([operation, { method, path: template }]): [string, SourceLocation] => [
      `${method} ${template}`,
      locateRoute(operation, files) ?? { file, line },
    ]);
    return { file, line, routes: Object.fromEntries(entries) };
  }
  return undefined;
}

const filesBeside = (file: string): string[] =>
  readdirSync(join(root, dirname(file)))
    .toSorted()
    .map((name) => `${dirname(file)}/${name}`)
    .filter((path) => path !== file && path.endsWith(".ts"));

/** The first line that declares a route, as part of an object or by itself. */
function locateRoute(operation: string, files: readonly string[]): SourceLocation | undefined {
  for (const file of files) {
    const line = lineOf(linesOf(file), new RegExp(`^(\\s+["']?${operation}["']?: |export const ${operation}\\b)`));
    if (line !== undefined) return { file, line };
  }
  return undefined;
}

/** The first line after `start` that begins with each key of an object literal. */
function linesOfKeys(lines: string[], keys: string[], start: number): Record<string, number> {
  const found = keys.map((key): [string, number | undefined] => [
    key,
    lineOf(lines, new RegExp(`^\\s+["']?${key}["']?\\s*[:,(]`), start),
  ]);
  return Object.fromEntries(found.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function lineOf(lines: string[], pattern: RegExp, start = 0): number | undefined {
  const index = lines.findIndex((line, at) => at >= start && pattern.test(line));
  return index < 0 ? undefined : index + 1;
}

const linesOf = (file: string): string[] =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8").split("\n") : [];

/** The innermost line of this repository on the call stack that lies outside a folder. */
function callerOutside(folder: string): SourceLocation | undefined {
  const usual = { ...Error };
  // call sites as they are: printing a stack costs a hundred times more
  Object.assign(Error, { prepareStackTrace: (_: Error, sites: NodeJS.CallSite[]) => sites, stackTraceLimit: 50 });
  const sites = new Error("sources").stack as unknown as NodeJS.CallSite[];
  Object.assign(Error, { prepareStackTrace: undefined }, usual);
  for (const site of sites) {
    const location = locate(site);
    if (location && !location.file.startsWith(`${folder}/`) && location.file !== "stacks/sources.ts") return location;
  }
  return undefined;
}

/** Where a call site is written, through the compiler's source map. */
function locate(site: NodeJS.CallSite): SourceLocation | undefined {
  const file = site.getFileName();
  const line = site.getLineNumber();
  const map = file ? findSourceMap(file) : undefined;
  if (!map || line === null) return undefined;
  const entry = map.findEntry(line - 1, (site.getColumnNumber() ?? 1) - 1);
  if (!("originalSource" in entry)) return undefined;
  const { originalSource: source } = entry;
  const path = relative(root, source.startsWith("file:") ? fileURLToPath(source) : source).replaceAll("\\", "/");
  return path.startsWith("..") || path.startsWith("node_modules/")
    ? undefined
    : { file: path, line: entry.originalLine + 1 };
}
