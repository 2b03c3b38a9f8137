import type { Block, Expression, Operator, Reference, Step } from "./syntax";
import { TemplateError } from "./template-error";
import type { Token, TokenKind } from "./token";
import { TokenStream } from "./token-stream";

/** What a value can begin with. */
export const argumentKinds = new Set<TokenKind>([
  "STRING",
  "INTEGER",
  "LBRACKET",
  "LEFT_CURLEY",
  "TRUE",
  "FALSE",
  "IDENTIFIER",
  "LCURLY",
  "FLOAT",
]);

/** Binary operators by how tightly they bind, loosest first. */
const precedence: readonly (readonly TokenKind[])[] = [
  ["OR"],
  ["AND"],
  ["EQ", "NE"],
  ["LT", "LE", "GT", "GE"],
  ["PLUS", "MINUS"],
  ["MULTIPLY", "DIVIDE", "MODULUS"],
];

/** References and expressions; what a string holds is a template of its own. */
export abstract class ExpressionParser extends TokenStream {
  protected abstract parseString(source: string): Block;

  protected atReference(): boolean {
    const next = this.peek();
    return next.kind === "IDENTIFIER" || (next.kind === "LCURLY" && this.lexer.after(next).kind === "IDENTIFIER");
  }

  protected reference(): Reference {
    const first = this.peek();
    const formal = first.kind === "LCURLY";
    if (formal) this.take("LCURLY");
    const name = this.take("IDENTIFIER");
    const steps: Step[] = this.indexes();
    while (this.peek().kind === "DOT" && this.lexer.after(this.peek()).kind === "IDENTIFIER") {
      this.take("DOT");
      const { image, offset } = this.take("IDENTIFIER");
      steps.push(
        this.methodFollows()
          ? { kind: "method", name: image, args: this.parameters(), offset }
          : { kind: "property", name: image, offset },
      );
      steps.push(...this.indexes());
    }
    if (formal) this.take("RCURLY");
    return describeReference(first, formal ? name.image : undefined, this.literal(first, true), steps);
  }

  protected indexes(): Step[] {
    const steps: Step[] = [];
    while (this.peek().kind === "INDEX_LBRACKET") {
      const { offset } = this.take("INDEX_LBRACKET");
      this.blank();
      const index = this.oneOf(["STRING", "INTEGER", "TRUE", "FALSE", "IDENTIFIER", "LCURLY"]);
      this.blank();
      this.take("INDEX_RBRACKET");
      steps.push({ kind: "index", index, offset });
    }
    return steps;
  }

  protected methodFollows(): boolean {
    const open = this.peek();
    if (open.kind !== "LPAREN") return false;
    const { kind } = this.lexer.after(open);
    return kind === "WHITESPACE" || kind === "REFMOD2_RPAREN" || argumentKinds.has(kind);
  }

  protected parameters(): Expression[] {
    this.take("LPAREN");
    const args: Expression[] = [];
    if (this.peek().kind !== "REFMOD2_RPAREN") {
      args.push(this.parameter());
      while (this.peek().kind === "COMMA") {
        this.take("COMMA");
        args.push(this.parameter());
      }
    }
    this.take("REFMOD2_RPAREN");
    return args;
  }

  protected parameter(): Expression {
    this.blank();
    const value = this.primary();
    this.blank();
    return value;
  }

  protected expression(level = 0): Expression {
    const operators = precedence[level];
    if (!operators) return this.unary();
    let left = this.expression(level + 1);
    while (operators.includes(this.peek().kind)) {
      const { kind, offset } = this.take(this.peek().kind);
      left = { kind: "binary", operator: kind as Operator, left, right: this.expression(level + 1), offset };
    }
    return left;
  }

  protected unary(): Expression {
    return this.nested(() => {
      this.blank();
      if (this.peek().kind === "NOT") {
        this.take("NOT");
        return { kind: "not", operand: this.unary() };
      }
      if (this.peek().kind !== "LPAREN") {
        const value = this.primary();
        this.blank();
        return value;
      }
      this.take("LPAREN");
      const inner = this.expression();
      this.take("RPAREN");
      this.blank();
      return inner;
    });
  }

