import { equal, toBoolean, toNumber } from "./values";

type Operand = () => unknown;

const arithmetic =
  (operate: (left: number, right: number) => number) =>
  (a: Operand, b: Operand): number =>
    decimal(operate(toNumber(a()), toNumber(b())));

const comparison =
  (compare: (left: number, right: number) => boolean) =>
  (a: Operand, b: Operand): boolean =>
    compare(toNumber(a()), toNumber(b()));

export const binaryOperators: Record<string, (left: Operand, right: Operand) => unknown> = {
  "||": (a, b) => toBoolean(a()) || toBoolean(b()),
  "&&": (a, b) => toBoolean(a()) && toBoolean(b()),
  "==": (a, b) => equal(a(), b()),
  "!=": (a, b) => !equal(a(), b()),
  "<": comparison((a, b) => a < b),
  ">": comparison((a, b) => a > b),
  "<=": comparison((a, b) => a <= b),
  ">=": comparison((a, b) => a >= b),
  "+": arithmetic((a, b) => a + b),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic((a, b) => divide(a, b, a / b)),
  "%": arithmetic((a, b) => divide(a, b, a % b)),
};

export const unaryOperators: Record<string, (operand: unknown) => unknown> = {
  "!": (value) => !toBoolean(value),
  "-": (value) => -toNumber(value),
};

function divide(dividend: number, divisor: number, result: number): number {
  if (divisor === 0) throw new Error(`expected a divisor other than 0, got ${dividend} divided by 0`);
  return result;
}

/** Terraform computes in decimals: 0.1 + 0.2 is 0.3. Fractions are kept to the 15 digits that are exact here. */
export function decimal(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}
