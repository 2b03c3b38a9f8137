import type { Expression, Scope } from "./expression";
import { parseTemplate } from "./template";

const parsed = new Map<string, Expression>();

/** The value of an argument in Terraform's JSON syntax: every string in it is a template, names of properties too. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return template(value)(scope);
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, item]) => [String(template(key)(scope)), evaluate(item, scope)]),
  );
}

function template(source: string): Expression {
  let expression = parsed.get(source);
  if (!expression) parsed.set(source, (expression = parseTemplate(source)));
  return expression;
}
