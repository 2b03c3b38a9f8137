import { existsSync, appendFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Command, type OptionValues, UsageError } from "../command";
import { isAtLeast, type Severity } from "./finding";
import { type Format, formats } from "./formats";
import { summaryBudget, toMarkdown } from "./formats/markdown";
import { type Plan, PlanError } from "./plan";
import { readPlans } from "./plan-files";
import { redactReport } from "./redact-report";
import { Redaction } from "./redaction";
import { type Report, review as reviewPlans, type WaitingStack } from "./report";
import { rules } from "./rules";
import { Sources } from "./sources";
import { readWaivers, waiverExpired } from "./waivers";

/** Severity from which a review fails. */
const thresholds: Record<string, Severity | undefined> = {
  block: "block",
  high: "high",
  medium: "medium",
  never: undefined,
};

const stacksFolder = join("cdktf.out", "stacks");
const waiversFile = "waivers.json";

/** Every rule, with those that judge the review itself. */
export const allRules = [...rules, waiverExpired];

/** `gatehouse review`: what Terraform plans do to data, clients and exposure. */
export const review: Command = {
  name: "review",
  usage: "review <plan.json...> [options]",
  summary: "Reviews Terraform plans: what they do to data, clients and exposure.",
  help: [
    ["<plan.json...>", "files with the output of terraform show -json PLAN, one for each stack"],
    ["--format FORMAT", "markdown for a pull request (default), terminal for people, json or sarif for programs"],
    ["--fail-on SEVERITY", "exit code 1 from this severity on: block (default), high, medium; or never"],
    ["--stacks DIRECTORY", "synthesized stacks, for names, files and lines (cdktf.out/stacks where it exists)"],
    ["--waivers FILE", "findings that are accepted until a day (waivers.json where it exists)"],
    ["--summary FILE", "adds the markdown with all details to a file, such as $GITHUB_STEP_SUMMARY"],
    ["--label NAME", "what is reviewed, for the title and the comment's marker (the stacks' environments)"],
  ],
  options: {
    format: { type: "string" },
    "fail-on": { type: "string" },
    stacks: { type: "string" },
    waivers: { type: "string" },
    summary: { type: "string" },
    label: { type: "string" },
  },
  run: (terminal, values, files) => {
    const format = choice("--format", Object.keys(formats) as Format[], text(values, "format") ?? "markdown");
    const threshold = readThreshold(values);
    if (files.length === 0)
      throw new UsageError("review: expected plans, got nothing\nusage: gatehouse review <plan.json...>");
    const report = unusable(() => makeReport(files, values));
    const summary = text(values, "summary");
    if (summary !== undefined) unusable(() => appendFileSync(summary, toMarkdown(report, summaryBudget)));
    terminal.out(formats[format](report, allRules, terminal.colors).trimEnd());
    return Promise.resolve(reaches(report, threshold) ? 1 : 0);
  },
};

function makeReport(files: readonly string[], values: OptionValues): Report {
  const stacks = existing("--stacks", text(values, "stacks"), stacksFolder);
  const plans = readPlans(files, stacks);
  const label = labelOf(
    text(values, "label"),
    plans.map(({ name, file }) => (name === basename(file) ? name : name.replace(/-.*$/s, ""))),
  );
  return reportOn(plans, { stacks, label, waivers: text(values, "waivers") });
}

export interface ReviewSettings {
  /** Folder of the synthesized stacks. */
  stacks: string | undefined;
  /** File of waivers. @default - waivers.json where it exists */
  waivers: string | undefined;
  label: string;
  waiting?: readonly WaitingStack[];
}

/** Reviews plans by every rule, with the waivers that hold today. Secrets are masked in what it returns. */
export function reportOn(plans: readonly Plan[], settings: ReviewSettings): Report {
  const { stacks, label, waiting = [] } = settings;
  const waivers = existing("--waivers", settings.waivers, waiversFile);
  const atSynth = stacks && join(dirname(stacks), "waivers.json");
  const report = reviewPlans({
    plans,
    rules,
    label,
    waivers: waivers === undefined ? [] : readWaivers(waivers, new Set(allRules.map(({ id }) => id))),
    synthWaivers: atSynth && existsSync(atSynth) ? readWaivers(atSynth) : [],
    sources: Sources.read(stacks),
    today: today(),
    waiting,
  });
  return redactReport(report, new Redaction(plans));
}

/** Whether a report has a finding of the severity, or a worse one, that nobody waived. */
export const reaches = ({ findings }: Report, severity: keyof typeof thresholds): boolean => {
  const threshold = thresholds[severity];
  return threshold !== undefined && findings.some((finding) => isAtLeast(finding.severity, threshold));
};

export const readThreshold = (values: OptionValues): keyof typeof thresholds =>
  choice("--fail-on", Object.keys(thresholds), text(values, "fail-on") ?? "block");

/** The environments of stacks, and the names of other plans. */
function labelOf(given: string | undefined, names: readonly string[]): string {
  if (given !== undefined && !/^[\w./ -]{1,60}$/.test(given))
    throw new UsageError(
      `--label: expected up to 60 letters, digits, spaces and . _ / -, got ${JSON.stringify(given)}`,
    );
  const environments = names.filter((name) => name !== "account");
  const found = [...new Set(environments.length > 0 ? environments : names)].toSorted().join(", ");
  return given ?? found.replaceAll(/[^\w., -]/g, "_").slice(0, 60);
}

/** The day on which waivers are asked about; `SOURCE_DATE_EPOCH` (reproducible-builds.org) sets it, in seconds. */
function today(): string {
  const epoch = process.env["SOURCE_DATE_EPOCH"];
  const time = epoch === undefined ? Date.now() : Number(epoch) * 1000;
  if (Number.isNaN(new Date(time).getTime()))
    throw new UsageError(`SOURCE_DATE_EPOCH: expected seconds since 1970, got ${epoch}`);
  return new Date(time).toISOString().slice(0, 10);
}

/** Whatever goes wrong with the input is the input's fault to the caller: exit code 2, never that of a finding. */
function unusable<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { message } = error as Error;
    throw new UsageError(
      error instanceof PlanError ? message : `review: expected plans that can be read, got ${message}`,
      {
        cause: error,
      },
    );
  }
}

function existing(option: string, given: string | undefined, usual: string): string | undefined {
  if (given !== undefined && !existsSync(given))
    throw new UsageError(`${option}: expected something at ${given}, got nothing`);
  return given ?? (existsSync(usual) ? usual : undefined);
}

function choice<Name extends string>(option: string, known: readonly Name[], given: string): Name {
  const found = known.find((name) => name === given);
  if (found === undefined)
    throw new UsageError(`${option}: expected ${known.join(", ")}, got ${JSON.stringify(given)}`);
  return found;
}

function text(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
