import { rmSync } from "node:fs";
import { join } from "node:path";
import { type App, TerraformStack } from "cdktf";
import type { IValidation } from "constructs";
import { rules } from "../rules";
import { applyWaivers, judge, lineOf, readStacks, type Verdict } from "../rules/law";
import { checkWaivers, unusedLine, type Waiver } from "../rules/waivers";
import { waivers as ours } from "../waivers";

const validations = new WeakMap<App, RuleValidation>();

/**
 * Refuses what breaks a rule (docs/rules.md), for all stacks of an app together, as the last step of its synth: it reads
 * what was written, so nothing is resolved twice. A refused stack leaves no configuration that somebody could apply.
 */
export class RuleValidation implements IValidation {
  private verdict: Verdict = { standing: [], waived: [], unused: [] };

  private constructor(
    private readonly app: App,
    private readonly waivers: readonly Waiver[],
  ) {
    const faults = checkWaivers(
      waivers,
      rules.map(({ id }) => id),
    );
    if (faults.length > 0) throw new Error(faults.join("\n"));
    app.node.addValidation(this);
  }

  /**
   * The one validation of an app.
   *
   * @param waivers for an app that has none yet
   * @throws Error with a line per waiver that can't be meant
   */
  static of(app: App, waivers: readonly Waiver[] = ours): RuleValidation {
    const validation = validations.get(app) ?? new RuleValidation(app, waivers);
    validations.set(app, validation);
    return validation;
  }

  /** @throws Error with a line per violation; nothing is returned, as cdktf would advise to skip what is. */
  validate(): string[] {
    const stacks = this.app.node.findAll().filter((node) => TerraformStack.isStack(node));
    const names = stacks.map(({ node }) => node.id);
    this.verdict = applyWaivers(judge(readStacks(this.app.outdir, names)), this.waivers);
    const { standing } = this.verdict;
    if (standing.length === 0) return [];
    for (const name of new Set(standing.map(({ stack }) => stack)))
      rmSync(join(this.app.outdir, "stacks", name, "cdk.tf.json"));
    throw new Error(standing.map(lineOf).join("\n"));
  }

  /** What was waived in the last synth. */
  get waived(): Verdict["waived"] {
    return this.verdict.waived;
  }

  /**
   * Refuses waivers that nothing needed.
   *
   * @param isOwn whether a waiver is about a stack of this app: another app's are needed there
   * @throws Error with a line per waiver
   */
  refuseUnused(isOwn: (waiver: Waiver) => boolean): void {
    const unused = this.verdict.unused.filter(isOwn);
    if (unused.length > 0) throw new Error(unused.map(unusedLine).join("\n"));
  }
}
