import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Plan, PlanError, readPlan } from "./plan";

/**
 * Reads plans, by name.
 *
 * @param stacks folder of stacks: a plan below one of them has the stack's name
 * @throws PlanError for a file that is no usable plan, and for two plans of one name
 */
export function readPlans(files: readonly string[], stacks: string | undefined): Plan[] {
  const plans = new Map<string, Plan>();
  for (const file of files) {
    const name = nameOf(file, stacks);
    const known = plans.get(name);
    if (known)
      throw new PlanError(
        resolve(known.file) === resolve(file)
          ? `${file}: expected each plan once, got it twice`
          : `${file}: expected plans of different names, got ${JSON.stringify(name)} for ${known.file} too`,
      );
    plans.set(name, readPlan(textOf(file), { name, file }));
  }
  return [...plans.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function nameOf(file: string, stacks: string | undefined): string {
  const folder = dirname(resolve(file));
  if (existsSync(join(folder, "cdk.tf.json"))) return basename(folder);
  const [stack, ...below] = stacks === undefined ? [] : relative(resolve(stacks), resolve(file)).split(sep);
  return stack !== undefined && stack !== ".." && below.length > 0 ? stack : basename(file);
}

function textOf(file: string): string {
  try {
    if (statSync(file).isDirectory()) throw new PlanError(`${file}: expected the JSON of a plan, got a folder`);
    return decode(readFileSync(file));
  } catch (error) {
    if (error instanceof PlanError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new PlanError(`${file}: expected a readable file, got ${code === "ENOENT" ? "none" : message}`, {
      cause: error,
    });
  }
}

/** PowerShell redirects in UTF-16, and editors put a byte order mark in front. */
const decode = (bytes: Buffer): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes);
