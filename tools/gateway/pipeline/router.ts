import type { Method, Resource } from "../api/rest-api";

export interface Route<T> {
  target: T;
  pathParameters: Record<string, string>;
}

/** Finds the method for a path: undefined when no resource has both the path and the verb. */
export type Router<T> = (httpMethod: string, path: string) => Route<T> | undefined;

/**
 * Compiles resources to a router with API Gateway's precedence: a literal part before `{parameter}` before `{greedy+}`,
 * and the verb counts: a resource that lacks it gives way to the next that has it, at any ancestor.
 */
export function compileRouter<T>(
  resources: readonly Resource[],
  compile: (method: Method, resource: Resource) => T,
): Router<T> {
  const root = newNode<T>();
  for (const resource of resources) {
    let node = root;
    for (const part of partsOf(resource.path)) node = child(node, part);
    for (const method of Object.values(resource.methods))
      node.targets.set(method.httpMethod, compile(method, resource));
  }
  return (httpMethod, path) => {
    const parts = partsOf(path);
    const found: [string, string][] = [];
    const target = find(root, parts, 0, httpMethod, found);
    return target && { target, pathParameters: Object.fromEntries(found) };
  };
}

interface Node<T> {
  targets: Map<string, T>;
  literals: Map<string, Node<T>>;
  parameter?: { name: string; node: Node<T> };
  greedy?: { name: string; node: Node<T> };
}

const newNode = <T>(): Node<T> => ({ targets: new Map(), literals: new Map() });

/** `/a/b/` -> a, b: the slash at the end doesn't count, slashes inside do. */
function partsOf(path: string): string[] {
  const trimmed = path.replace(/^\/+/, "").replace(/\/$/, "");
  return trimmed === "" ? [] : trimmed.split("/");
}

function child<T>(node: Node<T>, part: string): Node<T> {
  const variable = /^\{(.+?)(\+?)\}$/.exec(part);
  if (!variable) {
    let next = node.literals.get(part);
    if (!next) node.literals.set(part, (next = newNode()));
    return next;
  }
  const kind = variable[2] === "+" ? "greedy" : "parameter";
  return (node[kind] ??= { name: variable[1]!, node: newNode() }).node;
}

function find<T>(node: Node<T>, parts: string[], at: number, verb: string, found: [string, string][]): T | undefined {
  if (at === parts.length) return targetOf(node, verb);
  const part = parts[at]!;
  const literal = node.literals.get(part) ?? (part.includes("%") ? node.literals.get(decoded(part)) : undefined);
  const exact = literal && find(literal, parts, at + 1, verb, found);
  if (exact !== undefined) return exact;
  if (node.parameter && part !== "") {
    found.push([node.parameter.name, part]);
    const target = find(node.parameter.node, parts, at + 1, verb, found);
    if (target !== undefined) return target;
    found.pop();
  }
  if (!node.greedy) return undefined;
  const target = targetOf(node.greedy.node, verb);
  if (target !== undefined) found.push([node.greedy.name, parts.slice(at).join("/")]);
  return target;
}

const targetOf = <T>({ targets }: Node<T>, verb: string): T | undefined =>
  targets.get(verb) ?? (anyVerb.has(verb) ? targets.get("ANY") : undefined);

/** What ANY stands for (developer guide, "Set up a method request in API Gateway"). */
const anyVerb = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
