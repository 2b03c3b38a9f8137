import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** One thing that was sent: its number from 1 on, when it came (ISO 8601), and the service's own fields. */
export interface Entry {
  number: number;
  time: string;
  [field: string]: unknown;
}

export interface LedgerLimits {
  /** How many of the newest are kept. Default: 10,000. */
  entries?: number;
  /** Characters that the kept ones may have as JSON text; the newest stays whatever its size. Default: 32 Mi. */
  characters?: number;
}

/**
 * What was sent to one queue, stream or other: the newest entries in memory, and in a file of JSON lines where there is one.
 * An entry is written when `append` returns, so that the end of this process doesn't lose it.
 */
export class Ledger {
  private readonly kept: { entry: Entry; line: string }[] = [];
  private readonly limits: Required<LedgerLimits>;
  private characters = 0;
  private lastNumber = 0;
  private descriptor: number | undefined;
  private inFile = { entries: 0, characters: 0 };

  /** Reads what the file holds. Throws when that is something else than entries. */
  constructor(
    private readonly file?: string,
    limits: LedgerLimits = {},
  ) {
    this.limits = { entries: 10_000, characters: 32 * 1024 * 1024, ...limits };
    if (file !== undefined) this.load(file);
  }

  /** How many were ever sent. */
  get sent(): number {
    return this.lastNumber;
  }

  /** How many of them made room for newer ones. */
  get dropped(): number {
    return this.lastNumber - this.kept.length;
  }

  /** Oldest first. */
  get entries(): Entry[] {
    return this.kept.map(({ entry }) => entry);
  }

  /** The newest entry that fits among those from `since` (ISO 8601; default: all). */
  findLast(fits: (entry: Entry) => boolean, since = ""): Entry | undefined {
    for (let i = this.kept.length - 1; i >= 0; i--) {
      const { entry } = this.kept[i]!;
      if (entry.time < since) return undefined;
      if (fits(entry)) return entry;
    }
    return undefined;
  }

  append(time: string, fields: Record<string, unknown>): Entry {
    const entry = { number: this.lastNumber + 1, time, ...fields };
    const line = `${JSON.stringify(entry)}\n`;
    if (this.file !== undefined) this.write(this.file, line);
    this.add(entry, line);
    return entry;
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private add(entry: Entry, line: string): void {
    this.kept.push({ entry, line });
    this.lastNumber = entry.number;
    this.characters += line.length;
    const { entries, characters } = this.limits;
    while (this.kept.length > 1 && (this.kept.length > entries || this.characters > characters))
      this.characters -= this.kept.shift()!.line.length;
  }

  private write(file: string, line: string): void {
    const { entries, characters } = this.limits;
    if (this.inFile.entries >= 2 * entries || this.inFile.characters >= 2 * characters) this.rewrite(file);
    if (this.descriptor === undefined) {
      mkdirSync(dirname(file), { recursive: true });
      this.descriptor = openSync(file, "a", 0o600);
    }
    appendFileSync(this.descriptor, line);
    this.inFile.entries++;
    this.inFile.characters += line.length;
  }

  /** Leaves what is no longer kept out of the file. */
  private rewrite(file: string): void {
    this.close();
    writeFileSync(`${file}.new`, this.kept.map(({ line }) => line).join(""), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.inFile = { entries: this.kept.length, characters: this.characters };
  }

  private load(file: string): void {
    const text = readIfThere(file);
    if (text === undefined) return;
    const lines = text.split("\n");
    // the last one has no end when the process was ended while it wrote, before it answered
    const torn = lines.pop() !== "";
    for (const [index, line] of lines.entries()) this.add(readEntry(line, `${file}:${index + 1}`), `${line}\n`);
    this.inFile = { entries: lines.length, characters: text.length };
    if (torn) this.rewrite(file);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function readEntry(line: string, place: string): Entry {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = undefined;
  }
  const { number, time } = (entry ?? {}) as Partial<Entry>;
  if (typeof number !== "number" || typeof time !== "string")
    throw new Error(`${place}: expected an entry as JSON, got ${line.slice(0, 60)}`);
  return entry as Entry;
}
