import type { Instance } from "./instance";
import { Stack } from "./stack";

/** The stack folders that are looked at together: a data source in one finds what another declares. */
export class Configuration {
  readonly stacks: Stack[];

  /** Reads folders that `cdktf synth` wrote. Throws when one has no `cdk.tf.json`, when it can't be read, or when two have one name. */
  constructor(folders: string[]) {
    this.stacks = folders.map((folder) => new Stack(folder, this));
    const twice = this.stacks.find((stack, index) => this.stacks.findIndex((s) => s.name === stack.name) !== index);
    if (twice) throw new Error(`stack ${twice.name}: expected one folder of that name, got two`);
  }

  resources(type: string): Instance[] {
    return this.stacks.flatMap((stack) => stack.resources(type));
  }
}
