import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { addBootstrapStack } from "../../stacks";
import { notDeployed, type ScannerRule, scannerRules } from "./scanner-rules";
import { environments, SynthesizedStack, synthesize } from "./synthesis";

const page = readFileSync(join(__dirname, "../../docs/security-scanners.md"), "utf8");
const bootstraps = environments.map(({ name }) => {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-bootstrap-"));
  const app = Testing.app({ outdir, stubVersion: false });
  addBootstrapStack(app, environments, name, false);
  app.synth();
  const [stack] = readdirSync(join(outdir, "stacks"));
  return new SynthesizedStack(stack!, readFileSync(join(outdir, "stacks", stack!, "cdk.tf.json"), "utf8"));
});
const stacks = [...Object.values(synthesize()), ...bootstraps];
const deployed = new Set(stacks.flatMap(({ json }) => Object.keys(json.resource ?? {})));

const titleOf = ({ ids, type, says }: ScannerRule) => `${ids.join(", ")} of ${type}: ${says}`;
const decided = scannerRules.flatMap((rule) =>
  rule.holds ? [[titleOf(rule), { ...rule, holds: rule.holds }] as const] : [],
);

describe("kept by everything that is deployed:", () => {
  test.each(decided)("%s", (_title, { type, holds, except = {} }) => {
    const broken = stacks
      .filter(({ name }) => !Object.keys(except).some((environment) => name.startsWith(`${environment}-`)))
      .flatMap((stack) =>
        Object.entries(stack.all(type))
          .filter(([name, resource]) => !holds(resource, stack, name))
          .map(([name]) => `${stack.name} ${type}.${name}`),
      );
    expect(broken).toEqual([]);
  });
});

describe("would be noticed if it were broken:", () => {
  const empty = new SynthesizedStack("test-empty", "{}");
  test.each(decided)("%s", (_title, { holds, violatedBy = {} }) => {
    expect(holds(violatedBy, empty, "broken")).toBe(false);
  });
});

test("no exception stays when nothing needs it any more", () => {
  const idle = decided.flatMap(([title, { type, holds, except = {} }]) =>
    Object.keys(except)
      .filter((environment) => {
        const own = stacks.filter(({ name }) => name.startsWith(`${environment}-`));
        const resources = own.flatMap((stack) =>
          Object.entries(stack.all(type)).map(([name, each]) => ({ stack, name, each })),
        );
        return resources.length > 0 && resources.every(({ stack, name, each }) => holds(each, stack, name));
      })
      .map((environment) => `${title}: ${environment}`),
  );
  expect(idle).toEqual([]);
});

test("types that have no row are deployed nowhere", () => {
  expect(notDeployed.filter((type) => deployed.has(type))).toEqual([]);
  const without = scannerRules.filter(({ says }) => /^there (is|are) no(ne)?\b/.test(says)).map(({ type }) => type);
  expect(without.length).toBeGreaterThan(0);
  expect(without.filter((type) => deployed.has(type))).toEqual([]);
});

test("the page has a row for each rule: how it is kept, where it is not, and why", () => {
  const flat = (line: string) => line.replaceAll(/ +/g, " ");
  const rows = scannerRules.map(({ ids, type, says, holds, except = {} }) => {
    const exceptions = Object.entries(except).map(([environment, reason]) => `; not ${environment}: ${reason}`);
    return `| ${ids.join(", ")} | \`${type}\` | ${holds ? "kept" : "**skipped**"} | ${says}${exceptions.join("")} |`;
  });
  expect(
    page
      .split("\n")
      .filter((line) => /^\| (CKV|AWS)/.test(line))
      .map(flat),
  ).toEqual(rows);
});
