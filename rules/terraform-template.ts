import type { Configuration } from "./stack-configuration";

/** What expressions of a stack may refer to. */
export interface Scope {
  configuration: Configuration;
  /** Iterators of `dynamic` blocks. */
  iterators: ReadonlySet<string>;
}

/**
 * Interpolations and directives of a text that Terraform can't have been meant by: they are cut off, are of no known form, or
 * refer to nothing in the stack. Each as it stands there: `${stageVariables.host}`.
 * Source: Terraform language, "Strings and Templates", "References to Named Values".
 */
export function strays(text: string, scope: Scope): string[] {
  // most texts, and long ones such as a body, have none: no expression has to go through them
  if (!text.includes("${") && !text.includes("%{")) return [];
  const found = templatesIn(text);
  const bound = new Set(scope.iterators);
  for (const { inside = "" } of found)
    for (const [, key, value] of inside.matchAll(/\bfor\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\b/g))
      for (const name of [key, value]) if (name) bound.add(name);
  return found
    .filter((template) => isStray(template, scope.configuration, bound))
    .map(({ whole }) => whole.slice(0, 80));
}

interface Template {
  kind: "$" | "%";
  /** With its braces. */
  whole: string;
  /** Without texts in quotation marks; undefined when there is no end. */
  inside?: string;
}

/** Every `${...}` and `%{...}` that is not escaped, those in quotation marks within others too. */
function templatesIn(text: string): Template[] {
  const found: Template[] = [];
  const start = /(?<!\$)\$\{|(?<!%)%\{/g;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const kind = match[0][0] as Template["kind"];
    const { end, inside, quoted } = readExpression(text, match.index + 2);
    const whole = text.slice(match.index, end);
    found.push(inside === undefined ? { kind, whole } : { kind, whole, inside }, ...quoted.flatMap(templatesIn));
    start.lastIndex = end;
  }
  return found;
}

/** Reads to the brace that ends an expression. */
function readExpression(text: string, start: number): { end: number; inside?: string; quoted: string[] } {
  const quoted: string[] = [];
  let inside = "";
  let depth = 1;
  let position = start;
  while (position < text.length) {
    const character = text[position]!;
    if (character === '"') {
      const end = endOfQuoted(text, position + 1);
      quoted.push(text.slice(position + 1, end));
      inside += '""';
      position = end + 1;
      continue;
    }
    if (character === "{") depth++;
    if (character === "}" && --depth === 0) return { end: position + 1, inside, quoted };
    inside += character;
    position++;
  }
  return { end: text.length, quoted };
}

/** Where a text in quotation marks ends; marks inside its own interpolations don't end it. */
function endOfQuoted(text: string, start: number): number {
  for (let position = start; position < text.length; position++) {
    if (text[position] === "\\") position++;
    else if (text[position] === '"') return position;
    else if (text.startsWith("${", position) && text[position - 1] !== "$")
      position = readExpression(text, position + 2).end - 1;
  }
  return text.length;
}

const keywords = new Set(["for", "in", "if", "else", "endif", "endfor", "true", "false", "null"]);

function isStray({ kind, inside }: Template, configuration: Configuration, bound: ReadonlySet<string>): boolean {
  if (inside === undefined || inside.trim() === "") return true;
  if (kind === "%" && !/^~?\s*(?:if|for|else|endif|endfor)\b/.test(inside)) return true;
  const names = /(?<![\w.-])[A-Za-z_][\w-]*(?:::[A-Za-z_]\w*)*/g;
  return [...inside.matchAll(names)].some(({ 0: name, index }) => {
    if (keywords.has(name) || bound.has(name)) return false;
    const rest = inside.slice(index + name.length).trimStart();
    if (rest.startsWith("(")) return !functions.has(name) && !name.startsWith("provider::");
    const isKey = /^=(?![=>])/.test(rest) || (rest.startsWith(":") && isInBraces(inside.slice(0, index)));
    return !isKey && !refers(name, rest, configuration);
  });
}

const isInBraces = (before: string): boolean => before.split("{").length > before.split("}").length;

/** Whether a reference's first name, and what follows it, is something that the stack has. */
function refers(name: string, rest: string, { resource, data, ...others }: Configuration): boolean {
  const [, second = "", third = ""] = /^\.\s*([\w-]+)(?:\.([\w-]+))?/.exec(rest) ?? [];
  const has = (section: unknown, key: string) =>
    typeof section === "object" && section !== null && Object.hasOwn(section, key);
  switch (name) {
    case "data":
      return has(data?.[second], third);
    case "local":
      return has(others["locals"], second);
    case "var":
      return has(others["variable"], second);
    case "module":
      return has(others["module"], second);
    case "path":
      return ["module", "root", "cwd"].includes(second);
    case "each":
      return second === "key" || second === "value";
    case "count":
      return second === "index";
    case "terraform":
      return second === "workspace";
    case "self":
      return second !== "";
    default:
      return has(resource?.[name], second);
  }
}

/** Source: Terraform language, "Built-in Functions", 1.11. */
const functions = new Set(
  (
    "abs ceil floor log max min parseint pow signum chomp endswith format formatlist indent join lower regex regexall replace " +
    "split startswith strcontains strrev substr templatestring title trim trimprefix trimspace trimsuffix upper alltrue anytrue " +
    "chunklist coalesce coalescelist compact concat contains distinct element flatten index keys length list lookup map matchkeys " +
    "merge one range reverse setintersection setproduct setsubtract setunion slice sort sum transpose values zipmap base64decode " +
    "base64encode base64gzip csvdecode jsondecode jsonencode textdecodebase64 textencodebase64 urlencode yamldecode yamlencode " +
    "abspath basename dirname file filebase64 fileexists fileset pathexpand templatefile formatdate plantimestamp timeadd timecmp " +
    "timestamp base64sha256 base64sha512 bcrypt filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512 md5 " +
    "rsadecrypt sha1 sha256 sha512 uuid uuidv5 cidrhost cidrnetmask cidrsubnet cidrsubnets can ephemeralasnull issensitive " +
    "nonsensitive sensitive tobool tolist tomap tonumber toset tostring try type"
  ).split(" "),
);
