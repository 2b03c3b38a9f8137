/** A template after parsing: what is rendered one after the other. `offset` is the place in the source, in characters. */
export type Block = readonly Statement[];

export type Statement =
  | { kind: "text"; text: string }
  | { kind: "reference"; reference: Reference }
  | { kind: "set"; target: Reference; value: Expression; offset: number }
  | { kind: "if"; branches: readonly { test: Expression; body: Block }[]; otherwise: Block; offset: number }
  | { kind: "foreach"; key: string; list: Expression; body: Block; offset: number }
  | { kind: "define"; key: string; body: Block }
  | { kind: "break"; scope: Expression | undefined; offset: number }
  | { kind: "stop" };

export interface Reference {
  root: string;
  /** Written `$name`, neither `${name}` nor `$!name`. */
  plain: boolean;
  steps: readonly Step[];
  /** What is printed before the value: an even number of backslashes halved, and a `$` or `#` that began nothing. */
  prefix: string;
  more: string;
  /** `\$name`: the text of the reference is printed instead of its value. */
  escaped: boolean;
  /** What is printed when there is no value. */
  nullText: string;
  /** Not a name after all (`$\!name`): nothing is printed. */
  inert: boolean;
  /** A word right behind a reference that Velocity's lexer takes for one too (`$x.size()px`): it is text. */
  runt: boolean;
  offset: number;
}

export type Step =
  | { kind: "property"; name: string; offset: number }
  | { kind: "method"; name: string; args: readonly Expression[]; offset: number }
  | { kind: "index"; index: Expression; offset: number };

export type Expression =
  | { kind: "literal"; value: boolean | bigint | number | string }
  /** A double-quoted string with references or directives in it. */
  | { kind: "interpolation"; body: Block; padded: boolean; offset: number }
  | { kind: "list"; items: readonly Expression[] }
  | { kind: "map"; entries: readonly (readonly [Expression, Expression])[] }
  | { kind: "range"; from: Expression; to: Expression; offset: number }
  | { kind: "reference"; reference: Reference }
  | { kind: "not"; operand: Expression }
  | { kind: "binary"; operator: Operator; left: Expression; right: Expression; offset: number };

export type Operator = "AND" | "OR" | "EQ" | "NE" | "LT" | "LE" | "GT" | "GE" | Arithmetic;
export type Arithmetic = "PLUS" | "MINUS" | "MULTIPLY" | "DIVIDE" | "MODULUS";
