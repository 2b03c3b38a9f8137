import { isLike } from "../../semantics/waiver";
import { type CostEstimate, estimateCost } from "./cost/estimate";
import type { Difference } from "./differences";
import { type Drift, driftOf, onlyRepairs } from "./drift";
import { type Finding, type Severity, severities } from "./finding";
import { findAll } from "./findings";
import { limitsOf, unjudged } from "./limits";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";
import { groupRoutine, realDifferences, type Routine, routineOf } from "./routine";
import type { Rule } from "./rule";
import type { SourceLocation, Sources } from "./sources";
import { applyWaivers, expiry, isExpired, type Waived, type Waiver } from "./waivers";

/** The worst severity that nobody waived; findings for information let a plan pass. */
export type Verdict = Exclude<Severity, "info"> | "pass";

export interface ReportedFinding extends Finding {
  /** The line that it is about, where synth said so. */
  source?: SourceLocation;
  /** File of the plan. */
  planFile: string;
}

/** What happens to one resource, in the words of Terraform's summary. */
export const actions = ["replace", "destroy", "forget", "update", "create", "import", "move"] as const;
export type ActionName = (typeof actions)[number];

/** A resource to which something happens that is not routine. */
export interface ReportedChange {
  address: string;
  action: ActionName;
  /** Worst finding about it, waived ones too. */
  severity?: Severity;
  /** Address that it had before. */
  previousAddress?: string;
  /** Without values that only the provider computes. */
  differences: Difference[];
  /** The plan only brings back what others changed outside of Terraform. */
  onlyRepairsDrift: boolean;
}

export interface PlanReport {
  name: string;
  file: string;
  terraformVersion: string;
  /** Sentences about what the plan doesn't hold, to be read before all else. */
  limits: string[];
  /** Resources by action, and changed outputs. */
  counts: Record<ActionName | "outputs", number>;
  /** Worst first, then by address. */
  changes: ReportedChange[];
  routine: Routine[];
  drift: Drift[];
  /** Arguments whose new value is known after apply only, and that no finding is about: `aws_iam_role_policy.fn: policy`. */
  unjudged: string[];
}

/** A review as every format prints it: plain data, in which secrets are already masked. */
export interface Report {
  verdict: Verdict;
  /** What it is about: `dev`. */
  label: string;
  findings: ReportedFinding[];
  waived: Waived<ReportedFinding>[];
  /** Waivers of rules that were checked at synth. */
  synthWaivers: Waiver[];
  plans: PlanReport[];
  cost: CostEstimate;
  /** Sentences about the review itself. */
  notes: string[];
}

export interface ReportInput {
  plans: readonly Plan[];
  rules: readonly Rule[];
  label: string;
  waivers: readonly Waiver[];
  synthWaivers: readonly Waiver[];
  sources: Sources;
  /** As `2026-12-31`. */
  today: string;
  /** Stacks that have no plan yet, because they look up what others have still to make. */
  waiting?: readonly WaitingStack[];
}

export interface WaitingStack {
  name: string;
  /** Stacks that have to be applied first. */
  waitsFor: readonly string[];
}

/** Reviews plans. What it returns holds raw values: {@link redactReport} comes before any format. */
export function review(input: ReportInput): Report {
  const { plans, rules, label, waivers, synthWaivers, sources, today, waiting = [] } = input;
  const { findings, waived, unused } = applyWaivers(findAll(plans, rules), [...waivers, ...synthWaivers], today);
  const all = [
    ...findings,
    ...expiredAtSynth(
      plans,
      unused.filter((each) => synthWaivers.includes(each)),
      today,
    ),
  ];
  const files = new Map(plans.map(({ name, file }) => [name, file]));
  const locate = (finding: Finding): ReportedFinding => {
    const source = sources.locate(finding);
    return { ...finding, ...(source && { source }), planFile: files.get(finding.plan) ?? finding.plan };
  };
  const located = all.map(locate);
  const severityAt = worstByAddress([...all, ...waived.map(({ finding }) => finding)]);
  return {
    verdict: verdictOf(all),
    label,
    findings: located,
    waived: waived.map(({ finding, waiver }) => ({ finding: locate(finding), waiver })),
    synthWaivers: [...synthWaivers],
    plans: plans.map((plan) => reportPlan(plan, (address) => severityAt.get(keyOf(plan.name, address)), waiting)),
    cost: estimateCost(plans),
    notes: [
      ...withoutSource(located, sources.areKnown),
      ...unused
        .filter((waiver) => waivers.includes(waiver))
        .map(({ rule, origin }) => `Nothing to waive for ${rule} (${origin}): remove it unless another plan needs it.`),
      ...severalVersions(plans),
    ],
  };
}

