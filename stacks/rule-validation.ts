import { rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type App, TerraformStack } from "cdktf";
import type { IValidation } from "constructs";
import { rules } from "../rules";
import { applyWaivers, judge, lineOf, readStacks, type Verdict } from "../rules/law";
import { faultsOf } from "../rules/written-configuration";
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
    const written = readStacks(this.app.outdir, names);
    const faults = written.map((stack) => ({ stack: stack.name, lines: faultsOf(stack, this.folders) }));
    this.verdict = applyWaivers(judge(written), this.waivers);
    const { standing } = this.verdict;
    const refused = [...faults.filter(({ lines }) => lines.length > 0), ...standing].map(({ stack }) => stack);
    if (refused.length === 0) return [];
    for (const name of new Set(refused)) rmSync(join(this.app.outdir, "stacks", name, "cdk.tf.json"));
    throw new Error([...faults.flatMap(({ lines }) => lines), ...standing.map(lineOf)].join("\n"));
  }

  /** Where this machine keeps the project, what is synthesized, and what else its user has. */
  private get folders(): string[] {
    return [resolve(__dirname, ".."), resolve(this.app.outdir), homedir()].filter((folder) => folder !== "/");
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