  protected primary(): Expression {
    return this.nested(() => this.oneOf([...argumentKinds]));
  }

  protected oneOf(kinds: readonly TokenKind[]): Expression {
    const { kind } = this.peek();
    if (!kinds.includes(kind)) throw this.unexpected("a value");
    if (this.atReference()) return { kind: "reference", reference: this.reference() };
    if (kind === "LBRACKET") return this.listOrRange();
    if (kind === "LEFT_CURLEY") return this.map();
    const token = this.take(kind);
    if (kind === "STRING") return this.stringLiteral(token);
    if (kind === "INTEGER") return { kind: "literal", value: BigInt(token.image) };
    if (kind === "FLOAT") return { kind: "literal", value: Number(token.image) };
    if (kind === "TRUE" || kind === "FALSE") return { kind: "literal", value: kind === "TRUE" };
    throw this.error(`expected a value, got '${token.image}'`, token.offset);
  }

  protected listOrRange(): Expression {
    const { offset } = this.take("LBRACKET");
    if (this.peek().kind === "RBRACKET") {
      this.take("RBRACKET");
      return { kind: "list", items: [] };
    }
    const items = [this.parameter()];
    if (this.peek().kind === "DOUBLEDOT") {
      this.take("DOUBLEDOT");
      const [from, to] = [items[0] as Expression, this.parameter()];
      if (!isBound(from) || !isBound(to)) throw this.error("expected whole numbers or references in [a..b]", offset);
      this.take("RBRACKET");
      return { kind: "range", from, to, offset };
    }
    while (this.peek().kind === "COMMA") {
      this.take("COMMA");
      items.push(this.parameter());
    }
    this.take("RBRACKET");
    return { kind: "list", items };
  }

  protected map(): Expression {
    this.take("LEFT_CURLEY");
    const entries: (readonly [Expression, Expression])[] = [];
    this.blank();
    const closing = () => this.peek().kind === "RIGHT_CURLEY" || this.peek().kind === "RCURLY";
    while (!closing()) {
      if (entries.length > 0) this.take("COMMA");
      const key = this.parameter();
      this.take("COLON");
      entries.push([key, this.parameter()]);
    }
    this.take(this.peek().kind);
    return { kind: "map", entries };
  }

  protected stringLiteral({ image, offset }: Token): Expression {
    const quote = image.charAt(0);
    let text = image.slice(1, -1);
    if (quote === '"') {
      text = text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    }
    text = text.replaceAll(quote + quote, quote);
    if (quote === "'" || !/[$#]/.test(image)) return { kind: "literal", value: text };
    // a reference at the very end needs a character after it; what renders it takes that off again
    const padded = !text.includes("##");
    try {
      return { kind: "interpolation", body: this.parseString(padded ? `${text} ` : text), padded, offset };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw this.error(`in the string ${image}: ${error.message}`, offset);
    }
  }
}

function isBound(expression: Expression): boolean {
  return expression.kind === "reference" || (expression.kind === "literal" && typeof expression.value === "bigint");
}

/** Splits what the lexer collected before a reference's name into escapes, stray characters and the reference itself. */
function describeReference(first: Token, formalName: string | undefined, literal: string, steps: Step[]): Reference {
  const { image, offset } = first;
  const slashes = /^\\*/.exec(image)?.[0].length ?? 0;
  const clean = image.slice(slashes);
  const dollar = clean.lastIndexOf("$");
  const opening = clean.slice(Math.max(dollar, 0));
  const quiet = opening.startsWith("$!");
  const escaped = slashes % 2 === 1;
  const inert = image.includes("\\!");
  const text = literal.slice(first.special.length + slashes + Math.max(dollar, 0));
  // as in Velocity, whose literal text of an enclosing directive then lacks them too
  if (!inert) first.image = opening;
  return {
    root: formalName ?? opening.replace(/^\$!?/, ""),
    plain: formalName === undefined && !quiet,
    steps,
    prefix: "\\".repeat(Math.floor(slashes / 2)),
    more: clean.slice(0, Math.max(dollar, 0)),
    escaped,
    nullText: quiet && !escaped ? "" : text,
    inert,
    runt: dollar < 0,
    offset,
  };
}
