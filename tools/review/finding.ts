import type { Json } from "./json";

/** Worst first. */
export const severities = ["block", "high", "medium", "info"] as const;
export type Severity = (typeof severities)[number];

/** What a part of a value was and becomes; undefined where it wasn't or won't be there. */
export interface AttributeChange {
  /** `ttl[0].enabled`, or what it is about in words: `GET /orders`. */
  attribute: string;
  before?: Json | undefined;
  after?: Json | undefined;
  /** Known after apply only; `after` is absent then. */
  unknown?: boolean;
}

/** What a rule saw. Values may be secret here: what is printed goes through redaction first. */
export interface Observation {
  /** Of the resource it is about, when that is not the one the rule was asked about; `*` for the plan as a whole. */
  address?: string;
  /** When it isn't the rule's own. */
  severity?: Severity;
  /** A plain sentence without a full stop: `GET /orders is removed`. */
  title: string;
  /** What will happen at apply and to whom. */
  detail: string;
  /** What to do about it. */
  remedy: string;
  changes?: AttributeChange[];
}

/** An observation with its place and severity, as it is reported. */
export interface Finding extends Required<Omit<Observation, "changes">> {
  rule: string;
  plan: string;
  changes: AttributeChange[];
}

export const isAtLeast = (severity: Severity, threshold: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(threshold);

/** Worst first, then by plan, address, rule and title: the same plans give the same order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareTexts(a.plan, b.plan) ||
    compareTexts(a.address, b.address) ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.title, b.title)
  );
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
