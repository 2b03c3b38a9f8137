import type { HttpRequest } from "./http";

/** How one kind of sender writes an HTTP request into an event, and reads its answer. */
export interface EventFormat {
  /** Whether an event has the marks that its sender documents; no event has those of two formats. */
  recognizes(event: Readonly<Record<string, unknown>>): boolean;
  /** @param event one that was recognized */
  answer(event: never, awsRequestId: string): Promise<unknown>;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Lists = Readonly<Record<string, readonly string[] | undefined>>;

/** Headers by name in lower case, repeated ones joined (RFC 9110, section 5.3). */
export const headerValues = (lists: Lists | null): HttpRequest["headers"] =>
  mapDefined(lists, (name, values) => [name.toLowerCase(), values.join(", ")]);

/** Query parameters; those given once as a text. */
export const singleOrAll = (lists: Lists | null): HttpRequest["query"] =>
  mapDefined(lists, (name, values) => [name, values.length === 1 ? values[0]! : values]);

/** An object with other entries, without those that are undefined. */
export function mapDefined<T, U>(
  values: Readonly<Record<string, T | undefined>> | null,
  change: (name: string, value: T) => [string, U],
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [change(name, value)])),
  );
}
