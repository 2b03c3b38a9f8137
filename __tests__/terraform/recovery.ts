import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { mustSucceed, progress, run } from "./process";
import { type Diagnostic, errorsOf, type PlannedChange, type Stack } from "./stack";
import type { Resource, StandIn } from "./stand-in";

/** What docs/recovery.md says of a type: forms with `<attribute>` and `[optional part]`. */
interface Row {
  type: string;
  importId: string;
  /** Missing where deleting would lose content. */
  delete: string | undefined;
}

const page = readFileSync(resolve(__dirname, "../../docs/recovery.md"), "utf8");

/** Types that can be left over, in the order in which to delete them. */
export const rows: readonly Row[] = [
  ...page.matchAll(/^\| `(aws_\w+)` +\| `(.+?)` +\| (?:`(.+)`|keep: .+?) +\|$/gm),
].map(([, type = "", importId = "", command]) => ({
  type,
  importId: unescaped(importId),
  delete: command && unescaped(command),
}));

/** A cell of a Markdown table. */
function unescaped(cell: string): string {
  return cell.replaceAll("\\|", "|");
}

/** Types that are settings of something else, so that nothing can be left over. */
export const settings: readonly string[] = [...section("Settings of something else").matchAll(/`(aws_\w+)`/g)].map(
  ([, type = ""]) => type,
);

const existsAlready = [...section("In this order").matchAll(/^ +- `(.+)`$/gm)].map(([, text = ""]) => text);

function section(title: string): string {
  const [, text] = page.split(`## ${title}\n`);
  if (!text) throw new Error(`docs/recovery.md: expected a section ${title}, got none`);
  return text.split("\n## ")[0]!;
}

function rowOf(type: string): Row {
  const row = rows.find((candidate) => candidate.type === type);
  if (!row) throw new Error(`docs/recovery.md: expected a row for ${type}, got none`);
  return row;
}

/** Terraform repeats these for minutes before it says that the thing is there already. */
const slowToRefuse = [...section("In this order").matchAll(/`(aws_\w+)`/g)].map(([, type = ""]) => type);

/** A resource's type and import id. */
const idOf = (type: string, values: Record<string, unknown>) => {
  const { importId } = rowOf(type);
  // what an apply began to make has its id in the state, and no attribute that AWS gives
  const begun = /^<\w+>$/.test(importId) ? (values.id as string | undefined) : undefined;
  const id = filled(importId, values) ?? begun;
  if (id === undefined)
    throw new Error(`docs/recovery.md: expected the import id of ${type} to be known, got ${JSON.stringify(values)}`);
  return `${type} ${id}`;
};

/** A form with its attributes filled in; undefined when one is missing outside an optional part. */
function filled(form: string, values: Record<string, unknown>): string | undefined {
  const known = (text: string) => attributesIn(text).every((name) => (values[name] ?? "") !== "");
  const required = form.replaceAll(/\[([^[\]]*<\w+>[^[\]]*)\]/g, (_, part: string) => (known(part) ? part : ""));
  return known(required) ? required.replaceAll(/<(\w+)>/g, (_, name: string) => String(values[name])) : undefined;
}

const attributesIn = (form: string) => [...form.matchAll(/<(\w+)>/g)].map(([, name = ""]) => name);

/** What exists and is in no state of the stacks, and what a state has that doesn't exist. */
export async function compare(
  standIn: StandIn,
  stacks: readonly Stack[],
): Promise<{ leftOver: string[]; gone: string[] }> {
  const existing = (await standIn.resources()).map(({ type, attributes }) => idOf(type, attributes));
  const known = await inState(stacks);
  return { leftOver: existing.filter((id) => !known.has(id)), gone: [...known].filter((id) => !existing.includes(id)) };
}

