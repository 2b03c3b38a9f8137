import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a folder as `cdktf synth` would: `cdk.tf.json` (an object, or text as it is) and files beside it. */
export function writeStack(
  folder: string,
  json: object | string,
  files: Record<string, Uint8Array | string> = {},
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cdk.tf.json"), typeof json === "string" ? json : JSON.stringify(json));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
