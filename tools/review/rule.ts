import type { Observation, Severity } from "./finding";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

export type Category = "data" | "clients" | "exposure" | "certificates" | "runtime" | "plan";

export interface RuleText {
  /** Stable: waivers, SARIF and documentation name it. Kebab case: `table-replaced`. */
  id: string;
  category: Category;
  /** Of its observations, unless they say otherwise. */
  severity: Severity;
  /** What it looks for, in one line, for docs/review.md. */
  summary: string;
  /** A change that it finds, in one line, for docs/review.md. */
  example: string;
  /** Identifiers of checkov and trivy for the same thing, so that teams map them once. */
  equivalents?: string[];
}

/** A rule about single resources: asked for every change of its types to which something happens, moves and imports included. */
export interface ResourceRule extends RuleText {
  types: readonly string[] | "any";
  /** Asked only where no other rule found anything above info at the change's address. */
  unlessSaid?: true;
  /** Asked about deposed objects too, the leftovers of replacements: what others say holds for the current object. */
  leftovers?: true;
  find(change: ResourceChange, plan: Plan): Observation[];
}

/** A rule about a plan as a whole, or about how its resources belong together. */
export interface PlanRule extends RuleText {
  findInPlan(plan: Plan): Observation[];
}

export type Rule = ResourceRule | PlanRule;