async function inState(stacks: readonly Stack[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (const stack of stacks)
    for (const { type, values } of await stack.state()) if (!settings.includes(type)) known.add(idOf(type, values));
  return known;
}

/**
 * Brings an interrupted stack back as docs/recovery.md says: apply, unlock, import or delete what is there already,
 * until an apply goes through and a plan finds nothing more; then delete what no state knows.
 *
 * @param stacks all stacks of the account, whose states tell what is left over
 * @returns what was done, one step each
 */
export async function recover(stack: Stack, stacks: readonly Stack[], standIn: StandIn): Promise<string[]> {
  const recovery = new Recovery(stack, stacks, standIn);
  await recovery.run();
  return recovery.steps;
}

class Recovery {
  readonly steps: string[] = [];

  constructor(
    private readonly stack: Stack,
    private readonly stacks: readonly Stack[],
    private readonly standIn: StandIn,
  ) {}

  async run(): Promise<void> {
    await this.apply();
    for (let again = 1; (await this.stack.plan()).length > 0; again++) {
      if (again === 3) throw new Error(`${this.stack.name}: expected a plan without a change, got another one`);
      this.did("applied again");
      await this.apply();
    }
    await this.deleteLeftOver(rows);
  }

  /** Applies until it goes through. */
  private async apply(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const planned = await this.stack.plan();
      await this.importSlow(planned);
      const finished = await this.stack.startApply().finished;
      if (finished.code === 0) return;
      const errors = errorsOf(finished);
      if (attempt === 8 || errors.length === 0)
        throw new Error(
          `${this.stack.name}: expected to recover, got ${JSON.stringify(errors, null, 1)}${finished.stderr}`,
        );
      for (const error of errors) await this.resolve(error, planned);
    }
  }

  private async resolve(error: Diagnostic, changes: readonly PlannedChange[]): Promise<void> {
    const text = `${error.summary}\n${error.detail}`;
    const lock = /^\s*ID:\s+(\S+)/m.exec(text)?.[1];
    if (text.includes("Error acquiring the state lock") && lock) {
      await this.stack.forceUnlock(lock);
      this.did(`unlocked ${lock}`);
      return;
    }
    if (!error.address || !existsAlready.some((sign) => text.includes(sign)))
      throw new Error(`${this.stack.name}: expected an error that docs/recovery.md knows, got ${text}`);
    const planned = changes.find(({ address }) => address === error.address);
    if (!planned) throw new Error(`${error.address}: expected it to be planned, got ${text}`);
    const row = rowOf(planned.type);
    if (attributesIn(row.importId).some((name) => name in planned.values)) await this.import(planned);
    else await this.deleteLeftOver([row]);
  }

  /** Imports what is there already of the types that are slow to say so. */
  private async importSlow(changes: readonly PlannedChange[]): Promise<void> {
    for (const planned of changes)
      if (slowToRefuse.includes(planned.type) && (await this.existing(planned))) await this.import(planned);
  }

  private async import(planned: PlannedChange): Promise<void> {
    const resource = await this.existing(planned);
    if (!resource) throw new Error(`${planned.address}: expected it to exist, got nothing like it`);
    const id = filled(rowOf(planned.type).importId, resource.attributes)!;
    await this.stack.import(planned.address, id);
    this.did(`imported ${planned.address} ${id}`);
  }

  /** What exists, is in no state, and has the names that are planned. AWS's numbers in an import id are looked up so. */
  private async existing({ type, values }: PlannedChange): Promise<Resource | undefined> {
    const names = attributesIn(rowOf(type).importId).filter((name) => name in values);
    return (await this.leftOver()).find(
      (resource) => resource.type === type && names.every((name) => resource.attributes[name] === values[name]),
    );
  }

  private async deleteLeftOver(types: readonly Row[]): Promise<void> {
    const leftOver = await this.leftOver();
    for (const row of types)
      for (const { type, attributes, region } of leftOver.filter((resource) => resource.type === row.type)) {
        if (!row.delete) continue;
        const line = ["bash", "-c", filled(row.delete, attributes) ?? `: ${row.delete}; false`] as const;
        mustSucceed(line, await run(line, { cwd: this.stack.folder, env: this.standIn.environment(region) }));
        this.did(`deleted ${idOf(type, attributes)}`);
      }
  }

  private async leftOver(): Promise<Resource[]> {
    const known = await inState(this.stacks);
    return (await this.standIn.resources()).filter(({ type, attributes }) => !known.has(idOf(type, attributes)));
  }

  private did(step: string): void {
    this.steps.push(step);
    progress(`${this.stack.name}: ${step}`);
  }
}
