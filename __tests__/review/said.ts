import type { Finding } from "../../tools/review/finding";
import { findAll } from "../../tools/review/findings";
import { rules } from "../../tools/review/rules";
import { type Attributes, planOf, type PlanSketch } from "./plan-builder";

export const findingsOf = (sketch: PlanSketch): Finding[] => findAll([planOf(sketch)], rules);

/** What one rule says, as `severity address: title`. */
export const said = (rule: string, sketch: PlanSketch): string[] =>
  findingsOf(sketch)
    .filter((finding) => finding.rule === rule)
    .map(({ severity, address, title }) => `${severity} ${address}: ${title}`);

/** What all rules say above info. */
export const warnings = (sketch: PlanSketch): string[] =>
  findingsOf(sketch)
    .filter(({ severity }) => severity !== "info")
    .map(({ severity, rule, address }) => `${severity} ${rule} ${address}`);

/** An update of one resource from some attributes to others; those that aren't named stay as they are. */
export const update = (address: string, before: Attributes, after: Attributes): PlanSketch => ({
  changes: [{ address, before, after: { ...before, ...after } }],
});
