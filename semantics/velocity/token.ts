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
