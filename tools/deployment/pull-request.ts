import { readFileSync } from "node:fs";
import { type Command, type OptionValues, UsageError } from "../command";
import { GitHub, readAccess } from "./github";
import { findReviewed, putComment } from "./reviewed-plan";
import { readStacks, stacksOf } from "./stack";

/** `gatehouse environments`: what a workflow's matrix is made of. */
export const environments: Command = {
  name: "environments",
  usage: "environments [environment]",
  summary: "Prints the synthesized environments that CI can plan and deploy, as JSON for a workflow's matrix.",
  help: [
    ["[environment]", "only this one (all)"],
    ["stderr", "environments that are left out, and why"],
  ],
  options: {},
  run: (terminal, _values, [only]) => {
    const all = readStacks().filter(({ name }) => !name.startsWith("account-"));
    const stacks = only === undefined ? all : stacksOf(only, all);
    const found = new Map<string, object>();
    const leftOut = new Map<string, string>();
    for (const { name, ci, backend } of stacks) {
      const environment = name.split("-", 1)[0]!;
      if (backend === "local") leftOut.set(environment, "its state is local, where only its owner can plan");
      else if (!ci) leftOut.set(environment, "it pins no repository (ci.repository)");
      else
        found.set(environment, {
          environment,
          region: ci.region,
          plan_role: ci.planRole,
          deploy_role: ci.deployRole,
        });
    }
    for (const [environment, reason] of leftOut) terminal.err(`${environment}: left out: ${reason}`);
    terminal.out(JSON.stringify([...found.values()]));
    return Promise.resolve(0);
  },
};

/** `gatehouse comment`: one comment for each environment on a pull request, kept up to date. */
export const comment: Command = {
  name: "comment",
  usage: "comment <file> --pull-request N",
  summary: "Puts a review on a pull request, in place of the environment's last one.",
  help: [
    ["<file>", "comment.md, as gatehouse plan --output writes it"],
    ["--pull-request N", "number of the pull request"],
    ["environment", "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL, as a workflow has them"],
  ],
  options: { "pull-request": { type: "string" } },
  run: async (terminal, values, [file]) => {
    if (file === undefined) throw new UsageError("comment: expected a file, got none");
    const number = Number(option(values, "pull-request"));
    if (!Number.isInteger(number) || number < 1)
      throw new UsageError(`--pull-request: expected a number, got ${option(values, "pull-request")}`);
    const done = await putComment(new GitHub(readAccess(process.env)), number, readFileSync(file, "utf8"));
    terminal.out(`comment on pull request ${number}: ${done}`);
    return 0;
  },
};

/** `gatehouse reviewed`: what a deployment may apply. */
export const reviewed: Command = {
  name: "reviewed",
  usage: "reviewed <environment> --commit SHA",
  summary: "Prints the fingerprints of the plans that were reviewed before a commit was merged.",
  help: [
    ["<environment>", "name of the environment"],
    ["--commit SHA", "the merged commit"],
    ["environment", "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL, as a workflow has them"],
  ],
  options: { commit: { type: "string" } },
  run: async (terminal, values, [environment]) => {
    if (environment === undefined) throw new UsageError("reviewed: expected an environment, got none");
    const github = new GitHub(readAccess(process.env));
    const { fingerprints } = await findReviewed(github, option(values, "commit"), environment);
    terminal.out(JSON.stringify(fingerprints));
    return 0;
  },
};

function option(values: OptionValues, name: string): string {
  const value = values[name];
  if (typeof value === "string") return value;
  throw new UsageError(`--${name}: expected a value, got none`);
}
