import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "./workspace";

/** Writes dev's pins. */
export const pin = (workspace: Workspace, text: string) =>
  writeFileSync(join(workspace.root, "environments/dev/environment.ts"), text);

/** Lets a Lambda authorizer judge whom IAM does at the regional door, as signatures don't get through a distribution. */
export function takeNoSignatures(workspace: Workspace): void {
  const file = join(workspace.root, "contract/orders/authorization.ts");
  const before = readFileSync(file, "utf8");
  const after = before.replace(
    /(regional: \{[^]*?internal: )\{ type: "iam" \}/,
    '$1{ type: "authorizer", authorizer: "partners" }',
  );
  if (after === before) throw new Error(`${file}: expected a regional door that takes signatures, got another`);
  writeFileSync(file, after);
}
