import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changesAnything, type Plan, readPlan } from "../review/plan";
import { refuseForeignCode, type Stack } from "./stack";
import { type Diagnostic, describeError, errorsIn, terraform } from "./terraform";

/** A stack that was planned, or that has to wait for another one. */
export type Planned = { stack: Stack; plan: Plan } | { stack: Stack; waitsFor: string[] };

/** Files in a stack's folder: Terraform's saved plan, and the same as JSON. Both hold the state's secrets. */
export const planFiles = { saved: "plan.bin", json: "plan.json" };

export interface PlanOptions {
  /** Compare the state with what exists and nothing else. */
  refreshOnly?: boolean;
  signal: AbortSignal;
  progress(message: string): void;
}

/**
 * Plans stacks in order, without a lock, so that a read-only role is enough. A stack that looks up what a stack before it
 * has yet to make can't be planned: it waits for it.
 *
 * @throws Error when a stack can't be planned for any other reason
 */
export async function planAll(stacks: readonly Stack[], options: PlanOptions): Promise<Planned[]> {
  const done: Planned[] = [];
  for (const stack of stacks) {
    const outcome = await planStack(stack, options);
    if ("plan" in outcome) done.push({ stack, plan: outcome.plan });
    else {
      const waitsFor = pending(stack, done);
      if (waitsFor.length === 0) throw notPlanned(stack, outcome.lookups);
      done.push({ stack, waitsFor });
    }
  }
  return done;
}

/**
 * Plans one stack; a plan that failed half-way is a plan still, and says so.
 *
 * @returns the plan, or the lookups that found nothing
 * @throws Error when there is no plan for any other reason
 */
export async function planStack(
  stack: Stack,
  options: PlanOptions,
): Promise<{ plan: Plan } | { lookups: Diagnostic[] }> {
  const { folder, name } = stack;
  refuseForeignCode(stack);
  for (const file of Object.values(planFiles)) rmSync(join(folder, file), { force: true });
  options.progress(`plan ${name}`);
  await must(stack, ["init", "-input=false", "-no-color"], options.signal);
  const refresh = options.refreshOnly === true ? ["-refresh-only"] : [];
  const line = ["plan", "-input=false", "-lock=false", ...refresh, `-out=${planFiles.saved}`, "-json"];
  const run = await terraform(folder, line, options.signal);
  if (run.code !== 0) {
    const errors = errorsIn(run.stdout);
    const isPlanned = existsSync(join(folder, planFiles.saved));
    const plan = isPlanned ? await read(stack, options.signal) : undefined;
    if (errors.length > 0 && errors.every((error) => isOfLookup(error, plan))) return { lookups: errors };
    if (!plan) throw notPlanned(stack, errors, run.stderr);
    return { plan };
  }
  return { plan: await read(stack, options.signal) };
}

/** Whether a lookup failed, or what it found isn't what it must be: Terraform names no address there, the plan's checks do. */
function isOfLookup({ address, summary }: Diagnostic, plan: Plan | undefined): boolean {
  if (address !== undefined) return address.startsWith("data.");
  const failed = plan?.checks.filter(({ status }) => status === "fail") ?? [];
  return (
    summary === "Resource postcondition failed" &&
    failed.length > 0 &&
    failed.every((check) => check.address.startsWith("data."))
  );
}

export const notPlanned = ({ name }: Stack, errors: readonly Diagnostic[], otherwise = "no reason"): Error =>
  new Error(`${name}: expected a plan, got\n${errors.map(describeError).join("\n") || otherwise}`);

/** Stacks that this one depends on and that are not as they are going to be. */
function pending({ dependencies }: Stack, before: readonly Planned[]): string[] {
  return before
    .filter(({ stack }) => dependencies.includes(stack.name))
    .filter((planned) => "waitsFor" in planned || changesAnything(planned.plan))
    .map(({ stack }) => stack.name);
}

async function read(stack: Stack, signal: AbortSignal): Promise<Plan> {
  const { stdout } = await must(stack, ["show", "-json", planFiles.saved], signal);
  const file = join(stack.folder, planFiles.json);
  writeFileSync(file, stdout, { mode: 0o600 });
  return readPlan(readFileSync(file, "utf8"), { name: stack.name, file });
}

async function must(stack: Stack, args: string[], signal: AbortSignal) {
  const run = await terraform(stack.folder, args, signal);
  if (run.code === 0) return run;
  throw new Error(`${stack.name}: terraform ${args[0]}: expected exit code 0, got ${run.code}\n${run.stderr.trim()}`);
}
