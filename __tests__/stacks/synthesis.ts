import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Testing } from "cdktf";
import type { Service } from "../../contract/service";
import { service as sample } from "../../contract";
import { loadEnvironments } from "../../environments";
import type { Door, Environment } from "../../environments/environment";
import { addStacks } from "../../stacks";
import { EdgeStack } from "../../stacks/edge-stack";
import { PrivateStack } from "../../stacks/private-stack";
import { RegionalStack } from "../../stacks/regional-stack";
import { onceARun } from "../run-folder";

// cdktf takes a stack trace for every token; under jest, which maps each to its source, that is most of a synth's time
Object.assign(require("cdktf/lib/tokens/private/stack-trace") as object, { captureStackTrace: () => [] });

export type Arguments = Record<string, unknown>;

/** A stack as Terraform gets it. */
export class SynthesizedStack {
  readonly json: {
    terraform: { backend: Record<string, Record<string, unknown>> };
    provider: { aws: { alias?: string; region: string; [name: string]: unknown }[] };
    resource?: Record<string, Record<string, Arguments>>;
    data?: Record<string, Record<string, Arguments>>;
    output?: Record<string, { value: string }>;
  };

  constructor(
    readonly name: string,
    readonly text: string,
  ) {
    this.json = JSON.parse(text);
  }

  /** Arguments of every resource of a type, by name. */
  all(type: string): Record<string, Arguments> {
    return this.json.resource?.[type] ?? {};
  }

  /** Arguments of the only resource of a type. */
  the(type: string): Arguments {
    const found = Object.values(this.all(type));
    if (found.length !== 1) throw new Error(`${this.name}: expected one ${type}, got ${found.length}`);
    return found[0]!;
  }

  /** The stack without what is of other versions of the API. */
  version(version: string): SynthesizedStack {
    const isOther = (name: string) => {
      const [found] = /(?<=^|_)v\d+(?=_|$)/.exec(name) ?? [version];
      return found !== version;
    };
    const resource = Object.fromEntries(
      Object.entries(this.json.resource ?? {}).map(([type, named]) => [
        type,
        Object.fromEntries(Object.entries(named).filter(([name]) => !isOther(name))),
      ]),
    );
    return new SynthesizedStack(this.name, JSON.stringify({ ...this.json, resource }));
  }

  /** `type.name` of every resource. */
  addresses(): string[] {
    return Object.entries(this.json.resource ?? {}).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
  }
}

/**
 * Synthesizes for real, into a folder of its own, and reads back what was written. The same environments with the sample
 * service are synthesized once for all test files of a run.
 */
export function synthesize(
  environments: readonly Environment[] = loadEnvironments(),
  service: Service = sample,
): Record<string, SynthesizedStack> {
  if (service !== sample) return synthesizeAnew(environments, service);
  const name = createHash("sha256").update(JSON.stringify(environments)).digest("hex");
  return (known[name] ??= stacksIn(
    onceARun(`synth-${name}`, (folder) => synthesizeTo(folder, all(environments, service))),
  ));
}

/** Synthesizes even what was synthesized before. */
export const synthesizeAnew = (
  environments: readonly Environment[] = loadEnvironments(),
  service: Service = sample,
): Record<string, SynthesizedStack> => synthesized(all(environments, service));

const known: Record<string, Record<string, SynthesizedStack>> = {};

const all = (environments: readonly Environment[], service: Service) => (app: App) =>
  addStacks(app, environments, service);

const doorStacks = { regional: RegionalStack, edge: EdgeStack, private: PrivateStack };

/** The open doors of an environment alone: a third of the work, and no rule judges them. */
export const synthesizeDoors = (environment: Environment, service: Service): Record<Door, SynthesizedStack> =>
  Object.fromEntries(
    Object.entries(
      synthesized((app) => {
        for (const door of environment.doors) new doorStacks[door](app, environment, service);
      }),
    ).map(([name, stack]) => [name.slice(environment.name.length + 1), stack]),
  ) as Record<Door, SynthesizedStack>;

function synthesized(addTo: (app: App) => void): Record<string, SynthesizedStack> {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-synth-"));
  synthesizeTo(outdir, addTo);
  return stacksIn(outdir);
}

function synthesizeTo(outdir: string, addTo: (app: App) => void): void {
  const app = Testing.app({ outdir, stubVersion: false });
  addTo(app);
  app.synth();
}

function stacksIn(outdir: string): Record<string, SynthesizedStack> {
  const stacks = join(outdir, "stacks");
  return Object.fromEntries(
    readdirSync(stacks).map((name) => [
      name,
      new SynthesizedStack(name, readFileSync(join(stacks, name, "cdk.tf.json"), "utf8")),
    ]),
  );
}

/** One stack of the environments as they are. */
export function stackNamed(name: string): SynthesizedStack {
  const stacks = synthesize();
  const stack = stacks[name];
  if (!stack) throw new Error(`expected a stack ${name}, got ${Object.keys(stacks).join(", ")}`);
  return stack;
}

export const environments = loadEnvironments();
export const dev = environments.find(({ name }) => name === "dev")!;

/** `[environment, door, version]` for every version of the API behind every open door of every environment. */
export const openVersions: [string, Door, string, Environment][] = environments.flatMap((environment) =>
  environment.doors.flatMap((door) =>
    sample.apis.map(({ version }): [string, Door, string, Environment] => [
      environment.name,
      door,
      version,
      environment,
    ]),
  ),
);

/** `[environment, door]` for every open door of every environment. */
export const openDoors: [string, Door, Environment][] = environments.flatMap((environment) =>
  environment.doors.map((door): [string, Door, Environment] => [environment.name, door, environment]),
);
