import { JavaException } from "./java-exception";
import type { Arithmetic } from "./syntax";

/**
 * `left operator right` as Velocity 1.7's MathUtils: integers stay exact and divide towards zero, a double makes both
 * doubles. Null for a division or modulus by zero, which Velocity only logs. Throws
 * JavaException for what would not fit into memory.
 */
export function calculate(operator: Arithmetic, left: bigint | number, right: bigint | number): bigint | number | null {
  if ((operator === "DIVIDE" || operator === "MODULUS") && Number(right) === 0) return null;
  if (typeof left === "bigint" && typeof right === "bigint") {
    const result = integer[operator](left, right);
    if (result > largest || result < -largest) throw new JavaException("expected a number of at most 10000 digits");
    return result;
  }
  return double[operator](Number(left), Number(right));
}

/** -1, 0 or 1, whichever kinds of numbers they are. */
export function compareNumbers(left: bigint | number, right: bigint | number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Double.toString: decimal between 10^-3 and 10^7, otherwise computerized scientific notation. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === 0) return `${sign}0.0`;
  const [digits = "", exponent = "0"] = size.toExponential().split("e");
  if (size >= 1e-3 && size < 1e7) {
    const plain = String(size);
    return sign + (plain.includes(".") ? plain : `${plain}.0`);
  }
  return `${sign}${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

const largest = 10n ** 10_000n;

const integer = {
  PLUS: (left, right) => left + right,
  MINUS: (left, right) => left - right,
  MULTIPLY: (left, right) => left * right,
  DIVIDE: (left, right) => left / right,
  MODULUS: (left, right) => left % right,
} satisfies Record<Arithmetic, (left: bigint, right: bigint) => bigint>;

const double = {
  PLUS: (left, right) => left + right,
  MINUS: (left, right) => left - right,
  MULTIPLY: (left, right) => left * right,
  DIVIDE: (left, right) => left / right,
  MODULUS: (left, right) => left % right,
} satisfies Record<Arithmetic, (left: number, right: number) => number>;
