import { templateErrorAt } from "./template-error";

/**
 * Velocity 1.7's tokens. Its lexer is a state machine with a stack, and what a character means depends on the state:
 * `[` after a reference opens an index, in a directive a list, elsewhere it is text. The rules below are that machine's,
 * because templates rely on its corners (`$x-y` is one name, `"a""b"` one string, blanks before `#set` vanish).
 */
export type TokenKind =
  | "EOF"
  | "INDEX_LBRACKET"
  | "INDEX_RBRACKET"
  | "LBRACKET"
  | "RBRACKET"
  | "COMMA"
  | "DOUBLEDOT"
  | "COLON"
  | "LEFT_CURLEY"
  | "RIGHT_CURLEY"
  | "LPAREN"
  | "RPAREN"
  | "REFMOD2_RPAREN"
  | "ESCAPE_DIRECTIVE"
  | "SET"
  | "COMMENT_START"
  | "COMMENT"
  | "DOUBLE_ESCAPE"
  | "ESCAPE"
  | "TEXT"
  | "TEXTBLOCK"
  | "WHITESPACE"
  | "STRING"
  | "TRUE"
  | "FALSE"
  | "MINUS"
  | "PLUS"
  | "MULTIPLY"
  | "DIVIDE"
  | "MODULUS"
  | "AND"
  | "OR"
  | "LT"
  | "LE"
  | "GT"
  | "GE"
  | "EQ"
  | "NE"
  | "NOT"
  | "EQUALS"
  | "END"
  | "IF"
  | "ELSEIF"
  | "ELSE"
  | "INTEGER"
  | "FLOAT"
  | "WORD"
  | "IDENTIFIER"
  | "DOT"
  | "LCURLY"
  | "RCURLY"
  | "EMPTY_INDEX";

export interface Token {
  readonly kind: TokenKind;
  /** The characters matched, with what the machine had collected before them (`$` before a name, `#` before a word). */
  image: string;
  readonly offset: number;
  /** Text collected for a reference or directive that turned out to be none, in front of this token. */
  readonly special: string;
  next?: Token;
}

const states = [
  "DEFAULT",
  "REFERENCE",
  "REFMODIFIER",
  "REFMOD2",
  "REFINDEX",
  "DIRECTIVE",
  "PRE_DIRECTIVE",
  "IN_TEXTBLOCK",
  "IN_COMMENT",
  "IN_LINE_COMMENT",
] as const;
type State = (typeof states)[number];

interface Rule {
  /** What a match becomes: a token, more of the token to come, nothing, or text for the next token. */
  becomes: TokenKind | "more" | "skip" | "special";
  states: readonly State[];
  pattern: RegExp;
  act?: (lexer: Lexer, match: string) => void;
}

