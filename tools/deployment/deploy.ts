import { readFileSync } from "node:fs";
import { type Command, type OptionValues, UsageError } from "../command";
import { fingerprint } from "../review/fingerprint";
import { changesAnything } from "../review/plan";
import { closedStacks } from "./closed-stack";
import { notPlanned, planFiles, planStack } from "./planning";
import { stacksOf } from "./stack";
import { describeError, errorsIn, terraform } from "./terraform";

/** Exit code when a plan is not the one that was reviewed. */
const notReviewed = 3;

/** `gatehouse deploy`: applies what was reviewed, and nothing else. */
export const deploy: Command = {
  name: "deploy",
  usage: "deploy <environment> --reviewed FILE",
  summary: "Plans every stack of an environment anew and applies those plans that were reviewed.",
  help: [
    ["<environment>", "every stack in cdktf.out/stacks/<environment>-*, in the order of their dependencies"],
    ["--reviewed FILE", 'JSON with the fingerprint of each stack\'s reviewed plan: {"dev-data":"..."}'],
    ["exit code 3", "a plan differs from the reviewed one: it and those after it were not applied"],
  ],
  options: { reviewed: { type: "string" } },
  run: async (terminal, values, positionals) => {
    const environment = positionals[0] ?? "";
    const stacks = stacksOf(environment);
    const reviewed = readReviewed(values);
    const { signal } = terminal;
    // what is closed goes first: it uses what the others own
    for (const stack of [...(await closedStacks(environment, stacks, signal)), ...stacks]) {
      const outcome = await planStack(stack, { signal, progress: (message) => terminal.err(message) });
      if ("lookups" in outcome) throw notPlanned(stack, outcome.lookups);
      const { plan } = outcome;
      if (plan.errored)
        throw new Error(`${stack.name}: expected a whole plan, got one that failed: npm run plan tells`);
      if (!changesAnything(plan)) {
        terminal.out(`${stack.name}: nothing to do`);
        continue;
      }
      const found = fingerprint(plan);
      if (reviewed[stack.name] !== found) {
        terminal.err(
          `${stack.name}: expected the reviewed plan ${reviewed[stack.name] ?? "(none)"}, got ${found}: review it again (npm run plan -- ${environment})`,
        );
        return notReviewed;
      }
      const run = await terraform(stack.folder, ["apply", "-input=false", "-json", planFiles.saved], signal);
      if (run.code !== 0)
        throw new Error(
          `${stack.name}: expected to be applied, got\n${errorsIn(run.stdout).map(describeError).join("\n")}`,
        );
      terminal.out(`${stack.name}: applied ${found}`);
    }
    return 0;
  },
};

function readReviewed(values: OptionValues): Record<string, string> {
  const file = values["reviewed"];
  if (typeof file !== "string") throw new UsageError("deploy: expected --reviewed FILE, got none");
  const reviewed: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof reviewed === "object" && reviewed !== null && Object.values(reviewed).every((f) => typeof f === "string"))
    return reviewed as Record<string, string>;
  throw new UsageError(`${file}: expected fingerprints by stack, got ${JSON.stringify(reviewed).slice(0, 80)}`);
}
