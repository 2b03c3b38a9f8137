import { Lexer } from "./lexer";
import { TemplateError, templateErrorAt } from "./template-error";
import type { Token, TokenKind } from "./token";

/** Nesting of directives, lists and parentheses that is accepted; far more than a person writes. */
const maximumDepth = 200;

/** The tokens of a template, one at a time. */
export class TokenStream {
  protected readonly lexer: Lexer;
  /** The last token taken. */
  private token: Token;
  private depth = 0;

  constructor(private readonly source: string) {
    this.lexer = new Lexer(source);
    this.token = { kind: "EOF", image: "", offset: 0, special: "" };
  }

  /** The source text from `first` to the token taken last. */
  protected literal(first: Token, specials = false): string {
    let text = "";
    for (let token: Token | undefined = first; token; token = token.next) {
      text += (specials ? token.special : "") + token.image;
      if (token === this.token) break;
    }
    return text;
  }

  protected nested<T>(parse: () => T): T {
    if (++this.depth > maximumDepth) {
      throw this.error(`expected at most ${maximumDepth} levels of nesting`, this.token.offset);
    }
    const result = parse();
    this.depth--;
    return result;
  }

  protected peek(): Token {
    return this.lexer.after(this.token);
  }

  protected take(kind: TokenKind): Token {
    if (this.peek().kind !== kind) throw this.unexpected(nameOf(kind));
    this.token = this.peek();
    return this.token;
  }

  protected blank(): void {
    if (this.peek().kind === "WHITESPACE") this.take("WHITESPACE");
  }

  protected unexpected(expected: string): TemplateError {
    const { kind, image, offset } = this.peek();
    const got = kind === "EOF" ? "the end of the template" : `'${image.trim() || image}'`;
    return this.error(`expected ${expected}, got ${got}`, offset);
  }

  protected error(message: string, offset: number): TemplateError {
    return templateErrorAt(this.source, offset, message);
  }
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
