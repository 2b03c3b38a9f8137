import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { Implementation } from "../functions";
import type { Scope } from "../expression";
import { parseTemplate } from "../template";
import { ElementSet, toMap, toText, setOf } from "../values";

/** Paths are relative to the stack's folder, where Terraform runs; like Terraform, these functions read whatever they name. */
const readBytes = (path: unknown, scope: Scope) => readFileSync(resolve(scope.folder, expand(toText(path))));

const expand = (path: string) => path.replace(/^~(?=\/|$)/, homedir());

const fileDigest =
  (algorithm: string, encoding: "hex" | "base64"): Implementation =>
  ([path], scope) =>
    createHash(algorithm).update(readBytes(path, scope)).digest(encoding);

export const fileFunctions: Record<string, Implementation> = {
  file: ([path], scope) => readText(path, scope),
  filebase64: ([path], scope) => readBytes(path, scope).toString("base64"),
  fileexists: ([path], scope) =>
    statSync(resolve(scope.folder, expand(toText(path))), { throwIfNoEntry: false })?.isFile() ?? false,
  fileset: ([path, pattern], scope) => fileSet(resolve(scope.folder, toText(path)), toText(pattern)),
  templatefile: ([path, variables], scope) => renderTemplate(readText(path, scope), toText(path), variables, scope),
  templatestring: ([source, variables], scope) => renderTemplate(toText(source), "template", variables, scope),

  filemd5: fileDigest("md5", "hex"),
  filesha1: fileDigest("sha1", "hex"),
  filesha256: fileDigest("sha256", "hex"),
  filesha512: fileDigest("sha512", "hex"),
  filebase64sha256: fileDigest("sha256", "base64"),
  filebase64sha512: fileDigest("sha512", "base64"),

  abspath: ([path], scope) => resolve(scope.folder, toText(path)),
  basename: ([path]) => basename(toText(path)),
  dirname: ([path]) => dirname(toText(path)),
  pathexpand: ([path]) => expand(toText(path)),
};

function readText(path: unknown, scope: Scope): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readBytes(path, scope));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(`${toText(path)}: expected UTF-8 text, got other bytes: filebase64() reads those`, {
      cause: error,
    });
  }
}

/** A template with these variables and no other names; `name` is for errors. */
export function renderTemplate(source: string, name: string, variables: unknown, scope: Scope): unknown {
  const values = toMap(variables);
  try {
    return parseTemplate(source)({
      folder: scope.folder,
      variable: (wanted) => {
        if (Object.hasOwn(values, wanted)) return values[wanted];
        throw new Error(`expected a variable "${wanted}", got ${Object.keys(values).join(", ") || "none"}`);
      },
    });
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Files under a folder that match `*`, `**`, `?`, `[abc]` and `{a,b}`. */
function fileSet(folder: string, pattern: string): ElementSet {
  const expression = globExpression(pattern);
  const files = (inside: string): string[] =>
    readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      return entry.isDirectory() ? files(path) : [path];
    });
  return setOf(files("").filter((path) => expression.test(path)));
}

function globExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|\?|\{|\}|,|\[[^\]]+\]|[^\w/]/g,
    (part) => globParts[part] ?? literal(part),
  );
  return new RegExp(`^${source}$`);
}

const globParts: Record<string, string> = {
  "**/": "(?:[^/]+/)*",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
  "{": "(?:",
  "}": ")",
  ",": "|",
};

const literal = (part: string) => (part.startsWith("[") && part.length > 2 ? part.replace(/^\[!/, "[^") : `\\${part}`);
