import { rulesOf, type Rule, type State } from "./lexer-rules";
import { templateErrorAt } from "./template-error";
import type { Token } from "./token";

/** Reads tokens on demand; the actions of its rules move it from state to state. */
export class Lexer {
  private position = 0;
  state: State = "DEFAULT";
  private stack: { state: State; lparen: number; rparen: number }[] = [];
  lparen = 0;
  private rparen = 0;
  private slashesEnd = 0;
  inComment = false;
  inSet = false;

  constructor(readonly source: string) {}

  /** The token after `token`, read on demand because the parser switches states in between. */
  after(token: Token): Token {
    return (token.next ??= this.read());
  }

  switchTo(state: State): void {
    this.state = state;
  }

  push(): void {
    this.stack.push({ state: this.state, lparen: this.lparen, rparen: this.rparen });
    this.lparen = 0;
  }

  pop(): boolean {
    const saved = this.stack.pop();
    if (!saved) {
      this.lparen = 0;
      this.state = "DEFAULT";
      return false;
    }
    ({ state: this.state, lparen: this.lparen, rparen: this.rparen } = saved);
    return true;
  }

  /** Whether the characters to come are blanks and an opening parenthesis. */
  parenthesisFollows(): boolean {
    return at(/[ \n\r\t]*\(/y, this.source, this.position) !== undefined;
  }

  private read(): Token {
    let start = this.position;
    let special = "";
    for (;;) {
      if (this.position >= this.source.length && start === this.position) {
        return { kind: "EOF", image: "", offset: start, special };
      }
      const { rule, match } = this.longestMatch();
      this.position += match.length;
      rule.act?.(this, match);
      if (rule.becomes === "more") continue;
      if (rule.becomes === "skip") {
        start = this.position;
      } else if (rule.becomes === "special") {
        special += specialText(this.source.slice(start, this.position));
        start = this.position;
      } else {
        // what was collected before a dot that begins no property is lost
        const image = rule.becomes === "DOT" ? "." : this.source.slice(start, this.position);
        return { kind: rule.becomes, image, offset: start, special };
      }
    }
  }

  private longestMatch(): { rule: Rule; match: string } {
    let best: { rule: Rule; match: string } | undefined;
    const marker = this.afterBackslashes();
    for (const rule of rulesOf[this.state]) {
      if (marker !== undefined && rule.after !== undefined && rule.after !== marker) continue;
      const match = at(rule.pattern, this.source, this.position);
      if (match && match.length > (best?.match.length ?? 0)) best = { rule, match };
    }
    if (best) return best;
    const got = this.source[this.position];
    throw templateErrorAt(
      this.source,
      this.position,
      `expected the rest of a Velocity expression, got ${got === undefined ? "the end of the template" : `'${got}'`}`,
    );
  }

  /** The character behind the backslashes that come next, found once for all of them; undefined where none comes. */
  private afterBackslashes(): string | undefined {
    if (this.source[this.position] !== "\\") return undefined;
    if (this.slashesEnd <= this.position) {
      this.slashesEnd = this.position;
      while (this.source[this.slashesEnd] === "\\") this.slashesEnd++;
    }
    return this.source[this.slashesEnd] ?? "";
  }

  backup(characters: number): void {
    this.position -= characters;
  }

  openParenthesis(): void {
    if (!this.inComment) this.lparen++;
    if (this.state === "REFMODIFIER") this.state = "REFMOD2";
  }

  closeParenthesis(): void {
    while (!this.inComment) {
      if (this.lparen > 0) {
        if (this.lparen === this.rparen + 1) this.pop();
        else this.rparen++;
        return;
      }
      if (!this.pop()) return;
    }
  }

  leaveLiteral(): void {
    if (this.lparen === 0 && !this.inSet && this.state !== "REFMOD2" && this.state !== "REFINDEX") this.pop();
  }

  enterReference(): void {
    if (this.inComment) return;
    if (this.state === "REFERENCE") this.pop();
    this.push();
    this.state = "REFERENCE";
  }

  enterDirective(): void {
    if (this.inComment) return;
    if (this.state === "REFERENCE" || this.state === "REFMODIFIER") this.pop();
    this.push();
    this.state = "PRE_DIRECTIVE";
  }

  enterSet(): void {
    if (this.inComment) return;
    this.push();
    this.inSet = true;
    this.state = "DIRECTIVE";
    this.lparen++;
  }

  enterVerbatim(state: State): void {
    if (this.inComment) return;
    if (state === "IN_LINE_COMMENT" && this.state === "REFERENCE") this.pop();
    this.inComment = true;
    this.push();
    this.state = state;
  }

  leaveVerbatim(): void {
    this.inComment = false;
    this.pop();
  }
}

/** In the order in which Velocity declares them: of two equally long matches the first wins. */
function at(pattern: RegExp, source: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0];
}

/** Of what looked like a reference or directive Velocity keeps `#`, `$` and the backslashes before a `$`. */
function specialText(text: string): string {
  return text.replace(/\\+\$|[#$]|[^]/g, (part) => (/^(?:\\+\$|[#$])$/.test(part) ? part : ""));
}
