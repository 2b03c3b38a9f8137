import { at, isDeeperThan, isEmpty, isObject, isSame, type Json, type Path, printPath } from "./json";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/** One value of a resource that the plan changes: a leaf, also of JSON that is written inside a string. */
export interface Difference {
  /** `ttl[0].enabled`, `policy.Statement[0].Action` */
  attribute: string;
  /** The argument that it is part of: `policy`. */
  argument: string;
  before?: Json | undefined;
  after?: Json | undefined;
  /** Known after apply only; `after` is absent then. */
  unknown: boolean;
  /** Terraform marks it as sensitive, before or after. */
  sensitive: boolean;
  forcesReplacement: boolean;
}

/** Longer lists are compared by position: pairing their items costs the square of it. */
const longestPaired = 200;

/** What changes in a resource that exists before and after, replaced ones included. */
export function differences(change: ResourceChange): Difference[] {
  const { before, after } = change;
  if (!isObject(before) || !isObject(after)) return [];
  return keysOf(before, after).flatMap((key) => compare(change, [key], [key], at(before, [key]), at(after, [key])));
}

/**
 * Whether a value is only the provider's to say: unknown, or back to nothing in a new object, and no argument of the
 * configuration.
 */
export const isComputed = (plan: Plan, change: ResourceChange, { unknown, after, argument }: Difference): boolean =>
  (unknown || (change.isReplace && isEmpty(after))) &&
  plan.configuration.block(change) !== undefined &&
  !plan.configuration.sets(change, argument);

/**
 * @param path what Terraform's marks know: it ends at the attribute that holds JSON
 * @param shown where the value lies for a reader, inside that JSON too
 */
function compare(change: ResourceChange, path: Path, shown: Path, before?: Json, after?: Json): Difference[] {
  const isText = path.length < shown.length;
  const unknown = !isText && change.isUnknown(path);
  if (unknown && (typeof after !== "object" || after === null))
    return isEmpty(before) ? [] : [leaf(change, path, shown, before, undefined, true)];
  if (!unknown && before === after) return [];
  const [left, right] = [parts(before), parts(after)];
  const isHolder = typeof before === "string" && typeof after === "string";
  const step = (key: string | number, one?: Json, other?: Json) =>
    compare(change, isText || isHolder ? path : [...path, key], [...shown, key], one, other);
  if (!isSealed(change, path)) {
    if (isObject(left) && isObject(right))
      return keysOf(left, right).flatMap((key) => step(key, at(left, [key]), at(right, [key])));
    if (Array.isArray(left) && Array.isArray(right))
      return pairs(left, right, change.isSensitive(path)).flatMap(([key, one, other]) => step(key, one, other));
  }
  return !unknown && isSame(before, after) ? [] : [leaf(change, path, shown, before, after, false)];
}

function leaf(
  change: ResourceChange,
  path: Path,
  shown: Path,
  before: Json | undefined,
  after: Json | undefined,
  unknown: boolean,
): Difference {
  return {
    attribute: printPath(shown),
    argument: String(path[0]),
    ...(before !== undefined && { before }),
    ...(!unknown && after !== undefined && { after }),
    unknown,
    sensitive: change.isSensitive(path),
    forcesReplacement: change.replacePaths.some(
      (forcing) => forcing.length > 0 && forcing.every((key, index) => key === path[index]),
    ),
  };
}

/** Whether a mark covers all of a value, so that not even the names in it may be shown. */
const isSealed = (change: ResourceChange, path: Path): boolean => change.isSensitive([...path, ""]);

/** Deeper JSON in a text is compared as the text that it is. */
const deepest = 100;

/** A string that holds a JSON object or list, as what it holds. */
function parts(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    const json = JSON.parse(value) as Json;
    return isDeeperThan(deepest, json) ? value : json;
  } catch {
    return value;
  }
}

type Pair = [position: number, before: Json | undefined, after: Json | undefined];

/** Items of two lists that belong together: equal ones are left out, then those of one name, then by order. */
function pairs(before: Json[], after: Json[], byPosition: boolean): Pair[] {
  if (byPosition || before.length > longestPaired || after.length > longestPaired)
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => [
      index,
      before[index],
      after[index],
    ]);
  const left = before.map((item, position) => ({ item, position }));
  const right = after.map((item, position) => ({ item, position }));
  const found: Pair[] = [];
  for (const belong of [isSame, isNamesake, () => true])
    for (const one of left.slice()) {
      const index = right.findIndex(({ item }) => belong(one.item, item));
      const [other] = index < 0 ? [] : right.splice(index, 1);
      if (!other) continue;
      left.splice(left.indexOf(one), 1);
      found.push([other.position, one.item, other.item]);
    }
  const removed = left.map(({ item, position }): Pair => [position, item, undefined]);
  const added = right.map(({ item, position }): Pair => [position, undefined, item]);
  return [...found, ...removed, ...added].toSorted(([a], [b]) => a - b);
}

function isNamesake(left: Json, right: Json): boolean {
  const name = (item: Json) => at(item, ["name"]) ?? at(item, ["Sid"]) ?? at(item, ["id"]);
  return name(left) !== undefined && name(left) === name(right);
}

const keysOf = (left: { [key: string]: Json }, right: { [key: string]: Json }): string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted();
