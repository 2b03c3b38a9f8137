import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import makeRunFolder, { removeRunFolder } from "../run-folder";

const provider = { name: "hashicorp/aws", version: "5.100.0" };
const motoVersion = "5.2.1";

/**
 * Jest's global setup: finds what the suite needs and passes it on by environment variables.
 *
 * @throws Error that names everything missing and how to get it; nothing is skipped.
 */
export default function checkRequirements(): void {
  makeRunFolder();
  const missing: string[] = [];
  const attempt = (find: () => void) => {
    try {
      find();
    } catch (error) {
      missing.push(error instanceof Error ? error.message : String(error));
    }
  };
  attempt(checkTerraform);
  attempt(() => (process.env.GATEHOUSE_PYTHON = findPython()));
  attempt(checkAwsCli);
  attempt(() => (process.env.GATEHOUSE_TERRAFORM_CLI_CONFIG = terraformCliConfig()));
  if (missing.length === 0) return;
  removeRunFolder();
  throw new Error(`test:terraform can't run:\n${missing.map((line) => `- ${line}`).join("\n")}`);
}

function checkTerraform(): void {
  const how = "see https://developer.hashicorp.com/terraform/install";
  const version = output("terraform", ["version", "-json"]);
  if (version === undefined) throw new Error(`terraform: expected 1.11 or later on the PATH, got none; ${how}`);
  const { terraform_version: got } = JSON.parse(version) as { terraform_version: string };
  const [major = 0, minor = 0] = got.split(".").map(Number);
  if (major !== 1 || minor < 11) throw new Error(`terraform: expected 1.11 or later, got ${got}; ${how}`);
}

/** The Python that moto is installed for: GATEHOUSE_PYTHON, the one on the PATH, or the one of the `moto_server` script. */
function findPython(): string {
  const candidates = [process.env.GATEHOUSE_PYTHON, "python3", "python", interpreterOf("moto_server")];
  const found = new Map<string, string>();
  for (const python of candidates.filter((candidate) => candidate !== undefined)) {
    const version = output(python, ["-c", "import moto, moto.server; print(moto.__version__)"])?.trim();
    if (version === motoVersion) return python;
    if (version) found.set(python, version);
  }
  const got = [...found].map(([python, version]) => `${version} (${python})`).join(", ") || "none";
  throw new Error(`moto: expected version ${motoVersion}, got ${got}; pip install 'moto[all,server]==${motoVersion}'`);
}

function interpreterOf(script: string): string | undefined {
  const path = output("sh", ["-c", `command -v ${script}`])?.trim();
  return path ? /^#!\s*(\S*python\S*)/.exec(readFileSync(realpathSync(path), "utf8"))?.[1] : undefined;
}

function checkAwsCli(): void {
  if (output("aws", ["--version"]) === undefined)
    throw new Error(
      "aws: expected the AWS CLI on the PATH, got none; pip install awscli, or see https://aws.amazon.com/cli",
    );
}

/**
 * A Terraform CLI configuration file that says where the provider comes from: the folder in GATEHOUSE_TERRAFORM_MIRROR,
 * else the user's own configuration, else the mirror of the project's CI machine, else the public registry.
 */
function terraformCliConfig(): string {
  const mirror = process.env.GATEHOUSE_TERRAFORM_MIRROR;
  if (mirror) return writeCliConfig(checkMirror(mirror));
  const own = userCliConfig();
  if (own) return own;
  const finder = resolve(__dirname, "../../../shared/tools/terraform-mirror");
  const found = existsSync(finder) ? output(finder, [])?.trim() : undefined;
  return writeCliConfig(found && checkMirror(found));
}

function userCliConfig(): string | undefined {
  const files = [process.env.TF_CLI_CONFIG_FILE, process.env.TERRAFORM_CONFIG, join(homedir(), ".terraformrc")];
  return files.find((file) => file && existsSync(file) && readFileSync(file, "utf8").includes("provider_installation"));
}

function checkMirror(mirror: string): string {
  const folder = join(mirror, "registry.terraform.io", provider.name);
  const held = existsSync(folder) ? readdirSync(folder) : [];
  if (held.some((entry) => entry.includes(provider.version))) return mirror;
  throw new Error(
    `provider mirror ${mirror}: expected ${provider.name} ${provider.version}, got ${held.join(", ") || "none"}; ` +
      `fill it with terraform providers mirror, or unset GATEHOUSE_TERRAFORM_MIRROR to use the public registry`,
  );
}

function writeCliConfig(mirror: string | undefined): string {
  const file = join(tmpdir(), "terraform.rc");
  // downloaded once for all stacks where there is no mirror
  const source = mirror
    ? `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(resolve(mirror))}\n  }\n}\n`
    : `plugin_cache_dir = ${JSON.stringify(tmpdir())}\nplugin_cache_may_break_dependency_lock_file = true\n`;
  writeFileSync(file, `disable_checkpoint = true\n${source}`);
  return file;
}

function output(command: string, args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
