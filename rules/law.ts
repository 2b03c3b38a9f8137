import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from ".";
import type { Rule, Violation } from "./rule";
import { type Configuration, StackConfiguration } from "./stack-configuration";
import { isWaived, type Waiver } from "./waivers";

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

/** What becomes of violations under waivers. */
export interface Verdict {
  /** Those that nobody waives. */
  standing: Judgement[];
  waived: { judgement: Judgement; waiver: Waiver }[];
  /** Waivers that waive nothing. */
  unused: Waiver[];
}

export function applyWaivers(judged: readonly Judgement[], waivers: readonly Waiver[]): Verdict {
  const used = new Set<Waiver>();
  const standing: Judgement[] = [];
  const waived: Verdict["waived"] = [];
  for (const judgement of judged) {
    const matching = waivers.filter((waiver) => isWaived(judgement, waiver));
    for (const waiver of matching) used.add(waiver);
    const [waiver] = matching;
    if (waiver) waived.push({ judgement, waiver });
    else standing.push(judgement);
  }
  return { standing, waived, unused: waivers.filter((waiver) => !used.has(waiver)) };
}

/** `dev-edge: aws_api_gateway_domain_name.domain: certificate_arn: expected ..., got ... [certificate-region]` */
export const lineOf = ({ stack, address, message, rule }: Judgement): string =>
  `${stack}: ${address}: ${message} [${rule}]`;
