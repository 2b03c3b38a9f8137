import type { Implementation } from "../functions";
import { decimal } from "../operators";
import { toInteger, toList, toNumber, toText } from "../values";

const numbers =
  (convert: (...values: number[]) => number): Implementation =>
  (args) => {
    const result = decimal(convert(...args.map(toNumber)));
    if (Number.isFinite(result)) return result;
    throw new Error(`expected numbers with a result, got ${args.map(String).join(", ")}`);
  };

export const numberFunctions: Record<string, Implementation> = {
  abs: numbers(Math.abs),
  ceil: numbers(Math.ceil),
  floor: numbers(Math.floor),
  log: numbers((value, base) => Math.log(value) / Math.log(base)),
  max: numbers(Math.max),
  min: numbers(Math.min),
  pow: numbers((base, exponent) => base ** exponent),
  signum: numbers(Math.sign),
  sum: ([list]) => {
    const items = toList(list).map(toNumber);
    if (items.length === 0) throw new Error("expected at least one number, got none");
    return decimal(items.reduce((sum, value) => sum + value, 0));
  },
  parseint: ([value, base]) => parseWhole(toText(value), toInteger(base)),
};

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function parseWhole(text: string, base: number): number {
  if (base < 2 || base > 62) throw new Error(`expected a base from 2 to 62, got ${base}`);
  const [, sign, rest] = /^([-+]?)(.+)$/.exec(text) ?? [];
  let result = 0;
  for (const letter of base <= 36 ? (rest ?? "?").toLowerCase() : (rest ?? "?")) {
    const digit = digits.indexOf(letter);
    if (digit < 0 || digit >= base)
      throw new Error(`expected a whole number of base ${base}, got ${JSON.stringify(text)}`);
    result = result * base + digit;
  }
  return sign === "-" ? -result : result;
}
