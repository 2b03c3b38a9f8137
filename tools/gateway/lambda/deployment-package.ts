import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { unzipSync } from "fflate";

/** What Lambda lets a function and its layers come to, unzipped (Developer Guide, "Lambda quotas"). */
const maxUnzippedBytes = 250 * 1024 * 1024;

/** Unpacks zips into a temporary folder, one folder for each content, until it is closed. */
export class DeploymentPackages {
  private root: string | undefined;
  private readonly unpacked = new Map<string, string>();

  /** The folder with the zip's files. Throws when it is no zip, too large, or has a path that leads out of it. */
  unpack(zip: string): string {
    const content = readFileSync(zip);
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 32);
    const known = this.unpacked.get(hash);
    if (known !== undefined) return known;

    const folder = join(this.folder(), hash);
    for (const [name, bytes] of Object.entries(readZip(zip, content))) {
      const path = join(folder, name);
      if (!path.startsWith(folder + sep) || name.includes("\0"))
        throw new Error(`zip '${zip}': expected paths inside the package, got ${JSON.stringify(name)}`);
      if (name.endsWith("/")) continue;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    this.unpacked.set(hash, folder);
    return folder;
  }

  async close(): Promise<void> {
    this.unpacked.clear();
    if (this.root !== undefined) await rm(this.root, { recursive: true, force: true });
    this.root = undefined;
  }

  private folder(): string {
    if (this.root === undefined) {
      this.root = realpathSync(mkdtempSync(join(tmpdir(), "gatehouse-lambda-")));
      // Ends Node's search for a package.json, so that none above decides what kind of module a handler is.
      writeFileSync(join(this.root, "package.json"), "{}");
    }
    return this.root;
  }
}

function readZip(zip: string, content: Uint8Array) {
  let total = 0;
  try {
    return unzipSync(content, {
      filter({ name, originalSize }) {
        total += originalSize;
        if (total > maxUnzippedBytes)
          throw new Error(`expected at most ${maxUnzippedBytes} bytes unzipped, got more by '${name}'`);
        return true;
      },
    });
  } catch (error) {
    throw new Error(`zip '${zip}': ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