export const verdictOf = (findings: readonly Finding[]): Verdict => {
  const worst = severities.find((severity) => findings.some((finding) => finding.severity === severity));
  return worst === undefined || worst === "info" ? "pass" : worst;
};

function reportPlan(
  plan: Plan,
  severityAt: (address: string) => Severity | undefined,
  waiting: readonly WaitingStack[],
): PlanReport {
  const drift = driftOf(plan);
  const driftAt = new Map(drift.map((each) => [each.address, each]));
  const counts = {
    ...(Object.fromEntries(actions.map((action) => [action, 0])) as Record<ActionName, number>),
    outputs: 0,
  };
  counts.outputs = plan.outputs.filter(({ actions: [first] }) => first !== "no-op").length;
  const changes: ReportedChange[] = [];
  const routine: Parameters<typeof groupRoutine>[0][number][] = [];
  const unknown: string[] = [];
  for (const change of plan.changes) {
    const named = actionsOf(change);
    for (const action of named) counts[action]++;
    const real = realDifferences(plan, change);
    const severity = severityAt(change.address);
    const folded = severity === undefined ? routineOf(plan, change, real) : undefined;
    if (folded) routine.push(folded);
    if (folded || !named[0]) continue;
    if (severity === undefined || severity === "info") unknown.push(...unjudged(plan, change, real));
    changes.push({
      address: change.address,
      action: named[0],
      ...(severity && { severity }),
      ...(change.previousAddress !== undefined && { previousAddress: change.previousAddress }),
      differences: real,
      onlyRepairsDrift: onlyRepairs(change, real, driftAt.get(change.address)),
    });
  }
  return {
    name: plan.name,
    file: plan.file,
    terraformVersion: plan.terraformVersion,
    limits: [...limitsOf(plan), ...waitingFor(plan, waiting)],
    counts,
    changes: changes.toSorted(compareChanges),
    routine: groupRoutine(routine),
    drift: drift.toSorted((a, b) => (a.address < b.address ? -1 : 1)),
    unjudged: unknown.toSorted(),
  };
}

const waitingFor = (plan: Plan, waiting: readonly WaitingStack[]): string[] =>
  waiting
    .filter(({ waitsFor }) => waitsFor.includes(plan.name))
    .map(({ name }) => `${name} can't be judged until ${plan.name} is applied: it looks up what this plan makes.`);

/** What happens to the object, and beside it what happens to its address. */
function actionsOf(change: ResourceChange): ActionName[] {
  if (change.mode === "data") return [];
  const said: [boolean, ActionName][] = [
    [change.isReplace, "replace"],
    [change.isDelete, "destroy"],
    [change.isForget, "forget"],
    [change.isUpdate || change.is("unknown"), "update"],
    [change.isCreate, "create"],
    [change.isImport, "import"],
    [change.previousAddress !== undefined, "move"],
  ];
  return said.filter(([applies]) => applies).map(([, action]) => action);
}

function compareChanges(a: ReportedChange, b: ReportedChange): number {
  const rank = ({ severity }: ReportedChange) => (severity ? severities.indexOf(severity) : severities.length);
  return rank(a) - rank(b) || actions.indexOf(a.action) - actions.indexOf(b.action) || (a.address < b.address ? -1 : 1);
}

function worstByAddress(findings: readonly Finding[]): Map<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { plan, address, severity } of findings) {
    const key = keyOf(plan, address);
    const known = worst.get(key);
    if (known === undefined || severities.indexOf(severity) < severities.indexOf(known)) worst.set(key, severity);
  }
  return worst;
}

const keyOf = (plan: string, address: string): string => JSON.stringify([plan, address]);

/** What was waived at synth is in no plan, so nothing there tells that it expired. */
const expiredAtSynth = (plans: readonly Plan[], waivers: readonly Waiver[], today: string): Finding[] =>
  waivers
    .filter((waiver) => isExpired(waiver, today))
    .flatMap((waiver) => {
      const plan = plans.find(({ name }) => isLike(name, waiver.plan));
      return plan ? [expiry(waiver, plan.name, waiver.address)] : [];
    });

function withoutSource(findings: readonly ReportedFinding[], sourcesAreKnown: boolean): string[] {
  const count = findings.filter(({ source }) => source === undefined).length;
  if (count === 0) return [];
  const why = sourcesAreKnown
    ? "synth knows no source of them"
    : "no sources.json, as synth writes it, lies beside the stacks";
  return [`${count} of ${findings.length} findings point at the plan instead of a source file: ${why}.`];
}

function severalVersions(plans: readonly Plan[]): string[] {
  const versions = [...new Set(plans.map(({ terraformVersion }) => terraformVersion))].toSorted();
  return versions.length > 1 ? [`The plans were made by different versions of Terraform: ${versions.join(", ")}.`] : [];
}
