import { rmSync } from "node:fs";

/** Jest's global teardown: removes the folder that requirements.ts made for everything that the suite writes. */
export default function removeTemporaryFolder(): void {
  const folder = process.env.TMPDIR;
  if (folder?.includes("real-terraform-")) rmSync(folder, { recursive: true, force: true });
}
