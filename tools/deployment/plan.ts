import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, type OptionValues, type Terminal, UsageError } from "../command";
import { formats } from "../review/formats";
import { summaryBudget, toMarkdown } from "../review/formats/markdown";
import type { Plan } from "../review/plan";
import type { Report } from "../review/report";
import { allRules, reaches, readThreshold, reportOn } from "../review/review";
import { closedStacks } from "./closed-stack";
import { planAll } from "./planning";
import { fingerprintsOf, toMarker } from "./reviewed-plan";
import { stacksOf } from "./stack";

/** `gatehouse plan`: plans every stack of an environment and reviews them together. */
export const plan: Command = {
  name: "plan",
  usage: "plan <environment> [options]",
  summary: "Plans every stack of an environment with Terraform and reviews the plans together.",
  help: [
    ["<environment>", "every stack in cdktf.out/stacks/<environment>-*, and what is left of those that are gone"],
    ["--fail-on SEVERITY", "exit code 1 from this severity on: block (default), high, medium; or never"],
    ["--waivers FILE", "findings that are accepted until a day (waivers.json where it exists)"],
    ["--output DIRECTORY", "writes review.json, review.sarif, report.md and fingerprints.json there"],
    ["--commit SHA", "what is planned; with --output, writes comment.md for a pull request too"],
    ["--refresh-only", "only compares what exists with what was applied; exit code 1 when it differs"],
  ],
  options: {
    "fail-on": { type: "string" },
    waivers: { type: "string" },
    output: { type: "string" },
    commit: { type: "string" },
    "refresh-only": { type: "boolean" },
  },
  run: async (terminal, values, positionals) => {
    const [environment = ""] = positionals;
    const threshold = readThreshold(values);
    const { plans, report } = await planAndReview(terminal, values, environment);
    write(values, environment, plans, report);
    terminal.out(formats.terminal(report, allRules, terminal.colors).trimEnd());
    const drifts = values["refresh-only"] === true && report.plans.some(({ drift }) => drift.length > 0);
    return drifts || reaches(report, threshold) ? 1 : 0;
  },
};

async function planAndReview(
  terminal: Terminal,
  values: OptionValues,
  environment: string,
): Promise<{ plans: Plan[]; report: Report }> {
  const stacks = stacksOf(environment);
  const planned = await planAll([...(await closedStacks(environment, stacks, terminal.signal)), ...stacks], {
    refreshOnly: values["refresh-only"] === true,
    signal: terminal.signal,
    progress: (message) => terminal.err(message),
  });
  const plans = planned.flatMap((one) => ("plan" in one ? [one.plan] : []));
  const waiting = planned.flatMap((one) =>
    "waitsFor" in one ? [{ name: one.stack.name, waitsFor: one.waitsFor }] : [],
  );
  const report = reportOn(plans, {
    stacks: join("cdktf.out", "stacks"),
    label: environment,
    waivers: option(values, "waivers"),
    waiting,
  });
  return { plans, report };
}

function write(values: OptionValues, environment: string, plans: readonly Plan[], report: Report): void {
  const directory = option(values, "output");
  const commit = option(values, "commit");
  if (directory === undefined) {
    if (commit !== undefined) throw new UsageError("--commit: expected --output too, got none");
    return;
  }
  const fingerprints = fingerprintsOf(plans);
  mkdirSync(directory, { recursive: true });
  const files: Record<string, string> = {
    "review.json": formats.json(report),
    "review.sarif": formats.sarif(report, allRules),
    "report.md": `${toMarkdown(report, summaryBudget)}\nFingerprints: \`${JSON.stringify(fingerprints)}\`\n`,
    "fingerprints.json": `${JSON.stringify(fingerprints)}\n`,
    ...(commit !== undefined && {
      "comment.md": `${toMarker({ environment, commit, fingerprints })}\n${toMarkdown(report)}`,
    }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

function option(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
