import type { Limit } from "./method-table";
import { JavaException, textOf, type Value } from "./values";

/** String.format for what templates use: %s %d %f %x %X %c %b %n %% with flags `-`, `0`, `,` and `+`, width and precision. */
export function formatText(pattern: string, values: readonly Value[], limit: Limit): string {
  let next = 0;
  const text = pattern.replace(
    /%(?:(\d+)\$)?([-0,+]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g,
    (spec, position, flags, width, precision, conversion) => {
      if (conversion === "n") return "\n";
      if (conversion === "%") return "%";
      const at = position === undefined ? next++ : Number(position) - 1;
      if (at >= values.length) throw new JavaException(`format: expected a value for '${spec}', got none`);
      const size = Number(width ?? 0);
      limit(size + Number(precision ?? 0));
      return pad(
        convert(spec, conversion as string, values[at] ?? null, flags as string, precision as string, limit),
        flags as string,
        size,
      );
    },
  );
  limit(text.length);
  return text;
}

function convert(
  spec: string,
  conversion: string,
  value: Value,
  flags: string,
  precision: string | undefined,
  limit: Limit,
): string {
  const grouped = (digits: string) => (flags.includes(",") ? digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : digits);
  const signed = (negative: boolean, digits: string) => (negative ? "-" : flags.includes("+") ? "+" : "") + digits;
  if (conversion === "s" || conversion === "S") {
    const text = textOf(value, limit).slice(0, precision === undefined ? undefined : Number(precision));
    return conversion === "S" ? text.toUpperCase() : text;
  }
  if (conversion === "b") return String(value === null ? false : typeof value === "boolean" ? value : true);
  if (conversion === "c" && typeof value === "string" && value.length === 1) return value;
  if (conversion === "d" && typeof value === "bigint") {
    return signed(value < 0n, grouped(String(value < 0n ? -value : value)));
  }
  if ((conversion === "x" || conversion === "X") && typeof value === "bigint") {
    const digits = BigInt.asUintN(BigInt.asIntN(32, value) === value ? 32 : 64, value).toString(16);
    return conversion === "X" ? digits.toUpperCase() : digits;
  }
  if (conversion === "f" && typeof value === "number") {
    const [units = "", fraction] = Math.abs(value)
      .toFixed(Math.min(Number(precision ?? 6), 100))
      .split(".");
    return signed(value < 0, grouped(units) + (fraction === undefined ? "" : `.${fraction}`));
  }
  throw new JavaException(`format: expected a value that fits '${spec}', got '${textOf(value, limit)}'`);
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0")) return text.padStart(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
