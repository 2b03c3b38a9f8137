import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from ".";
import type { Rule, Violation } from "./rule";
import { type Configuration, StackConfiguration } from "./stack-configuration";
import { checkWaivers, isWaived, type Waiver } from "./waivers";

/** A violation, and where. */
export interface Judgement extends Violation {
  stack: string;
  rule: string;
}

/** Reads what was synthesized for some stacks, each knowing the others. */
export function readStacks(outdir: string, names: readonly string[]): StackConfiguration[] {
  const stacks: StackConfiguration[] = [];
  for (const name of names) {
    const text = readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8");
    stacks.push(new StackConfiguration(name, JSON.parse(text) as Configuration, stacks));
  }
  return stacks;
}

/** Everything that breaks a rule. */
export function judge(stacks: readonly StackConfiguration[], table: readonly Rule[] = rules): Judgement[] {
  return stacks.flatMap((stack) =>
    table.flatMap((rule) =>
      [...rule.check(stack)].map((violation) => ({ stack: stack.name, rule: rule.id, ...violation })),
    ),
  );
}

/**
 * What is to be refused in stacks that were synthesized, one line each: violations that nobody waives, and waivers that
 * waive nothing.
 */
export function refusals(outdir: string, names: readonly string[], waivers: readonly Waiver[]): string[] {
  const problems = checkWaivers(waivers, new Set(rules.map(({ id }) => id)));
  const judged = judge(readStacks(outdir, names));
  const broken = judged
    .filter((judgement) => !waivers.some((waiver) => isWaived(judgement, waiver)))
    .map(({ stack, address, message, rule }) => `${stack}: ${address}: ${message} [${rule}]`);
  const idle = waivers
    .filter((waiver) => !judged.some((judgement) => isWaived(judgement, waiver)))
    .map(
      ({ rule, stack, address }) =>
        `waivers.ts: ${rule} of ${stack} ${address}: expected something to waive, got nothing`,
    );
  return [...problems, ...broken, ...idle];
}
