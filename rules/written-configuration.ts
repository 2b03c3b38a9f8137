import type { StackConfiguration } from "./stack-configuration";
import { type Scope, strays } from "./terraform-template";

/** A text, or a key, of a written configuration. */
interface Text {
  /** Place in the JSON: `resource.aws_x.y.body`. */
  path: string;
  text: string;
  /** In a comment, which Terraform does not evaluate. */
  isComment: boolean;
}

/**
 * What no rule is asked about, because it can't be meant: tokens that cdktf left, paths of this machine, and interpolations
 * that refer to nothing in the stack, such as `${stageVariables.host}`, which Terraform would evaluate in place of API
 * Gateway.
 *
 * @param folders absolute paths of this machine, of the project and its user
 * @returns a line each: `<file>: <path>: expected ..., got ...`
 */
export function faultsOf({ name, configuration }: StackConfiguration, folders: readonly string[]): string[] {
  const scope: Scope = { configuration, iterators: new Set(iteratorsIn(configuration)) };
  return [...textsIn(configuration, "", false)].flatMap(({ path, text, isComment }) =>
    [...faultsIn(text, isComment, scope, folders)].map((fault) => `stacks/${name}/cdk.tf.json: ${path}: ${fault}`),
  );
}

function* faultsIn(text: string, isComment: boolean, scope: Scope, folders: readonly string[]): Generator<string> {
  const token = /<unresolved-token>|TfToken\[[^\]]*\]?/.exec(text)?.[0];
  if (token)
    yield `expected what cdktf resolved, got ${token}; a list, object or boolean of another resource can't stand in a text`;
  const folder = folders.find((candidate) => startsPath(text, candidate));
  if (folder) yield `expected a path relative to the stack's folder, got one in ${folder}`;
  if (token || isComment) return;
  for (const stray of strays(text, scope))
    yield `expected an expression over what this stack has, got ${stray}; text of another language is escaped by terraformLiteral`;
}

function* textsIn(value: unknown, path: string, isComment: boolean): Generator<Text> {
  if (typeof value === "string") yield { path, text: value, isComment };
  else if (Array.isArray(value))
    for (const [index, element] of value.entries()) yield* textsIn(element, `${path}[${index}]`, isComment);
  else if (typeof value === "object" && value !== null)
    for (const [key, child] of Object.entries(value)) {
      const at = path === "" ? key : `${path}.${key}`;
      const comment = isComment || key === "//";
      yield { path: at, text: key, isComment: comment };
      yield* textsIn(child, at, comment);
    }
}

/** Names of `dynamic` blocks, and what they call their elements. */
function* iteratorsIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "dynamic" && typeof child === "object" && child !== null)
      for (const group of [child].flat() as Record<string, unknown>[]) yield* Object.keys(group);
    if (key === "iterator" && typeof child === "string") yield child;
    yield* iteratorsIn(child);
  }
}

/** Whether a text has the folder, or something in it, as a path; not as the end of a longer one. */
function startsPath(text: string, folder: string): boolean {
  const index = text.indexOf(folder);
  const next = text[index + folder.length];
  return index >= 0 && !/[\w./-]/.test(text[index - 1] ?? "") && (next === undefined || !/[\w.-]/.test(next));
}
