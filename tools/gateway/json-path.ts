/** The value at a path of names and indexes: `error.message`, `$.items[0].id`, `['a b']`. Own properties only. */
export function readPath(value: unknown, path: string): unknown {
  let found = value;
  for (const [, name, index, quoted] of path.replace(/^\$\.?/, "").matchAll(/([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)) {
    if (typeof found !== "object" || found === null) return undefined;
    const key = name ?? index ?? quoted!;
    if (!Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
