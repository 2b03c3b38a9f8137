/** A value of plan JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where a value lies inside a resource: attribute names and list positions, `["ttl", 0, "enabled"]`. */
export type Path = readonly (string | number)[];

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path, `undefined` where there is none. Only own properties count. */
export function at(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const key of path) {
    if (Array.isArray(found)) found = typeof key === "number" ? found[key] : undefined;
    else found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

/** Terraform writes an argument that nobody set as null, "", [] or {}, depending on who wrote it last. */
export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.values(value).every(isEmpty));

/** Whether two values mean the same to a provider: {@link isEmpty empty} ones are equal, keys have no order. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (isEmpty(left) || isEmpty(right)) return isEmpty(left) && isEmpty(right);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  if (isObject(left) && isObject(right))
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
      isSame(at(left, [key]), at(right, [key])),
    );
  return false;
}

/** Whether a value has more levels. Recursion ends at the limit, so it is safe for whatever JSON.parse takes. */
export const isDeeperThan = (levels: number, json: Json): boolean =>
  typeof json === "object" &&
  json !== null &&
  (levels === 0 || (Array.isArray(json) ? json : Object.values(json)).some((value) => isDeeperThan(levels - 1, value)));

/** `ttl[0].enabled` */
export const printPath = (path: Path): string =>
  path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("");

/** A text as it is, nothing as the empty text, anything else as JSON. */
export const asText = (value: Json | undefined): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
