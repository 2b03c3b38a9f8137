import { ExpressionParser, argumentKinds } from "./expression-parser";
import type { Block, Expression, Statement } from "./syntax";
import type { Token, TokenKind } from "./token";

/** Parses a template as Velocity 1.7 does with the directives that API Gateway leaves in it. Throws TemplateError. */
export function parseTemplate(source: string): Block {
  return new Parser(source).template();
}

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

class Parser extends ExpressionParser {
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

  private directiveWithoutArguments(name: string, { image, offset }: Token): Statement[] {
    if (name === "stop") return [{ kind: "stop" }];
    if (name === "break") return [{ kind: "break", scope: undefined, offset }];
    if (directives.has(name)) throw this.error(`expected arguments after #${name}`, offset);
    return [{ kind: "text", text: image }];
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

  protected override parseString(source: string): Block {
    return parseTemplate(source);
  }
}

function wordOf(image: string): string {
  return image.slice(1).replace(/^\{(.*)\}$/, "$1");
}

function isReference(arg: Expression | string | undefined): arg is Extract<Expression, { kind: "reference" }> {
  return typeof arg === "object" && arg.kind === "reference";
}
