import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { service } from "./contract";
import { type PublishedVersions, publishedVersions, takenBack } from "./contract/published-versions";

const [, , folder = "generated"] = process.argv;
const versions = join(folder, "versions.json");
const refusals = existsSync(versions) ? takenBack(readVersions(), service.versions) : [];
if (refusals.length > 0) throw new Error(refusals.join("\n"));
mkdirSync(folder, { recursive: true });
writeFileSync(versions, `${JSON.stringify(publishedVersions(service.versions), null, 2)}\n`);

function readVersions(): PublishedVersions {
  try {
    return JSON.parse(readFileSync(versions, "utf8")) as PublishedVersions;
  } catch (cause) {
    throw new Error(`${versions}: expected JSON as this command wrote it, got something else: restore it`, { cause });
  }
}
