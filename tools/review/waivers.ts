import { existsSync, readFileSync } from "node:fs";
import { isDay, isLike } from "../../semantics/waiver";
import { compareFindings, type Finding } from "./finding";
import { isObject, type Json } from "./json";
import { PlanError } from "./plan";

/** A finding that somebody answers for, until a day. */
export interface Waiver {
  /** Id of the rule. */
  rule: string;
  /** Name of the plan; `*` stands for any text. */
  plan: string;
  /** Address of the resource, `*` as in {@link plan}. */
  address: string;
  reason: string;
  /** Last day on which it holds: `2026-12-31`. */
  expires: string;
  /** File and entry that it comes from, as a person finds it: `waivers.json, entry 2`. */
  origin: string;
}

const fields = ["rule", "plan", "address", "reason", "expires"] as const;

/** What {@link applyWaivers} says of expired waivers, as a row for the documentation and SARIF. */
export const waiverExpired = {
  id: "waiver-expired",
  category: "plan",
  severity: "block",
  summary: "A waiver whose day has passed: what it accepted counts again",
  example: "`expires` is 2026-06-30 and the review runs in July",
} as const;

/**
 * Reads a file of waivers: a JSON list of objects with rule, plan, address, reason and expires.
 *
 * @param rules ids that there are; undefined where others than this review's are meant
 * @throws PlanError that names the file and the entry
 */
export function readWaivers(file: string, rules?: ReadonlySet<string>): Waiver[] {
  const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (text === undefined) throw new PlanError(`${file}: expected a file of waivers, got none`);
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    throw new PlanError(`${file}: expected a JSON list of waivers, got text that is no JSON`, { cause: error });
  }
  if (!Array.isArray(json)) throw new PlanError(`${file}: expected a JSON list of waivers, got ${kindOf(json)}`);
  return json.map((entry, index) => readWaiver(entry, `${file}, entry ${index + 1}`, rules));
}

function readWaiver(entry: Json, origin: string, rules: ReadonlySet<string> | undefined): Waiver {
  if (!isObject(entry)) throw new PlanError(`${origin}: expected an object, got ${kindOf(entry)}`);
  const unknown = Object.keys(entry).find((key) => !(fields as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new PlanError(`${origin}: expected ${fields.join(", ")}, got ${JSON.stringify(unknown)}`);
  const text = (field: (typeof fields)[number]): string => {
    const value = Object.hasOwn(entry, field) ? entry[field] : undefined;
    if (typeof value === "string" && value.trim() !== "") return value;
    throw new PlanError(`${origin}: ${field}: expected a text, got ${kindOf(value)}`);
  };
  const waiver: Waiver = {
    rule: text("rule"),
    plan: text("plan"),
    address: text("address"),
    reason: text("reason"),
    expires: text("expires"),
    origin,
  };
  if (!isDay(waiver.expires))
    throw new PlanError(`${origin}: expires: expected a day such as 2026-12-31, got ${JSON.stringify(waiver.expires)}`);
  if (rules && !rules.has(waiver.rule))
    throw new PlanError(
      `${origin}: rule: expected the id of a rule (docs/review.md), got ${JSON.stringify(waiver.rule)}`,
    );
  return waiver;
}

/** A finding with the waiver that accepts it. */
export interface Waived<F extends Finding = Finding> {
  finding: F;
  waiver: Waiver;
}

export interface Waiving {
  /** Those that nobody answers for, and one more for every waiver that expired on something. */
  findings: Finding[];
  waived: Waived[];
  unused: Waiver[];
}

/**
 * Takes out what is waived.
 *
 * @param today as `2026-12-31`; a waiver holds on its last day
 */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], today: string): Waiving {
  const used = new Set<Waiver>();
  const expired = new Map<Waiver, Finding[]>();
  const waived: Waived[] = [];
  const standing = findings.filter((finding) => {
    const matching = waivers.filter((waiver) => matches(waiver, finding));
    for (const waiver of matching) used.add(waiver);
    const holding = matching.find((waiver) => !isExpired(waiver, today));
    if (holding) waived.push({ finding, waiver: holding });
    else for (const waiver of matching) expired.set(waiver, [...(expired.get(waiver) ?? []), finding]);
    return holding === undefined;
  });
  return {
    findings: [
      ...standing,
      ...[...expired].map(([waiver, [first]]) => expiry(waiver, first!.plan, first!.address)),
    ].toSorted(compareFindings),
    waived,
    unused: waivers.filter((waiver) => !used.has(waiver)),
  };
}

export const isExpired = ({ expires }: Waiver, today: string): boolean => expires < today;

export const expiry = ({ rule, reason, expires, origin }: Waiver, plan: string, address: string): Finding => ({
  severity: waiverExpired.severity,
  rule: waiverExpired.id,
  plan,
  address,
  title: `The waiver of ${rule} expired on ${expires}`,
  detail: `It accepted the finding because: ${reason}. That ended, so the finding counts again.`,
  remedy: `Fix what ${rule} names, or decide anew and give ${origin} a later day`,
  changes: [],
});

const matches = (waiver: Waiver, { rule, plan, address }: Finding): boolean =>
  waiver.rule === rule && isLike(plan, waiver.plan) && isLike(address, waiver.address);

const kindOf = (value: Json | undefined): string =>
  value === undefined
    ? "nothing"
    : value === null
      ? "null"
      : Array.isArray(value)
        ? "a list"
        : JSON.stringify(value).slice(0, 60);
