import { compareNumbers } from "./arithmetic";
import { methodsFor } from "./method-table";
import { JavaException, isNumber, javaEquals, textOf } from "./values";

/** java.lang.Integer, Long and Double; the static methods are called on any number of the kind. */
export const numberMethods = methodsFor<bigint | number>()({
  "toString()": (self, _, limit) => textOf(self, limit),
  "equals(Object)": (self, [other], limit) => javaEquals(self, other, limit),
  "intValue()": (n) => BigInt.asIntN(32, whole(n)),
  "longValue()": (n) => BigInt.asIntN(64, whole(n)),
  "doubleValue()": Number,
  "floatValue()": (n) => Math.fround(Number(n)),
  "compareTo(Object)": (n, [other]) => {
    if (!isNumber(other) || typeof other !== typeof n)
      throw new JavaException("compareTo: expected a number of one kind");
    return BigInt(compareNumbers(n, other));
  },
  "hashCode()": (n) => (typeof n === "bigint" ? BigInt.asIntN(32, n ^ (n >> 32n)) : null),
  "isNaN()": (n) => (typeof n === "number" ? Number.isNaN(n) : null),
  "isInfinite()": (n) => (typeof n === "number" ? Math.abs(n) === Infinity : null),
  "toString(Number)": (_, [value], limit) => textOf(value, limit),
  "toHexString(int)": (_, [value]) => BigInt.asUintN(32, value).toString(16),
  "toOctalString(int)": (_, [value]) => BigInt.asUintN(32, value).toString(8),
  "toBinaryString(int)": (_, [value]) => BigInt.asUintN(32, value).toString(2),
  "parseInt(String)": (n, [text]) => (typeof n === "bigint" ? parseInteger(text, 10, 32) : null),
  "parseInt(String, int)": (n, [text, radix]) => (typeof n === "bigint" ? parseInteger(text, Number(radix), 32) : null),
  "parseLong(String)": (n, [text]) => (typeof n === "bigint" ? parseInteger(text, 10, 64) : null),
  "parseDouble(String)": (n, [text]) => (typeof n === "number" ? parseDouble(text) : null),
  "valueOf(String)": (n, [text]) => (typeof n === "bigint" ? parseInteger(text, 10, 32) : parseDouble(text)),
  "valueOf(Number)": (_, [value]) => value,
  "max(Number, Number)": (_, [a, b]) => (a >= b ? a : b),
  "min(Number, Number)": (_, [a, b]) => (a <= b ? a : b),
});

/** java.lang.Boolean. */
export const booleanMethods = methodsFor<boolean>()({
  "toString()": (self, _, limit) => textOf(self, limit),
  "equals(Object)": (self, [other], limit) => javaEquals(self, other, limit),
  "booleanValue()": (b) => b,
  "compareTo(Object)": (b, [other]) => {
    if (typeof other !== "boolean") throw new JavaException("compareTo: expected a boolean");
    return BigInt(Number(b) - Number(other));
  },
  "parseBoolean(String)": (_, [text]) => text.toLowerCase() === "true",
  "hashCode()": (b) => (b ? 1231n : 1237n),
});

function whole(value: bigint | number): bigint {
  if (typeof value === "bigint") return value;
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

function parseInteger(text: string, radix: number, bits: number): bigint {
  const digits = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, radix);
  const [, sign, size = ""] = /^([+-]?)(.+)$/s.exec(text.toLowerCase()) ?? [];
  const valid = size !== "" && size.length <= 64 && size.split("").every((digit) => digits.includes(digit));
  let value = 0n;
  if (valid) for (const digit of size) value = value * BigInt(radix) + BigInt(digits.indexOf(digit));
  if (sign === "-") value = -value;
  if (!valid || BigInt.asIntN(bits, value) !== value) throw new JavaException(`expected a whole number, got '${text}'`);
  return value;
}

function parseDouble(text: string): number {
  if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?\s*$/.test(text)) {
    throw new JavaException(`expected a number, got '${text}'`);
  }
  return parseFloat(text);
}
