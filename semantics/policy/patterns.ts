/** What a policy's text can hold besides characters. */
const any = Symbol("*");
const one = Symbol("?");

/** A pattern: literal characters, `*` and `?`. */
export type Pattern = readonly (string | typeof any | typeof one)[];

/**
 * Reads `*` and `?` and puts policy variables in: `${aws:username}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for
 * the characters themselves. What a variable stands for is literal. Undefined when a variable has no value. With
 * `variables` undefined (policies of version 2008-10-17) the text has none.
 */
export function readPattern(
  text: string,
  variables: ((key: string) => string | undefined) | undefined,
): Pattern | undefined {
  const pattern: (string | typeof any | typeof one)[] = [];
  for (const [part, body] of text.matchAll(/\$\{([^}]*)\}|[^]/gu)) {
    if (body === undefined || !variables) {
      for (const character of part) pattern.push(character === "*" ? any : character === "?" ? one : character);
    } else if (/^[*?$]$/.test(body)) {
      pattern.push(body);
    } else {
      const [, key = "", fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(body) ?? [];
      const value = variables(key) ?? fallback;
      if (value === undefined) return undefined;
      pattern.push(...Array.from(value));
    }
  }
  return pattern;
}

/** Whether the whole text matches, in time proportional to pattern times text at worst. */
export const matchesPattern = (pattern: Pattern, text: string): boolean => matchesAll(pattern, Array.from(text));

/**
 * Whether every text that `narrow` matches is one that `wide` matches. May say no where that takes more than one element of
 * `wide` at a time to see (`?*` and `*?`), never yes where it is not so.
 */
export const includesPattern = (wide: Pattern, narrow: Pattern): boolean => matchesAll(wide, narrow);

/** Elements of `text` that are wildcards themselves are only matched by wider ones. */
function matchesAll(pattern: Pattern, text: Pattern): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[next] === any) {
      star = next++;
      resume = at;
    } else if (next < pattern.length && (pattern[next] === text[at] || (pattern[next] === one && text[at] !== any))) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[next] === any) next++;
  return next === pattern.length;
}

/** Whether there is a text that both match. */
export function patternsOverlap(left: Pattern, right: Pattern): boolean {
  if (isLiteral(right)) return matchesAll(left, right);
  if (isLiteral(left)) return matchesAll(right, left);
  // most are told apart, or equal, before the first wildcard
  let start = 0;
  for (; typeof left[start] === "string" && typeof right[start] === "string"; start++)
    if (left[start] !== right[start]) return false;
  if (start === left.length && start === right.length) return true;
  // reachable[j]: the first i elements of left and the first j of right match a common text
  let reachable: boolean[] = [];
  for (let i = 0; i <= left.length; i++) {
    const row: boolean[] = [];
    for (let j = 0; j <= right.length; j++) {
      const [a, b] = [left[i - 1], right[j - 1]];
      row[j] =
        (i === 0 && j === 0) ||
        ((a === any || b === any) && (reachable[j] === true || row[j - 1] === true)) ||
        (i > 0 && j > 0 && (a === one || b === one || a === b) && reachable[j - 1] === true);
    }
    reachable = row;
  }
  return reachable[right.length] === true;
}

const isLiteral = (pattern: Pattern): boolean => pattern.every((element) => typeof element === "string");

/** A pattern as plain text, for operators to which `*` and `?` are characters like others. */
export function textOfPattern(pattern: Pattern): string {
  return pattern.map((element) => (typeof element === "string" ? element : element === any ? "*" : "?")).join("");
}

/**
 * Whether an ARN matches a pattern of one: each of the six parts by itself, so that a `*` doesn't reach beyond its
 * part, the last part with all that follows; parts that the pattern lacks match anything (IAM user guide, "Resource").
 */
export function matchesArn(pattern: Pattern, arn: string): boolean {
  if (isAll(pattern)) return true;
  const parts = splitPattern(pattern);
  const texts = arn.split(":");
  if (texts.length < 6) return matchesPattern(pattern, arn);
  const six = [...texts.slice(0, 5), texts.slice(5).join(":")];
  return six.every((text, position) => matchesPattern(parts[position] ?? [any], text));
}

/** {@link includesPattern} for ARNs, by the rules of {@link matchesArn}. */
export const includesArn = (wide: Pattern, narrow: Pattern): boolean => byParts(wide, narrow, includesPattern);

/** {@link patternsOverlap} for ARNs, by the rules of {@link matchesArn}. */
export const arnsOverlap = (left: Pattern, right: Pattern): boolean => byParts(left, right, patternsOverlap);

function byParts(left: Pattern, right: Pattern, compare: (left: Pattern, right: Pattern) => boolean): boolean {
  if (isAll(left)) return true;
  if (isAll(right)) return compare === patternsOverlap;
  const [lefts, rights] = [splitPattern(left), splitPattern(right)];
  return [0, 1, 2, 3, 4, 5].every((position) => compare(lefts[position] ?? [any], rights[position] ?? [any]));
}

const isAll = (pattern: Pattern): boolean => pattern.length === 1 && pattern[0] === any;

function splitPattern(pattern: Pattern): Pattern[] {
  const parts: (string | typeof any | typeof one)[][] = [[]];
  for (const element of pattern) {
    if (element === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(element);
  }
  return parts;
}
