import { JavaException, JavaList, JavaMap, maximumNesting, type Value } from "./velocity/values";

/**
 * Reads JSON as API Gateway does inside mapping templates and for the request template of a MOCK integration: like
 * json-smart's permissive parser. Beyond JSON it takes unquoted and single-quoted texts, extra commas, missing commas
 * between list elements, and anything behind the first value. Whole numbers stay apart from doubles. Throws
 * JavaException on what even that parser refuses.
 */
export function parseLenientJson(text: string): Value {
  return new LenientParser(text).document();
}

const escapes: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  f: "\f",
  b: "\b",
  a: "\x07",
  "'": "'",
  '"': '"',
  "/": "/",
  "\\": "\\",
};

class LenientParser {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): Value {
    this.skip(/\s*/y);
    if (this.text === "") throw new JavaException("expected JSON, got an empty text");
    if (/[:}\]]/.test(this.next())) throw this.unexpected();
    return this.value("", 0);
  }

  /** A value; an unquoted text ends at one of the characters in `end`. */
  private value(end: string, depth: number): Value {
    if (depth > maximumNesting) throw new JavaException(`expected at most ${maximumNesting} levels of JSON`);
    const first = this.next();
    if (first === "{") return this.object(depth);
    if (first === "[") return this.array(depth);
    if (first === '"' || first === "'") return this.quoted(first);
    return plainValue(this.unquoted(end));
  }

  private object(depth: number): JavaMap {
    const map = new JavaMap();
    for (this.at++; this.skip(/[\s,]*/y), this.next() !== "}";) {
      const first = this.next();
      if (first === "" || "{[]:".includes(first)) throw this.unexpected();
      const key = first === '"' || first === "'" ? this.quoted(first) : this.unquoted(":");
      this.skip(/\s*/y);
      if (this.next() !== ":") throw this.unexpected();
      this.at++;
      this.skip(/\s*/y);
      if (this.next() === "" || "}],:".includes(this.next())) throw this.unexpected();
      map.entries.set(key, this.value(",}", depth + 1));
      this.skip(/\s*/y);
      if (this.next() !== "," && this.next() !== "}") throw this.unexpected();
    }
    this.at++;
    return map;
  }

  private array(depth: number): JavaList {
    const items: Value[] = [];
    for (this.at++; this.skip(/[\s,]*/y), this.next() !== "]";) {
      if (this.next() === "" || "}:".includes(this.next())) throw this.unexpected();
      items.push(this.value(",]", depth + 1));
    }
    this.at++;
    return new JavaList(items, true);
  }

  private quoted(quote: string): string {
    let value = "";
    for (this.at++; this.next() !== quote;) {
      if (this.next() === "") throw this.unexpected();
      value += this.next() === "\\" ? this.escape() : this.take(quote === '"' ? /[^"\\]+/y : /[^'\\]+/y)[0];
    }
    this.at++;
    return value;
  }

  private escape(): string {
    const [, unicode, byte, letter] = this.take(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^ux]))/y);
    const code = unicode ?? byte;
    return code === undefined ? (escapes[letter ?? ""] ?? "") : String.fromCharCode(parseInt(code, 16));
  }

  private unquoted(end: string): string {
    const start = this.at;
    while (this.at < this.text.length && !end.includes(this.next())) this.at++;
    return this.text.slice(start, this.at).trim();
  }

  private next(): string {
    return this.text.charAt(this.at);
  }

  private skip(pattern: RegExp): void {
    this.take(pattern);
  }

  private take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw this.unexpected();
    this.at = pattern.lastIndex;
    return match;
  }

  private unexpected(): JavaException {
    const got = this.next() === "" ? "the end" : `'${this.next()}'`;
    return new JavaException(`expected JSON, got ${got} at character ${this.at + 1}`);
  }
}

function plainValue(text: string): Value {
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  if (/^-?\d+$/.test(text) && text.length <= 1000) return BigInt(text);
  return /^-?(?:\d+\.?\d*|(?<=-)\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}
