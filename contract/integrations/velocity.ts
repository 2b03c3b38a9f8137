import { type CallerExpression, Expression, type JsonTemplate } from "../mapping-template";

/** A part of what a template renders: literal text, or a Velocity expression of text that is encoded for its place. */
export type Segment = string | { expression: string };

/** The text of a JSON value as segments. Literals hold no `$` or `#`, which Velocity would read. */
export function jsonText(template: JsonTemplate, route: CallerExpression): Segment[] {
  if (template instanceof Expression) {
    const expression = { expression: template.write(route) };
    return template.is === "JSON" ? [expression] : ['"', ...inJsonString([expression]), '"'];
  }
  if (Array.isArray(template))
    return ["[", ...separated(template.map((item: JsonTemplate) => jsonText(item, route))), "]"];
  if (typeof template === "object" && template !== null)
    return [
      "{",
      ...separated(Object.entries(template).map(([name, value]) => [`${literal(name)}:`, ...jsonText(value, route)])),
      "}",
    ];
  return [literal(template)];
}

/**
 * Text inside a JSON string. escapeJavaScript escapes a `'` too, which JSON doesn't know.
 * Source: API Gateway developer guide, "$util variables".
 */
export const inJsonString = (segments: readonly Segment[]): Segment[] =>
  segments.map((segment) =>
    typeof segment === "string"
      ? JSON.stringify(segment).slice(1, -1)
      : { expression: `$util.escapeJavaScript(${segment.expression}).replaceAll("\\\\'","'")` },
  );

/** Text as a value of a form (application/x-www-form-urlencoded). */
export const inForm = (segments: readonly Segment[]): Segment[] =>
  segments.map((segment) =>
    typeof segment === "string"
      ? new URLSearchParams([["", segment]]).toString().slice(1)
      : { expression: `$util.urlEncode(${segment.expression})` },
  );

/** The Velocity source of segments. */
export const toVelocity = (segments: readonly Segment[]): string =>
  segments.map((segment) => (typeof segment === "string" ? segment : segment.expression)).join("");

const literal = (value: string | number | boolean | null | readonly never[]): string =>
  JSON.stringify(value)
    .replaceAll("$", String.raw`\u0024`)
    .replaceAll("#", String.raw`\u0023`);

const separated = (parts: readonly Segment[][]): Segment[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [",", ...part]));

/** Every expression of a template. */
export function expressionsOf(template: JsonTemplate): Expression[] {
  if (template instanceof Expression) return [template];
  if (typeof template !== "object" || template === null) return [];
  return Object.values(template).flatMap((value) => expressionsOf(value));
}
