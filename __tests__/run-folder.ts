import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "gatehouse-jest-";

/**
 * Jest's global setup: everything that tests write to the temporary folder, and what processes leave that they kill, goes into
 * one that is removed in the end.
 */
export default function makeRunFolder(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), prefix));
}

/** Jest's global teardown. */
export function removeRunFolder(): void {
  const folder = process.env.TMPDIR;
  if (folder?.includes(prefix)) rmSync(folder, { recursive: true, force: true });
}

/**
 * A folder that the first test file of a run fills, for all that ask for the same name.
 *
 * @throws Error what filling threw; the next that asks tries again
 */
export function onceARun(name: string, fill: (folder: string) => void): string {
  const folder = join(tmpdir(), name);
  const lock = `${folder}.lock`;
  const giveUp = Date.now() + 60_000;
  while (!existsSync(folder)) {
    if (take(lock))
      try {
        fill(`${folder}.unfinished`);
        renameSync(`${folder}.unfinished`, folder);
      } finally {
        rmSync(lock, { recursive: true });
      }
    else if (Date.now() > giveUp) throw new Error(`${name}: expected another test file to fill it within a minute`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  return folder;
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
