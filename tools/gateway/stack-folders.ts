import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command";

const stacksFolder = join("cdktf.out", "stacks");

/** The stack folders that the arguments mean; one that is no folder is an environment. */
export function stackFolders(command: string, args: string[]): string[] {
  if (args.length === 0) throw new UsageError(`${command}: expected an environment or stack folders, got nothing`);
  return args.flatMap((argument) => (existsSync(argument) ? [argument] : stacksOf(argument)));
}

function stacksOf(environment: string): string[] {
  if (environment.includes("/")) throw new UsageError(`${environment}: expected a folder with cdk.tf.json, got none`);
  const all = existsSync(stacksFolder) ? readdirSync(stacksFolder) : [];
  const found = all.filter((name) => name.startsWith(`${environment}-`));
  if (found.length > 0) return found.map((name) => join(stacksFolder, name));
  const known = [...new Set(all.map((name) => name.split("-", 1)[0]!).filter((name) => name !== "account"))];
  const got = known.length > 0 ? `only those of ${known.join(", ")}` : "none: synthesize first (npm run synth)";
  throw new UsageError(
    `environment ${environment}: expected stacks in ${join(stacksFolder, `${environment}-*`)}, got ${got}`,
  );
}
