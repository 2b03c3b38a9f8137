import type { StackConfiguration } from "./stack-configuration";
import { type Scope, strays } from "./terraform-template";

type Path = readonly (string | number)[];

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
  const faults: string[] = [];
  visitTexts(configuration, [], (text, path) => {
    for (const fault of faultsIn(text, path.includes("//"), scope, folders))
      faults.push(`stacks/${name}/cdk.tf.json: ${pathText(path)}: ${fault}`);
  });
  return faults;
}

function* faultsIn(text: string, isComment: boolean, scope: Scope, folders: readonly string[]): Generator<string> {
  const token = ["<unresolved-token>", "TfToken["].find((left) => text.includes(left));
  if (token)
    yield `expected what cdktf resolved, got ${token}; a list, object or boolean of another resource can't stand in a text`;
  const folder = folders.find((candidate) => startsPath(text, candidate));
  if (folder) yield `expected a path relative to the stack's folder, got one in ${folder}`;
  if (token || isComment) return;
  for (const stray of strays(text, scope))
    yield `expected an expression over what this stack has, got ${stray}; text of another language is escaped by terraformLiteral`;
}

/** Every text and key, with its place; the place is one list that goes on to change. */
function visitTexts(value: unknown, path: (string | number)[], visit: (text: string, path: Path) => void): void {
  if (typeof value === "string") visit(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(key) : key);
    if (!Array.isArray(value)) visit(key, path);
    visitTexts(child, path, visit);
    path.pop();
  }
}

/** `resource.aws_security_group.door.ingress[0]` */
const pathText = (path: Path): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${part}`)).join("");

/** Names of `dynamic` blocks, and what they call their elements. */
function iteratorsIn(value: unknown, found: string[] = []): string[] {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, child] of Object.entries(value)) {
    if (key === "dynamic" && typeof child === "object" && child !== null)
      for (const group of [child].flat() as Record<string, unknown>[]) found.push(...Object.keys(group));
    if (key === "iterator" && typeof child === "string") found.push(child);
    iteratorsIn(child, found);
  }
  return found;
}

/** Whether a text has the folder, or something in it, as a path; not as the end of a longer one. */
function startsPath(text: string, folder: string): boolean {
  const index = text.indexOf(folder);
  const next = text[index + folder.length];
  return index >= 0 && !/[\w./-]/.test(text[index - 1] ?? "") && (next === undefined || !/[\w.-]/.test(next));
}
