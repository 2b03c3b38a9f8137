import { Lexer, type Token, type TokenKind } from "./lexer";
import type { Block, Expression, Operator, Reference, Statement, Step } from "./syntax";
import { TemplateError, templateErrorAt } from "./template-error";

/** Parses a template as Velocity 1.7 does with the directives that API Gateway leaves in it. Throws TemplateError. */
export function parseTemplate(source: string): Block {
  return new Parser(source).template();
}

/** Nesting of directives, lists and parentheses that is accepted; far more than a person writes. */
const maximumDepth = 200;

/** `macro` is known but switched off: a definition prints nothing, and a call is text like any unknown directive. */
const directives = new Set(["foreach", "define", "break", "stop", "macro"]);
/** Where among its arguments a directive takes a bare word. */
const wordPlace: Record<string, number> = { foreach: 1, macro: 0 };
const controlWords = new Set([...directives, "if", "elseif", "else", "end", "set"]);

const textKinds = new Set<TokenKind>([
  "TEXT",
  "DOT",
  "RPAREN",
  "LPAREN",
  "INTEGER",
  "FLOAT",
  "STRING",
  "ESCAPE",
  "LCURLY",
  "RCURLY",
  "EMPTY_INDEX",
]);

const argumentKinds = new Set<TokenKind>([
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

class Parser {
  private readonly lexer: Lexer;
  /** The last token taken. */
  private token: Token;
  private depth = 0;

  constructor(private readonly source: string) {
    this.lexer = new Lexer(source);
    this.token = { kind: "EOF", image: "", offset: 0, special: "" };
  }

  template(): Block {
    const block = this.block();
    this.take("EOF");
    return block;
  }

  private block(): Block {
    return this.nested(() => {
      const statements: Statement[] = [];
      for (let more = this.statement(); more; more = this.statement()) statements.push(...more);
      return statements;
    });
  }

  /** The statements that the next token begins; undefined at the end of a block. */
  private statement(): Statement[] | undefined {
    const next = this.peek();
    if (next.kind === "IF") return [this.ifStatement()];
    if (this.atReference()) return [{ kind: "reference", reference: this.reference() }];
    if (next.kind === "COMMENT_START" || next.kind === "COMMENT") return this.comment();
    if (next.kind === "TEXTBLOCK") return [{ kind: "text", text: this.take("TEXTBLOCK").image.slice(3, -3) }];
    if (next.kind === "SET") return [this.set()];
    if (next.kind === "ESCAPE_DIRECTIVE") return [this.escapedDirective()];
    if (next.kind === "DOUBLE_ESCAPE") return [this.escapes()];
    if (next.kind === "WORD") return this.directive();
    if (textKinds.has(next.kind)) {
      const { special, image } = this.take(next.kind);
      return [{ kind: "text", text: special + image }];
    }
    return undefined;
  }

  private comment(): Statement[] {
    const { kind, image } = this.take(this.peek().kind);
    if (kind === "COMMENT_START" && this.peek().kind === "COMMENT") this.take("COMMENT");
    const opening = image.search(/##|#\*/);
    return opening > 0 ? [{ kind: "text", text: image.slice(0, opening) }] : [];
  }

  private escapedDirective(): Statement {
    const token = this.take("ESCAPE_DIRECTIVE");
    const last = token.image.lastIndexOf("\\");
    const directive = token.image.slice(last + 1);
    if (controlWords.has(wordOf(directive))) token.image = token.image.slice(0, Math.floor(last / 2)) + directive;
    return { kind: "text", text: token.image };
  }

  private escapes(): Statement {
    let count = 0;
    for (; this.peek().kind === "DOUBLE_ESCAPE"; count++) this.take("DOUBLE_ESCAPE");
    const { kind, image } = this.peek();
    const control = ["IF", "ELSE", "ELSEIF", "END"].includes(kind) || directives.has(image.slice(1));
    return { kind: "text", text: (control ? "\\" : "\\\\").repeat(count) };
  }

  private ifStatement(): Statement {
    const { offset } = this.take("IF");
    const branches = [{ test: this.test(), body: this.block() }];
    while (this.peek().kind === "ELSEIF") {
      this.take("ELSEIF");
      branches.push({ test: this.test(), body: this.block() });
    }
    let otherwise: Block = [];
    if (this.peek().kind === "ELSE") {
      this.take("ELSE");
      otherwise = this.block();
    }
    this.take("END");
    return { kind: "if", branches, otherwise, offset };
  }

  private test(): Expression {
    this.blank();
    this.take("LPAREN");
    const test = this.expression();
    this.take("RPAREN");
    return test;
  }

  private set(): Statement {
    const { offset } = this.take("SET");
    this.blank();
    const target = this.reference();
    this.blank();
    this.take("EQUALS");
    const value = this.expression();
    this.take("RPAREN");
    this.lexer.inSet = false;
    return { kind: "set", target, value, offset };
  }

  private directive(): Statement[] {
    const first = this.take("WORD");
    const name = wordOf(first.image);
    this.lexer.switchTo("DIRECTIVE");
    if (!this.lexer.parenthesisFollows()) {
      this.lexer.pop();
      return this.directiveWithoutArguments(name, first);
    }
    this.blank();
    this.take("LPAREN");
    const args = this.directiveArguments(name, first.offset);
    this.take("RPAREN");
    if (name.startsWith("@")) {
      this.block();
      this.take("END");
      return [{ kind: "text", text: this.literal(first) }];
    }
    return this.directiveWith(name, args, first);
  }

  private directiveWithoutArguments(name: string, { image, special, offset }: Token): Statement[] {
    if (name === "stop") return [{ kind: "stop" }];
    if (name === "break") return [{ kind: "break", scope: undefined, offset }];
    if (directives.has(name)) throw this.error(`expected arguments after #${name}`, offset);
    return [{ kind: "text", text: special + image }];
  }

  private directiveWith(name: string, args: (Expression | string)[], first: Token): Statement[] {
    const { offset } = first;
    if (name === "foreach") {
      const [element, , list] = args;
      if (!isReference(element) || args.length < 2) {
        throw this.error("expected #foreach($element in $list)", offset);
      }
      const body = this.blockToEnd();
      // without `in` or without a list Velocity has nothing to walk
      if (typeof list !== "object") return [];
      return [{ kind: "foreach", key: element.reference.root, list, body, offset }];
    }
    if (name === "define") {
      const [block, ...rest] = args;
      if (!isReference(block) || rest.length > 0) throw this.error("expected #define($name)", offset);
      const body = this.blockToEnd();
      return block.reference.plain ? [{ kind: "define", key: block.reference.root, body }] : [];
    }
    if (name === "macro") {
      if (typeof args[0] !== "string") throw this.error("expected #macro(name ...)", offset);
      this.blockToEnd();
      return [];
    }
    if (name === "stop") return [{ kind: "stop" }];
    if (name === "break") {
      const [scope] = args;
      if (typeof scope === "string") throw this.error("expected #break($foreach)", offset);
      return [{ kind: "break", scope, offset }];
    }
    return [{ kind: "text", text: this.literal(first) }];
  }

  private blockToEnd(): Block {
    const body = this.block();
    this.take("END");
    return body;
  }

  /** Values, and as strings the bare words: `in` of #foreach, the name of a #macro, anything of an unknown directive. */
  private directiveArguments(name: string, offset: number): (Expression | string)[] {
    const args: (Expression | string)[] = [];
    for (;;) {
      let ahead = this.peek();
      if (ahead.kind === "WHITESPACE") ahead = this.lexer.after(ahead);
      if (ahead.kind !== "COMMA" && ahead.kind !== "WORD" && !argumentKinds.has(ahead.kind)) break;
      this.blank();
      if (this.peek().kind === "COMMA") {
        this.take("COMMA");
        this.blank();
      }
      const isWord = this.peek().kind === "WORD";
      if (isWord && directives.has(name) && args.length !== wordPlace[name]) {
        throw this.error(`expected no bare word in #${name}, got '${this.peek().image}'`, offset);
      }
      args.push(isWord ? this.take("WORD").image : this.primary());
    }
    this.blank();
    return args;
  }

  private atReference(): boolean {
    const next = this.peek();
    return next.kind === "IDENTIFIER" || (next.kind === "LCURLY" && this.lexer.after(next).kind === "IDENTIFIER");
  }

  private reference(): Reference {
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

  private indexes(): Step[] {
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

  private methodFollows(): boolean {
    const open = this.peek();
    if (open.kind !== "LPAREN") return false;
    const { kind } = this.lexer.after(open);
    return kind === "WHITESPACE" || kind === "REFMOD2_RPAREN" || argumentKinds.has(kind);
  }

  private parameters(): Expression[] {
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

  private parameter(): Expression {
    this.blank();
    const value = this.primary();
    this.blank();
    return value;
  }

  private expression(level = 0): Expression {
    const operators = precedence[level];
    if (!operators) return this.unary();
    let left = this.expression(level + 1);
    while (operators.includes(this.peek().kind)) {
      const { kind, offset } = this.take(this.peek().kind);
      left = { kind: "binary", operator: kind as Operator, left, right: this.expression(level + 1), offset };
    }
    return left;
  }

  private unary(): Expression {
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

  private primary(): Expression {
    return this.nested(() => this.oneOf([...argumentKinds]));
  }

  private oneOf(kinds: readonly TokenKind[]): Expression {
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

  private listOrRange(): Expression {
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

  private map(): Expression {
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

  private stringLiteral({ image, offset }: Token): Expression {
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
      return { kind: "interpolation", body: parseTemplate(padded ? `${text} ` : text), padded, offset };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw this.error(`in the string ${image}: ${error.message}`, offset);
    }
  }

  /** The source text from `first` to the token taken last. */
  private literal(first: Token, specials = false): string {
    let text = "";
    for (let token: Token | undefined = first; token; token = token.next) {
      text += (specials ? token.special : "") + token.image;
      if (token === this.token) break;
    }
    return text;
  }

  private nested<T>(parse: () => T): T {
    if (++this.depth > maximumDepth) {
      throw this.error(`expected at most ${maximumDepth} levels of nesting`, this.token.offset);
    }
    const result = parse();
    this.depth--;
    return result;
  }

  private peek(): Token {
    return this.lexer.after(this.token);
  }

  private take(kind: TokenKind): Token {
    if (this.peek().kind !== kind) throw this.unexpected(nameOf(kind));
    this.token = this.peek();
    return this.token;
  }

  private blank(): void {
    if (this.peek().kind === "WHITESPACE") this.take("WHITESPACE");
  }

  private unexpected(expected: string): TemplateError {
    const { kind, image, offset } = this.peek();
    const got = kind === "EOF" ? "the end of the template" : `'${image.trim() || image}'`;
    return this.error(`expected ${expected}, got ${got}`, offset);
  }

  private error(message: string, offset: number): TemplateError {
    return templateErrorAt(this.source, offset, message);
  }
}

function wordOf(image: string): string {
  return image.slice(1).replace(/^\{(.*)\}$/, "$1");
}

function isReference(arg: Expression | string | undefined): arg is Extract<Expression, { kind: "reference" }> {
  return typeof arg === "object" && arg.kind === "reference";
}

function isBound(expression: Expression): boolean {
  return expression.kind === "reference" || (expression.kind === "literal" && typeof expression.value === "bigint");
}

function nameOf(kind: TokenKind): string {
  const names: Partial<Record<TokenKind, string>> = {
    EOF: "the end of the template, an #if or #foreach before this",
    END: "#end",
    RPAREN: "')'",
    REFMOD2_RPAREN: "')'",
    LPAREN: "'('",
    RCURLY: "'}'",
    RBRACKET: "']'",
    INDEX_RBRACKET: "']'",
    EQUALS: "'='",
    COLON: "':'",
    COMMA: "','",
    IDENTIFIER: "a reference",
  };
  return names[kind] ?? kind.toLowerCase();
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
  const text = literal.slice(first.special.length + slashes + Math.max(dollar, 0));
  // as in Velocity, whose literal text of an enclosing directive then lacks them too
  first.image = opening;
  return {
    root: formalName ?? opening.replace(/^\$!?/, ""),
    plain: formalName === undefined && !quiet,
    steps,
    prefix: "\\".repeat(Math.floor(slashes / 2)),
    more: clean.slice(0, Math.max(dollar, 0)),
    escaped,
    nullText: quiet && !escaped ? "" : text,
    inert: /\$.*\\!/.test(image),
    runt: dollar < 0,
    offset,
  };
}
