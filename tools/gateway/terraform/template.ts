import { Cursor } from "./cursor";
import { type Expression, parseExpression, type Scope, withVariable } from "./expression";
import { iterate, toBoolean, toText } from "./values";

/**
 * Parses a string of Terraform's JSON syntax: text with `${expression}`, `%{ if }`, `%{ for }`, and the escapes `$${` and `%%{`.
 * A string that is one interpolation and nothing else has that expression's value and type.
 */
export function parseTemplate(source: string): Expression {
  if (!source.includes("${") && !source.includes("%{")) return () => source;
  return parseText(source);
}

function parseText(source: string): Expression {
  const cursor = new Cursor(source);
  const { parts, ended } = parseParts(cursor, () => cursor.done, plainText);
  if (ended !== undefined) throw cursor.error(`no %{ ${ended} } without its beginning`);
  const only = parts.length === 1 ? parts[0] : undefined;
  return only ?? concatenate(parts);
}

/** Parses a quoted template inside an expression; the cursor stands behind the opening quote. */
export function parseQuoted(cursor: Cursor): Expression {
  const { parts } = parseParts(cursor, () => cursor.at('"'), quotedText);
  if (cursor.done) throw cursor.error('"');
  cursor.position += 1;
  const only = parts.length === 1 ? parts[0] : undefined;
  return only ?? concatenate(parts);
}

/**
 * Parses `<<MARK` or `<<-MARK` and the lines up to the one with the mark alone; `-` takes from every line what all of them are
 * indented by. Backslashes mean nothing in it.
 */
export function parseHeredoc(cursor: Cursor): Expression {
  const [, flush, mark] = /^<<(-?)([A-Za-z_][\w-]*)\r?\n$/.exec(cursor.match(/<<[^\n]*\n/y) ?? "") ?? [];
  if (mark === undefined) throw cursor.error("a heredoc such as <<EOT");
  const content = cursor.match(new RegExp(`(?:(?![ \\t]*${mark}[ \\t]*\\r?(?:\\n|$))[^\\n]*\\n)*`, "y")) ?? "";
  if (cursor.match(new RegExp(`[ \\t]*${mark}`, "y")) === undefined)
    throw cursor.error(`the end of the heredoc, ${mark}`);
  return parseText(flush === "-" ? withoutIndent(content) : content);
}

function withoutIndent(text: string): string {
  const indents = text.match(/^[ \t]*(?=\S)/gm) ?? [""];
  const common = Math.min(...indents.map((indent) => indent.length));
  return text.replace(new RegExp(`^[ \\t]{0,${common}}`, "gm"), "");
}

/** Takes the literal text up to the next `${`, `%{` or end. */
type Text = (cursor: Cursor) => string;

const plainText: Text = (cursor) => {
  const start = cursor.position;
  marker.lastIndex = start;
  cursor.position = marker.exec(cursor.source)?.index ?? cursor.source.length;
  return cursor.source.slice(start, cursor.position);
};

const marker = /\$+\{|%+\{/g;

const quotedText: Text = (cursor) => {
  const raw = cursor.match(/(?:\\.|(?!\$+\{|%+\{)[^"\\\n])+/sy);
  if (raw === undefined) throw cursor.error("text");
  return raw.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (all, short?: string, long?: string, one?: string) => {
      if (one === undefined) return String.fromCodePoint(Number.parseInt((short ?? long)!, 16));
      if (Object.hasOwn(escapes, one)) return escapes[one]!;
      throw cursor.error(`an escape such as \\n before this, got ${all}`);
    },
  );
};

const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

interface Parts {
  parts: Expression[];
  /** The directive that ended them: else, endif, endfor. */
  ended?: string;
}

function parseParts(cursor: Cursor, isEnd: () => boolean, text: Text): Parts {
  const parts: (Expression | string)[] = [];
  const finished = (ended?: string): Parts => ({
    parts: parts.map((part) => (typeof part === "string" ? () => part : part)),
    ...(ended !== undefined && { ended }),
  });
  while (!cursor.done && !isEnd()) {
    const sign = cursor.match(/\$+\{|%+\{/y);
    if (sign === undefined) {
      parts.push(text(cursor));
      continue;
    }
    if (sign.length > 2) {
      parts.push(sign.slice(1));
      continue;
    }
    const last = parts.at(-1);
    // a tilde takes the white space of the line before or behind
    if (cursor.match(/~/y) !== undefined && typeof last === "string")
      parts[parts.length - 1] = last.replace(/[^\S\n]*\n$|[^\S\n]+$/, "");
    if (sign === "${") {
      parts.push(parseExpression(cursor));
      closeSequence(cursor);
      continue;
    }
    const directive = parseDirective(cursor);
    if (directive === "if") parts.push(parseIf(cursor, text));
    else if (directive === "for") parts.push(parseFor(cursor, text));
    else {
      closeSequence(cursor);
      return finished(directive);
    }
  }
  return finished();
}

function parseDirective(cursor: Cursor): string {
  const word = ["if", "for", "else", "endif", "endfor"].find((w) => cursor.takeWord(w));
  if (!word) throw cursor.error("if, for, else, endif or endfor");
  return word;
}

function closeSequence(cursor: Cursor): void {
  if (cursor.take("~}")) cursor.match(/[^\S\n]*\n?/y);
  else cursor.expect("}");
}

function parseIf(cursor: Cursor, text: Text): Expression {
  const condition = parseExpression(cursor);
  closeSequence(cursor);
  const yes = parseParts(cursor, never, text);
  const no = yes.ended === "else" ? parseParts(cursor, never, text) : undefined;
  if ((no ?? yes).ended !== "endif") throw cursor.error("%{ endif }");
  const [whenTrue, whenFalse] = [concatenate(yes.parts), concatenate(no?.parts ?? [])];
  return (scope) => (toBoolean(condition(scope)) ? whenTrue(scope) : whenFalse(scope));
}

function parseFor(cursor: Cursor, text: Text): Expression {
  cursor.skipSpace();
  const names = cursor.match(/[A-Za-z_][\w-]*(?:\s*,\s*[A-Za-z_][\w-]*)?/y)?.split(/\s*,\s*/);
  if (!names || !cursor.takeWord("in")) throw cursor.error("a name and in");
  const collection = parseExpression(cursor);
  closeSequence(cursor);
  const { parts, ended } = parseParts(cursor, never, text);
  if (ended !== "endfor") throw cursor.error("%{ endfor }");
  const body = concatenate(parts);
  return (scope) =>
    iterate(collection(scope))
      .map(([key, value]) => {
        const inner = withVariable(scope, names.at(-1)!, value);
        return toText(body(names.length > 1 ? withVariable(inner, names[0]!, key) : inner));
      })
      .join("");
}

const never = () => false;

const concatenate =
  (parts: Expression[]): Expression =>
  (scope: Scope) =>
    parts.map((part) => toText(part(scope))).join("");
