import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Sources } from "../../stacks/sources";

const root = resolve(__dirname, "../..");

/** Runs the app of cdktf.json, as `npm run synth` and `npx cdktf synth` do. */
function synthesize(...nodeOptions: string[]) {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-sources-"));
  execFileSync(process.execPath, [...nodeOptions, join(root, "bin/launch.mjs"), "main.ts"], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const read = (name: string) => readFileSync(join(outdir, name), "utf8");
  return { outdir, sources: read("sources.json"), waivers: read("waivers.json") };
}

const lineOf = ({ file, line }: { file: string; line: number }) =>
  readFileSync(join(root, file), "utf8").split("\n")[line - 1];

describe("sources.json, as synth writes it", () => {
  const { outdir, sources: text, waivers } = synthesize();
  const sources = JSON.parse(text) as Sources;

  test("knows every resource of every stack", () => {
    const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as { stacks: object };
    const paths = Object.keys(stacks).flatMap((name) => {
      const { resource } = JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8")) as {
        resource: Record<string, Record<string, { "//": { metadata: { path: string } } }>>;
      };
      return Object.values(resource).flatMap((named) => Object.values(named).map((each) => each["//"].metadata.path));
    });
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter((path) => !(path in sources))).toEqual([]);
  });

  test("names the line of a stack that asks for a part, not the part", () => {
    expect(sources["dev-data/orders/Resource"]!.file).toBe("stacks/data-stack.ts");
    expect(lineOf(sources["dev-data/orders/Resource"]!)).toContain("new Table(");
    expect(lineOf(sources["dev-regional/orders-v1/Resource"]!)).toContain("new RestApi(");
    expect(lineOf(sources["dev-private/access"]!)).toContain("new ApiGatewayDomainNameAccessAssociation(");
  });

  test("names the line of each route in the contract", () => {
    const { contract } = sources["prod-edge/orders-v1/Resource"]!;
    expect(lineOf(contract!)).toContain("export const ordersV1 = defineApi({");
    expect(lineOf(contract!.routes["GET /orders/{orderId}"]!)).toContain("getOrder: {");
    expect(lineOf(contract!.routes["GET /health"]!)).toContain("export const getHealth = {");
  });

  test("names the line of each pin in the environment's file", () => {
    const { file, pins } = sources["staging-regional"]!;
    expect(file).toBe("environments/staging/environment.ts");
    expect(lineOf({ file, line: pins!["throttle"]! })).toContain("throttle: {");
  });

  test("names files of the repository only, with forward slashes", () => {
    const files = [...new Set(Object.values(sources).flatMap(({ file, contract }) => [file, contract?.file ?? file]))];
    expect(files.filter((file) => file.includes("\\") || !existsSync(join(root, file)))).toEqual([]);
    expect(text).not.toContain(root);
  });

  test("comes beside waivers.json, where synth's own rules have none", () => {
    expect(JSON.parse(waivers)).toEqual([]);
  });

  test("has the same bytes with CDK Terrain", () => {
    expect(synthesize("--require", join(root, "__tests__/cdktn/alias.cjs")).sources).toBe(text);
  });
});
