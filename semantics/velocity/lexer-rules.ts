import type { Lexer } from "./lexer";
import type { TokenKind } from "./token";

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
export type State = (typeof states)[number];

export interface Rule {
  /** What a match becomes: a token, more of the token to come, nothing, or text for the next token. */
  becomes: TokenKind | "more" | "skip" | "special";
  states: readonly State[];
  pattern: RegExp;
  act?: (lexer: Lexer, match: string) => void;
  /** The character behind the backslashes that the pattern may begin with: without it there is nothing to try. */
  after?: string;
}

/** The rules of each state, in the order in which Velocity declares them: of two equally long matches the first wins. */
export const rulesOf: Record<State, readonly Rule[]> = tableOf();

function tableOf(): Record<State, Rule[]> {
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
    behindBackslashes(
      "#",
      on("ESCAPE_DIRECTIVE", "DEFAULT", /(?:\\\\)*\\#(?:[A-Za-z_@][A-Za-z0-9_@]*|\{[A-Za-z_][A-Za-z0-9_@]*\})/y),
    ),
    on("SET", "DEFAULT REFERENCE REFMODIFIER REFMOD2", /[ \t]*(?:#set|#\{set\})[ \t]*\(/y, (l) => l.enterSet()),
    behindBackslashes(
      "$",
      on("more", "*", /\\*\$/y, (lexer) => lexer.enterReference()),
    ),
    behindBackslashes(
      "$",
      on("more", "*", /\\*\$\\*!/y, (lexer) => lexer.enterReference()),
    ),
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
    on("WORD", "PRE_DIRECTIVE DIRECTIVE", /[A-Za-z_@][A-Za-z0-9_@]*/y),
    on("WORD", "PRE_DIRECTIVE DIRECTIVE", /\{[A-Za-z_][A-Za-z0-9_@]*\}/y),
    on("IDENTIFIER", "REFERENCE REFMODIFIER REFMOD2", /[A-Za-z_][A-Za-z0-9_-]*/y),
    on("DOT", "REFERENCE REFMODIFIER REFMOD2", /\.[A-Za-z]/y, (lexer) => {
      lexer.backup(1);
      lexer.switchTo("REFMODIFIER");
    }),
    on("LCURLY", "REFERENCE REFMODIFIER", /\{/y),
    on("RCURLY", "REFERENCE REFMODIFIER", /\}/y, (lexer) => lexer.pop()),
    on("special", "REFERENCE REFMODIFIER PRE_DIRECTIVE", /[^]/y, (lexer) => (lexer.backup(1), lexer.pop())),
    on("EMPTY_INDEX", "DEFAULT REFERENCE", /\$[[.]|\$!\[|\$\\!\[/y),
  ];
  return Object.fromEntries(
    states.map((state) => [state, rules.filter((candidate) => candidate.states.includes(state))]),
  ) as Record<State, Rule[]>;
}

function on(becomes: Rule["becomes"], where: string, pattern: RegExp, act?: Rule["act"]): Rule {
  const listed = where === "*" ? states : (where.split(" ") as State[]);
  return { becomes, states: listed, pattern, ...(act && { act }) };
}

function behindBackslashes(after: string, rule: Rule): Rule {
  return { ...rule, after };
}
