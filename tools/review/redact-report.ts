import { isObject, type Json } from "./json";
import type { Redaction } from "./redaction";
import type { Report } from "./report";

/** What the review itself chose, and programs compare: never secret, whatever a secret may be like. */
const own = new Set(["verdict", "severity", "rule", "action", "kind", "expires", "line"]);

/** The report without secrets: names, addresses, sentences and values alike. Every format prints what it returns. */
export const redactReport = (report: Report, redaction: Redaction): Report =>
  redactTexts(report as unknown as Json, remembering(redaction)) as unknown as Report;

type Redact = Pick<Redaction, "redact" | "redactJson">;

/** Names and sentences come again and again. */
function remembering(redaction: Redaction): Redact {
  const known = new Map<string, string>();
  return {
    redact: (text) => {
      const safe = known.get(text) ?? redaction.redact(text);
      known.set(text, safe);
      return safe;
    },
    redactJson: (value, name) => redaction.redactJson(value, name),
  };
}

function redactTexts(value: Json, redaction: Redact): Json {
  if (typeof value === "string") return redaction.redact(value);
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redaction));
  if (!isObject(value)) return value;
  const { attribute } = value;
  if (typeof attribute === "string") return redactAttribute(value, attribute, redaction);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, own.has(key) ? item : redactTexts(item, redaction)]),
  );
}

/** `before` and `after` of an attribute, whose name may tell that they are secret. */
function redactAttribute(change: { [key: string]: Json }, attribute: string, redaction: Redact): Json {
  const name = /([^.[\]]*)(?:\[\d+\])*$/.exec(attribute)?.[1] ?? "";
  return Object.fromEntries(
    Object.entries(change).map(([key, item]) => [
      key,
      key !== "before" && key !== "after"
        ? redactTexts(item, redaction)
        : change["sensitive"] === true
          ? "(sensitive)"
          : redaction.redactJson(item, name),
    ]),
  );
}
