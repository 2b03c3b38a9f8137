import { literal } from "../values";
import type { TypeConstraint } from "./schema";

/** What does not fit, below the argument, and a sentence: `expected a number, got a text`. */
export type Misfit = readonly [path: string, sentence: string];

/**
 * Where a value does not fit a type, by Terraform's conversions: numbers and booleans are texts too, and texts that look
 * like one are a number or boolean. An expression fits any type. Values are not told: they may be secret.
 * Source: Terraform language, "Type Constraints", conversion of primitive types.
 */
export function* misfits(value: unknown, type: TypeConstraint | undefined, path: string): Generator<Misfit> {
  if (type === undefined || value === null || isExpression(value)) return;
  if (typeof type === "string") {
    if (!fitsPrimitive[type](value)) yield [path, `expected ${nameOf(type)}, got ${kindOf(value)}`];
    return;
  }
  const [kind, content] = type;
  if (kind === "list" || kind === "set") {
    // arguments that are written as blocks take a single one without a list around it
    const elements = isObject(value) && content[0] === "object" ? [value] : value;
    if (!Array.isArray(elements)) yield [path, `expected ${nameOf(type)}, got ${kindOf(value)}`];
    else for (const [index, element] of elements.entries()) yield* misfits(element, content, `${path}[${index}]`);
  } else if (kind === "tuple") {
    if (!Array.isArray(value)) yield [path, `expected a list, got ${kindOf(value)}`];
    else for (const [index, element] of value.entries()) yield* misfits(element, content[index], `${path}[${index}]`);
  } else if (!isObject(value)) yield [path, `expected ${nameOf(type)}, got ${kindOf(value)}`];
  else if (kind === "map")
    for (const [key, element] of Object.entries(value)) yield* misfits(element, content, `${path}.${key}`);
  else if (kind === "object") yield* memberMisfits(value, content, path);
}

function* memberMisfits(
  value: Record<string, unknown>,
  members: Record<string, TypeConstraint>,
  path: string,
): Generator<Misfit> {
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(members, name)) yield* misfits(member, members[name], `${path}.${name}`);
    else yield [`${path}.${name}`, `expected one of ${Object.keys(members).join(", ")}, got another name`];
  }
}

const fitsPrimitive: Record<"string" | "number" | "bool" | "dynamic", (value: unknown) => boolean> = {
  string: (value) => ["string", "number", "boolean"].includes(typeof value),
  number: (value) =>
    typeof value === "number" ||
    (typeof value === "string" && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(value)),
  bool: (value) => typeof value === "boolean" || value === "true" || value === "false",
  dynamic: () => true,
};

const names = {
  string: "a text",
  number: "a number",
  bool: "true or false",
  dynamic: "a value",
  list: "a list",
  set: "a list without order",
  map: "an object of names and values",
  object: "an object",
  tuple: "a list",
} as const;

/** A type as a message calls it. */
export const nameOf = (type: TypeConstraint): string => names[typeof type === "string" ? type : type[0]];

/** A value's kind as a message calls it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return "a list";
  return { string: "a text", number: "a number", boolean: "true or false" }[typeof value as "string"] ?? "an object";
}

export const isExpression = (value: unknown): boolean => typeof value === "string" && literal(value) === undefined;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
