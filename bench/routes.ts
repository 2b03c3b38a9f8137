// What a plan costs with 3 and with 300 routes: the regional door as it is, and the same API made of a resource a part.
// Needs Terraform and moto, see docs/stand-in.md.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { removeRunFolder } from "../__tests__/run-folder";
import { apiWithRoutes } from "../__tests__/stacks/many-routes";
import checkRequirements from "../__tests__/terraform/requirements";
import { StandIn } from "../__tests__/terraform/stand-in";
import { mustSucceed, run } from "../__tests__/terraform/process";
import { service } from "../contract";
import dev from "../environments/dev/environment";
import { RegionalStack } from "../stacks/regional-stack";
import { discreteApi, type StackJson } from "./discrete-api";
import type { measure, row } from "./process.mjs";

/** Dev, with what its regional door would look up pinned, so that it plans on an empty account. */
const environment = {
  ...dev,
  domain: { ...dev.domain, zoneId: "Z0123456789ABCDEFGHIJ" },
  userPool: { arn: `arn:aws:cognito-idp:${dev.region}:${dev.account}:userpool/${dev.region}_a` },
  usagePlans: undefined,
} as unknown as typeof dev;

/** A folder with the regional stack of an API with that many routes. */
function synthesize(routes: number): string {
  const outdir = mkdtempSync(join(tmpdir(), "routes-"));
  const app = new App({ outdir, skipValidation: true });
  const stack = new RegionalStack(app, environment, { ...service, apis: [apiWithRoutes(routes)] });
  app.synth();
  return join(outdir, "stacks", stack.node.id);
}

/** The same stack, its API made of discrete resources. */
function discrete(folder: string): string {
  const other = `${folder}-discrete`;
  cpSync(folder, other, { recursive: true });
  const stack = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as StackJson;
  writeFileSync(join(other, "cdk.tf.json"), JSON.stringify(discreteApi(stack)));
  return other;
}

async function plan(
  folder: string,
  name: string,
  standIn: StandIn,
  { measure, row }: Measuring,
): Promise<{ resources: number; cpu: number }> {
  const env = standIn.environment() as Record<string, string>;
  const terraform = async (...args: string[]) =>
    mustSucceed(["terraform", ...args], await run(["terraform", ...args], { cwd: folder, env }));
  await terraform("init", "-input=false");
  const figures = measure(["terraform", `-chdir=${folder}`, "plan", "-input=false", "-lock=false", "-out=plan.bin"], {
    runs: 1,
    // Terraform and its provider ran for init already, and 300 discrete routes take minutes
    warmUp: false,
    env,
  });
  const { stdout } = await terraform("show", "-json", "plan.bin");
  const { resource_changes: changes } = JSON.parse(stdout) as { resource_changes: { mode: string }[] };
  const resources = changes.filter(({ mode }) => mode === "managed").length;
  row(`${name}: ${resources} resources`, figures);
  return { resources, cpu: figures.cpu };
}

/** How commands are measured, and figures shown. */
interface Measuring {
  measure: typeof measure;
  row: typeof row;
}

export async function bench(measuring: Measuring): Promise<void> {
  checkRequirements();
  const standIn = await StandIn.start(dev.account);
  try {
    const [few, many] = [synthesize(3), synthesize(300)];
    const ratios = [
      ["one OpenAPI body", few, many],
      ["discrete resources", discrete(few), discrete(many)],
    ] as const;
    for (const [name, ofFew, ofMany] of ratios) {
      const three = await plan(ofFew, `${name}, 3 routes`, standIn, measuring);
      const hundreds = await plan(ofMany, `${name}, 300 routes`, standIn, measuring);
      const times = (part: "resources" | "cpu") => (hundreds[part] / three[part]).toFixed(1);
      console.log(`${name}: 300 routes are ${times("resources")} times the resources, ${times("cpu")} times the CPU`);
    }
  } finally {
    await standIn.stop();
    removeRunFolder();
  }
}
