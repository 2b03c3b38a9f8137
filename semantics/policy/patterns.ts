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
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const characters = Array.from(text);
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    if (pattern[next] === any) {
      star = next++;
      resume = at;
    } else if (next < pattern.length && (pattern[next] === one || pattern[next] === characters[at])) {
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

/** A pattern as plain text, for operators to which `*` and `?` are characters like others. */
export function textOfPattern(pattern: Pattern): string {
  return pattern.map((element) => (typeof element === "string" ? element : element === any ? "*" : "?")).join("");
}

/**
 * Whether an ARN matches a pattern of one: each of the six parts by itself, so that a `*` doesn't reach beyond its
 * part, the last part with all that follows; parts that the pattern lacks match anything (IAM user guide, "Resource").
 */
export function matchesArn(pattern: Pattern, arn: string): boolean {
  if (pattern.length === 1 && pattern[0] === any) return true;
  const parts = splitPattern(pattern);
  const texts = arn.split(":");
  if (texts.length < 6) return matchesPattern(pattern, arn);
  const six = [...texts.slice(0, 5), texts.slice(5).join(":")];
  return six.every((text, position) => matchesPattern(parts[position] ?? [any], text));
}

function splitPattern(pattern: Pattern): Pattern[] {
  const parts: (string | typeof any | typeof one)[][] = [[]];
  for (const element of pattern) {
    if (element === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(element);
  }
  return parts;
}