export class Lexer {
  private position = 0;
  state: State = "DEFAULT";
  private stack: { state: State; lparen: number; rparen: number }[] = [];
  lparen = 0;
  private rparen = 0;
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
        return { kind: rule.becomes, image: this.source.slice(start, this.position), offset: start, special };
      }
    }
  }

  private longestMatch(): { rule: Rule; match: string } {
    let best: { rule: Rule; match: string } | undefined;
    for (const rule of rulesOf[this.state]) {
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
const rules: readonly Rule[] = [
  on("INDEX_LBRACKET", "REFERENCE REFMODIFIER", /\[/y, (lexer) => (lexer.push(), lexer.switchTo("REFINDEX"))),
  on("INDEX_RBRACKET", "REFINDEX", /\]/y, (lexer) => lexer.pop()),
  on("LBRACKET", "DIRECTIVE REFMOD2", /\[/y),
  on("RBRACKET", "DIRECTIVE REFMOD2", /\]/y),
  on("COMMA", "DIRECTIVE REFMOD2", /,/y),
  on("DOUBLEDOT", "DIRECTIVE REFMOD2", /\.\./y),
  on("COLON", "DIRECTIVE REFMOD2", /:/y),
  on("LEFT_CURLEY", "DIRECTIVE REFMOD2", /\{/y),
  on("RIGHT_CURLEY", "DIRECTIVE REFMOD2", /\}/y),
  on("LPAREN", "DIRECTIVE REFMODIFIER", /\(/y, (lexer) => lexer.openParenthesis()),
  on("RPAREN", "DIRECTIVE", /\)(?:[ \t]*(?:\r\n|\n|\r))?/y, (lexer) => lexer.closeParenthesis()),
  on("REFMOD2_RPAREN", "REFMOD2", /\)/y, (lexer) => lexer.switchTo("REFERENCE")),
  on("ESCAPE_DIRECTIVE", "DEFAULT", /(?:\\\\)*\\#(?:[A-Za-z_@][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})/y),
  on("SET", "DEFAULT REFERENCE REFMODIFIER REFMOD2", /[ \t]*(?:#set|#\{set\})[ \t]*\(/y, (l) => l.enterSet()),
  on("more", "*", /\\*\$/y, (lexer) => lexer.enterReference()),
  on("more", "*", /\\*\$\\*!/y, (lexer) => lexer.enterReference()),
  on("more", "*", /#\[\[/y, (lexer) => lexer.enterVerbatim("IN_TEXTBLOCK")),
  on("more", "*", /#\*\*[^#]/y, (lexer) => {
    if (!lexer.inComment) lexer.backup(1);
    lexer.enterVerbatim("IN_COMMENT");
  }),
  on("more", "*", /#\*/y, (lexer) => lexer.enterVerbatim("IN_COMMENT")),
  on("more", "*", /#/y, (lexer) => lexer.enterDirective()),
  on("COMMENT_START", "DEFAULT PRE_DIRECTIVE DIRECTIVE REFERENCE", /##/y, (lexer) =>
    lexer.enterVerbatim("IN_LINE_COMMENT"),
  ),
  on("DOUBLE_ESCAPE", "DEFAULT", /\\\\/y),
  on("ESCAPE", "DEFAULT", /\\/y),
  on("TEXT", "DEFAULT", /[^$#\\]+/y),
  on("COMMENT", "IN_LINE_COMMENT", /\r\n|\n|\r/y, (lexer) => lexer.leaveVerbatim()),
  on("COMMENT", "IN_COMMENT", /\*#/y, (lexer) => lexer.leaveVerbatim()),
  on("TEXTBLOCK", "IN_TEXTBLOCK", /\]\]#/y, (lexer) => lexer.leaveVerbatim()),
  on("skip", "IN_LINE_COMMENT IN_COMMENT", /[^$#*\\\n\r]+|[^]/y),
  on("more", "IN_TEXTBLOCK", /[^$#\]\\]+|[^]/y),
  on("WHITESPACE", "DIRECTIVE REFMOD2 REFINDEX", /[ \t\n\r]+/y),
  on("STRING", "DIRECTIVE REFMOD2 REFINDEX", /"[^"]*(?:""[^"]*)*"|'[^']*(?:''[^']*)*'/y, (lexer) => {
    if (lexer.state === "DIRECTIVE" && !lexer.inSet && lexer.lparen === 0) lexer.pop();
  }),
  on("TRUE", "REFERENCE DIRECTIVE REFMODIFIER REFMOD2 REFINDEX", /true/y),
  on("FALSE", "REFERENCE DIRECTIVE REFMODIFIER REFMOD2 REFINDEX", /false/y),
  on("MINUS", "DIRECTIVE", /-/y),
  on("PLUS", "DIRECTIVE", /\+/y),
  on("MULTIPLY", "DIRECTIVE", /\*/y),
  on("DIVIDE", "DIRECTIVE", /\//y),
  on("MODULUS", "DIRECTIVE", /%/y),
  on("AND", "DIRECTIVE", /&&|and/y),
  on("OR", "DIRECTIVE", /\|\||or/y),
  on("LT", "DIRECTIVE", /<|lt/y),
  on("LE", "DIRECTIVE", /<=|le/y),
  on("GT", "DIRECTIVE", />|gt/y),
  on("GE", "DIRECTIVE", />=|ge/y),
  on("EQ", "DIRECTIVE", /==|eq/y),
  on("NE", "DIRECTIVE", /!=|ne/y),
  on("NOT", "DIRECTIVE", /!|not/y),
  on("EQUALS", "DIRECTIVE", /=/y),
  on("END", "PRE_DIRECTIVE", /(?:end|\{end\})(?:[ \t]*(?:\r\n|\n|\r))?/y, (lexer) => lexer.pop()),
  on("IF", "PRE_DIRECTIVE", /if|\{if\}/y, (lexer) => lexer.switchTo("DIRECTIVE")),
  on("ELSEIF", "PRE_DIRECTIVE", /elseif|\{elseif\}/y, (lexer) => lexer.switchTo("DIRECTIVE")),
  on("ELSE", "PRE_DIRECTIVE", /(?:else|\{else\})(?:[ \t]*(?:\r\n|\n|\r))?/y, (lexer) => lexer.pop()),
  on("INTEGER", "PRE_DIRECTIVE DIRECTIVE REFMOD2 REFINDEX", /-?[0-9]+(?:\.\.)?/y, (lexer, match) => {
    if (match.endsWith("..")) lexer.backup(2);
    lexer.leaveLiteral();
  }),
  on(
    "FLOAT",
    "PRE_DIRECTIVE DIRECTIVE REFMOD2 REFINDEX",
    /-?[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|-?\.[0-9]+(?:[eE][+-]?[0-9]+)?|-?[0-9]+[eE][+-]?[0-9]+/y,
    (lexer) => lexer.leaveLiteral(),
  ),
  on("WORD", "PRE_DIRECTIVE DIRECTIVE", /[A-Za-z_@][A-Za-z0-9_]*/y),
  on("WORD", "PRE_DIRECTIVE DIRECTIVE", /\{[A-Za-z_][A-Za-z0-9_]*\}/y),
  on("IDENTIFIER", "REFERENCE REFMODIFIER REFMOD2", /[A-Za-z_][A-Za-z0-9_-]*/y),
  on("DOT", "REFERENCE REFMODIFIER REFMOD2", /\.[A-Za-z]/y, (lexer) => {
    lexer.backup(1);
    lexer.switchTo("REFMODIFIER");
  }),
  on("LCURLY", "REFERENCE REFMODIFIER", /\{/y),
  on("RCURLY", "REFERENCE REFMODIFIER", /\}/y, (lexer) => lexer.pop()),
  on("special", "REFERENCE REFMODIFIER PRE_DIRECTIVE", /[^]/y, (lexer) => (lexer.backup(1), lexer.pop())),
  on("EMPTY_INDEX", "DEFAULT REFERENCE", /\$\[|\$!\[|\$\\!\[/y),
];

const rulesOf = Object.fromEntries(
  states.map((state) => [state, rules.filter((candidate) => candidate.states.includes(state))]),
) as Record<State, Rule[]>;

function on(becomes: Rule["becomes"], where: string, pattern: RegExp, act?: Rule["act"]): Rule {
  const listed = where === "*" ? states : (where.split(" ") as State[]);
  return { becomes, states: listed, pattern, ...(act && { act }) };
}

function at(pattern: RegExp, source: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0];
}

/** Of what looked like a reference or directive Velocity keeps `#`, `$` and the backslashes before a `$`. */
function specialText(text: string): string {
  return text.replace(/\\+\$|[#$]|[^]/g, (part) => (/^(?:\\+\$|[#$])$/.test(part) ? part : ""));
}
