import { JavaException, JavaList, maximumNesting, type Value } from "./velocity/values";

export type PathToken =
  | { kind: "names"; names: readonly string[] }
  | { kind: "indexes"; indexes: readonly number[] }
  | { kind: "slice"; from: number; to: number | undefined }
  | { kind: "all" }
  | { kind: "descend" }
  | { kind: "filter"; filter: Filter };

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "=~" | "in" | "nin";

export type Filter =
  | { kind: "and"; left: Filter; right: Filter }
  | { kind: "or"; left: Filter; right: Filter }
  | { kind: "not"; operand: Filter }
  | { kind: "exists"; operand: Operand }
  | { kind: "compare"; operator: Comparison; left: Operand; right: Operand };

export type Operand = { kind: "value"; value: Value } | { kind: "path"; from: "root" | "candidate"; path: Path };

/** The steps of a path, and whether it asks for the length of what they lead to (`.length()` or `.size()`). */
export interface Path {
  tokens: readonly PathToken[];
  length: boolean;
}

/** Reads a whole path. Throws JavaException. */
export function parseJsonPath(text: string): Path {
  const trimmed = text.trim();
  return new PathParser(/^[$@]/.test(trimmed) ? trimmed : `$.${trimmed}`).whole();
}

const comparison = /==|!=|<=|>=|=~|<|>|(?:in|nin)\b/iy;
const functionCall = /\.(\w+)\(\)/y;

class PathParser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  whole(): Path {
    this.at++;
    const path = this.path();
    if (this.at < this.text.length) throw this.unexpected();
    return path;
  }

  private path(): Path {
    const tokens = this.tokens();
    const called = this.tried(functionCall);
    if (called === undefined) return { tokens, length: false };
    if (called !== ".length()" && called !== ".size()") {
      throw new JavaException(`JSONPath '${this.text}': expected no function but length() and size(), got ${called}`);
    }
    return { tokens, length: true };
  }

  private tokens(): PathToken[] {
    const tokens: PathToken[] = [];
    for (;;) {
      const first = this.text.charAt(this.at);
      if (first === "[") tokens.push(this.bracket());
      else if (first !== "." || this.atFunction()) return tokens;
      else if (this.tried(/\.\./y)) {
        tokens.push({ kind: "descend" });
        if (this.text.charAt(this.at) !== "[") tokens.push(this.name());
      } else {
        this.at++;
        if (this.text.charAt(this.at) !== "[") tokens.push(this.name());
      }
    }
  }

  private atFunction(): boolean {
    functionCall.lastIndex = this.at;
    return functionCall.test(this.text);
  }

  private name(): PathToken {
    if (this.tried(/\*/y)) return { kind: "all" };
    return { kind: "names", names: [this.take(/[^.[\]()*?,:'"\s=<>!&|]+/y)] };
  }

  private bracket(): PathToken {
    this.take(/\[\s*/y);
    const token = this.inBrackets();
    this.take(/\s*\]/y);
    return token;
  }

  private inBrackets(): PathToken {
    if (this.tried(/\*/y)) return { kind: "all" };
    if (this.tried(/\?\s*\(/y)) {
      const filter = this.filter();
      this.take(/\s*\)/y);
      return { kind: "filter", filter };
    }
    if (/['"]/.test(this.text.charAt(this.at))) {
      return { kind: "names", names: this.separated(() => this.quoted()) };
    }
    const slice = this.tried(/(-?\d+)?\s*:\s*(-?\d+)?/y);
    if (slice) {
      const [from, to] = slice.split(":").map((bound) => (bound.trim() ? Number(bound) : undefined));
      return { kind: "slice", from: from ?? 0, to };
    }
    return { kind: "indexes", indexes: this.separated(() => Number(this.take(/-?\d+/y))) };
  }

  private separated<T>(element: () => T): T[] {
    const elements = [element()];
    while (this.tried(/\s*,\s*/y)) elements.push(element());
    return elements;
  }

  private quoted(): string {
    const quoted = this.take(/'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y);
    return quoted.slice(1, -1).replace(/\\([^])/g, "$1");
  }

  private filter(): Filter {
    if (++this.depth > maximumNesting) throw new JavaException(`JSONPath '${this.text}': expected less nesting`);
    let left = this.conjunction();
    while (this.tried(/\s*\|\|\s*/y)) left = { kind: "or", left, right: this.conjunction() };
    this.depth--;
    return left;
  }

  private conjunction(): Filter {
    let left = this.predicate();
    while (this.tried(/\s*&&\s*/y)) left = { kind: "and", left, right: this.predicate() };
    return left;
  }

  private predicate(): Filter {
    this.tried(/\s+/y);
    if (this.tried(/!(?!=)\s*/y)) return { kind: "not", operand: this.predicate() };
    if (this.tried(/\(/y)) {
      const inner = this.filter();
      this.take(/\s*\)/y);
      return inner;
    }
    const left = this.operand();
    this.tried(/\s+/y);
    const operator = this.tried(comparison)?.toLowerCase() as Comparison | undefined;
    if (!operator) return { kind: "exists", operand: left };
    this.tried(/\s+/y);
    return { kind: "compare", operator, left, right: operator === "=~" ? this.regex() : this.operand() };
  }

  private regex(): Operand {
    const [, pattern = "", flags = ""] = /^\/(.*)\/(\w*)$/s.exec(this.take(/\/(?:[^/\\]|\\[^])*\/\w*/y)) ?? [];
    return { kind: "value", value: flags ? `(?${flags})${pattern}` : pattern };
  }

  private operand(): Operand {
    const root = this.tried(/[$@]/y);
    if (root) return { kind: "path", from: root === "$" ? "root" : "candidate", path: this.path() };
    return { kind: "value", value: this.literal() };
  }

  private literal(): Value {
    if (this.tried(/\[\s*/y)) {
      if (this.tried(/\]/y)) return new JavaList([], true);
      const items = this.separated(() => this.literal());
      this.take(/\s*\]/y);
      return new JavaList(items, true);
    }
    if (/['"]/.test(this.text.charAt(this.at))) return this.quoted();
    const word = this.take(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (word === "null") return null;
    if (word === "true" || word === "false") return word === "true";
    return /^-?\d+$/.test(word) ? BigInt(word) : Number(word);
  }

  private tried(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }

  private take(pattern: RegExp): string {
    const match = this.tried(pattern);
    if (match === undefined) throw this.unexpected();
    return match;
  }

  private unexpected(): JavaException {
    const got = this.text.charAt(this.at) || "the end";
    return new JavaException(
      `JSONPath '${this.text}': expected a step of the path at character ${this.at + 1}, got ${got}`,
    );
  }
}
