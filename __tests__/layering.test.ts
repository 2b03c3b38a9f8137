import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(__dirname, "..");

/** What each room may import of ours (itself always). Packages are judged by the second table. */
const mayImport: Record<string, string[]> = {
  environments: [],
  semantics: [],
  contract: ["semantics"],
  functions: ["contract"],
  constructs: ["bin", "environments", "contract", "semantics"],
  rules: ["environments", "semantics"],
  stacks: ["environments", "contract", "semantics", "constructs", "rules", "waivers.ts"],
  tools: ["semantics", "contract", "generated"],
  generated: [],
  "waivers.ts": ["rules"],
  "main.ts": ["environments", "stacks"],
  "bootstrap.ts": ["environments", "stacks"],
  "generate.ts": ["contract"],
};

/** Packages and node modules that a room must not touch. */
const mustNotUse: Record<string, RegExp> = {
  environments: /^(cdktf|constructs|@cdktf\/|@aws-sdk\/)/,
  semantics: /^(node:(fs|net|http|https|child_process|worker_threads)|cdktf|constructs|@cdktf\/|@aws-sdk\/)/,
  rules: /^(cdktf|constructs|@cdktf\/|@aws-sdk\/)/,
  contract: /^(cdktf|constructs|@cdktf\/|@aws-sdk\/)/,
  functions: /^(cdktf|constructs|@cdktf\/)/,
  tools: /^(cdktf|constructs|@cdktf\/)/,
};

describe("dependencies between rooms", () => {
  for (const [room, allowed] of Object.entries(mayImport)) {
    test(`${room} imports ${allowed.length ? `only ${allowed.join(", ")}` : "nothing of ours"}`, () => {
      const strays = importsOf(room)
        .filter(({ target }) => target.startsWith("."))
        .map(({ file, target }) => ({ file, target: roomOf(resolve(root, dirname(file), target)) }))
        .filter(({ target }) => target !== room && !allowed.includes(target));
      expect(strays).toEqual([]);
    });
  }

  for (const [room, forbidden] of Object.entries(mustNotUse)) {
    test(`${room} uses no package that belongs to another room`, () => {
      expect(importsOf(room).filter(({ target }) => forbidden.test(target))).toEqual([]);
    });
  }

  test("tools import only types from the contract", () => {
    const values = importsOf("tools").filter(
      ({ file, target, typeOnly }) =>
        target.startsWith(".") && roomOf(resolve(root, dirname(file), target)) === "contract" && !typeOnly,
    );
    expect(values).toEqual([]);
  });

  test("provider resources are imported one by one, never as the whole provider", () => {
    const whole = Object.keys(mayImport)
      .flatMap(importsOf)
      .filter(({ target }) => target === "@cdktf/provider-aws");
    expect(whole).toEqual([]);
  });
});

function importsOf(room: string) {
  return sources(join(root, room)).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const pattern =
      /\b(?:(import|export)\s+(type\s)?(?:[\w*{}\s,$]+\sfrom\s+)?|require\(|import\()\s*["'`]([^"'`]+)["'`]/g;
    return [...text.matchAll(pattern)].map((m) => ({
      file: relative(root, path),
      target: m[3] as string,
      typeOnly: m[2] !== undefined,
    }));
  });
}

function sources(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return /\.(ts|mjs|cjs|js)$/.test(path) ? [path] : [];
  return readdirSync(path).flatMap((name) => sources(join(path, name)));
}

const roomOf = (path: string) =>
  relative(root, path)
    .split("/")[0]!
    .replace(/^(main|bootstrap|waivers)$/, "$1.ts");
