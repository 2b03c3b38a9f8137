import { type Edit, harmless, refused, risky } from "./edits";
import { progress } from "./process";
import { Provider } from "./provider";
import type { Stack } from "./stack";
import { StandIn } from "./stand-in";
import { type Review, Workspace } from "./workspace";

describe("the review of an edit", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  let stacks: Map<string, Stack>;
  let provider: Provider;

  beforeAll(async () => {
    standIn = await StandIn.start("111111111111");
    workspace = new Workspace(standIn);
    stacks = await workspace.synthesize();
    for (const name of ["data", "network", "regional", "private"]) {
      progress(`apply dev-${name}`);
      await stacks.get(`dev-${name}`)!.init();
      await stacks.get(`dev-${name}`)!.apply();
    }
    await stacks.get("dev-edge")!.init();
    provider = await Provider.start(stacks.get("dev-edge")!, standIn);
  });

  afterAll(async () => {
    await provider.stop();
    await standIn.stop();
    workspace.remove();
  });

  test.each(risky)("$title: $verdict", async (edit) => {
    const { verdict, findings } = await reviewOf(edit);
    for (const { severity, address, title } of edit.findings)
      expect(findings).toContainEqual(
        expect.objectContaining({ severity, address, title: expect.stringMatching(title) as string }),
      );
    expect(verdict).toBe(edit.verdict);
  });

  test.each(harmless)("$title: nothing above info", async (edit) => {
    const { verdict, findings } = await reviewOf(edit);
    expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(verdict).toBe("pass");
  });

  test("no edit: nothing", async () => {
    const all = ["data", "network", "regional", "private"];
    const { findings } = await reviewOf({ title: "no edit", changes: [], stacks: all });
    expect(findings).toEqual([]);
  });

  test.each(refused)("$title: refused before there is a plan", async ({ changes, error }) => {
    const restore = workspace.edit(changes);
    const { code, stderr } = await workspace.start("npm", "run", "synth").finished;
    restore();
    expect(code).toBe(1);
    expect(stderr).toMatch(error);
  });

  /** Makes an edit, synthesizes, plans and reviews as people do, and takes the edit back. */
  async function reviewOf({
    title,
    changes,
    stacks: names,
  }: Pick<Edit, "title" | "changes" | "stacks">): Promise<Review> {
    progress(`review: ${title}`);
    const restore = workspace.edit(changes);
    try {
      await workspace.run("npm", "run", "synth");
      const plans: string[] = [];
      for (const name of names) plans.push(await stacks.get(`dev-${name}`)!.planToFile(provider));
      return await workspace.review(plans);
    } finally {
      restore();
    }
  }
});
