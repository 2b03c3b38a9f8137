import type { Json } from "./json";
import type { Report } from "./report";

/** Replaces what must not be printed in a text. */
export type Redact = (text: string) => string;

/** What the review itself chose, and programs compare: never redacted, never secret. */
const fixed = new Set(["verdict", "severity", "rule", "action", "kind", "fingerprint", "expires", "line"]);

/** The report with every text redacted: names, addresses, sentences and values alike. All formats print what it returns. */
export function redactReport(report: Report, redact: Redact): Report {
  return redactValues(report as unknown as Json, redact) as unknown as Report;
}

function redactValues(value: Json, redact: Redact): Json {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValues(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fixed.has(key) ? item : redactValues(item, redact)]),
  );
}
