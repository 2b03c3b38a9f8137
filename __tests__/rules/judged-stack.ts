import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Testing } from "cdktf";
import type { Waiver } from "../../rules/waivers";
import { PlacedStack } from "../../stacks/placed-stack";
import { RuleValidation } from "../../stacks/rule-validation";

/** Blocks of a stack as `cdk.tf.json` has them: type -> name -> arguments. */
export interface StackBlocks {
  resource?: Record<string, Record<string, object>>;
  data?: Record<string, Record<string, object>>;
  locals?: Record<string, unknown>;
  variable?: Record<string, object>;
}

/** Region of {@link JudgedStack}; its provider `aws.us_east_1` is for the other one. */
export const region = "eu-west-1";

/** A stack as ours are, with blocks written as Terraform's JSON. */
class JudgedStack extends PlacedStack {
  constructor(app: App, name: string, given: StackBlocks) {
    super(app, name, { account: "111111111111", region, state: { backend: "local" }, tags: {} });
    this.provider("aws-us-east-1", "us-east-1", "us_east_1");
    for (const [block, content] of Object.entries(given)) this.addOverride(block, content);
  }
}

/** An app with these stacks. @returns the folder it synthesizes to, each stack by name, and the synth. */
export function appWith(stacks: Record<string, StackBlocks>, waivers: readonly Waiver[] = []) {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-rules-"));
  const app = Testing.app({ outdir, stubVersion: false });
  const validation = RuleValidation.of(app, waivers);
  for (const [name, blocks] of Object.entries(stacks)) new JudgedStack(app, name, blocks);
  return { outdir, validation, stack: (name: string) => app.node.findChild(name), synth: () => app.synth() };
}

/** Synthesizes the stacks and returns what is refused, line by line; empty when nothing is. */
export function refusals(stacks: Record<string, StackBlocks>, waivers?: readonly Waiver[]): string[] {
  try {
    appWith(stacks, waivers).synth();
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}
