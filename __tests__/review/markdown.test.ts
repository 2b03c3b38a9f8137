import { code, fenced, prose } from "../../tools/review/formats/markdown-text";
import { planText } from "./plan-builder";
import { Folder } from "./review-command";

/** GitHub's limit for a comment. */
const limit = 65_536;

const tables = (count: number, name: (index: number) => string = (index) => `t${index}`) =>
  Array.from({ length: count }, (_, index) => ({
    address: `aws_dynamodb_table.t${index}`,
    before: { name: name(index), hash_key: "pk", deletion_protection_enabled: true },
    after: { name: name(index), hash_key: "pk", deletion_protection_enabled: false },
  }));

const markdownOf = async (plan: string, ...args: string[]) =>
  (await new Folder({ "plan.json": plan }).review("plan.json", "--fail-on", "never", ...args)).out;

describe("a comment", () => {
  test("begins with a marker, the verdict and how many findings of each severity there are", async () => {
    const comment = await markdownOf(planText({ changes: tables(2) }), "--label", "dev");
    expect(comment.split("\n").slice(0, 4)).toEqual([
      "<!-- gatehouse-review dev -->",
      "## Plan review of dev: high",
      "",
      "**2 high**",
    ]);
  });

  test("says what happens, where, what to do, and what the attribute was and becomes", async () => {
    const comment = await markdownOf(planText({ changes: tables(1) }));
    const row = comment.split("\n").find((line) => line.startsWith("| **high**"))!;
    expect(row).toContain("`aws_dynamodb_table.t0`");
    expect(row).toContain("`deletion_protection_enabled: true -> false`");
    expect(row).toContain("`deletion-protection-off`");
  });

  test("folds each resource, with the lines that change", async () => {
    const comment = await markdownOf(planText({ changes: tables(1) }));
    expect(comment).toContain(
      [
        "<details><summary><code>plan.json</code> <code>aws_dynamodb_table.t0</code>: update, high</summary>",
        "",
        "```diff",
        "- deletion_protection_enabled: true",
        "+ deletion_protection_enabled: false",
        "```",
        "",
        "</details>",
      ].join("\n"),
    );
  });

  test("compares JSON that is written as a text by what it says", async () => {
    const policy = (...actions: string[]) =>
      JSON.stringify({ Statement: [{ Sid: "A", Action: actions }, { Sid: "B" }] });
    const comment = await markdownOf(
      planText({
        changes: [
          {
            address: "aws_iam_role_policy.p",
            before: { policy: policy("s3:Get") },
            after: { policy: policy("s3:Get", "s3:Put") },
          },
        ],
      }),
    );
    expect(comment).toContain('\n+ policy.Statement[0].Action[1]: "s3:Put"\n');
    expect(comment).not.toContain("\n- policy");
  });

  test("keeps to GitHub's limit by leaving out details, never findings, and says how many", async () => {
    const many = tables(100, (index) => `${"long".repeat(30)}${index}`).map((change) => ({
      ...change,
      before: { ...change.before, tags: { note: "b".repeat(900) } },
      after: { ...change.after, tags: { note: "a".repeat(900) } },
    }));
    const comment = await markdownOf(planText({ changes: many }));
    expect(Buffer.byteLength(comment)).toBeLessThan(limit);
    expect(comment.match(/^\| \*\*high\*\* \|/gm)).toHaveLength(100);
    const shown = comment.match(/^<details><summary><code>plan.json<\/code> <code>aws_/gm)?.length ?? 0;
    expect(comment).toContain(`**${100 - shown} of 100 details do not fit here.**`);
  });

  test("groups findings by rule where there are too many, with their number", async () => {
    const comment = await markdownOf(planText({ changes: tables(3000) }));
    expect(Buffer.byteLength(comment)).toBeLessThan(limit);
    expect(comment).toContain("3000 findings are too many for one comment, so they are grouped by rule here.");
    expect(comment).toMatch(/\| \*\*high\*\* \| `deletion-protection-off` \| 3000 \| `aws_dynamodb_table.t0`/);
  });

  test("leaves out nothing in the summary of a CI step that has room for it", async () => {
    const folder = new Folder({ "plan.json": planText({ changes: tables(300) }) });
    await folder.review("plan.json", "--summary", "summary.md");
    const { readFileSync } = await import("node:fs");
    const summary = readFileSync(`${folder.path}/summary.md`, "utf8");
    expect(summary).not.toContain("do not fit here");
    expect(summary.match(/^\| \*\*high\*\* \|/gm)).toHaveLength(300);
  });
});

describe("hostile names and values", () => {
  const evil = [
    "</details><script>alert(1)</script><img src=x onerror=alert(1)>",
    "| a | b |\n| --- | --- |\n# heading\n- [ ] task",
    "```\n# out of the fence\n````\n~~~",
    "@octocat @example/team #1 GH-1 example/repo#1 https://evil.example.com www.evil.example.com a@example.com",
    "![image](https://evil.example.com/x.png) [link](javascript:alert(1)) [ref]: https://evil.example.com",
    "<!-- gatehouse-review prod -->\u0000\u001b[31m\u202e\u2066reversed\u200b\ud800",
    "\\| `code` $$math$$ **bold** _it_ ~~gone~~ &lt;b&gt; &#60;",
  ];
  const plan = planText({
    changes: evil.flatMap((text, index) => [
      {
        address: `aws_dynamodb_table.t["${index}"]`,
        before: { name: text, hash_key: text, tags: { [text]: text } },
        after: { name: text, hash_key: `${text}2`, tags: { [text]: "b" } },
        actions: ["delete", "create"],
        replacePaths: [["hash_key"]],
      },
      { address: `aws_dynamodb_table.gone${index}`, before: { name: text, hash_key: text } },
      { address: `aws_sns_topic.kept${index}`, before: { name: text }, after: { name: text } },
    ]),
    outputs: Object.fromEntries(
      evil.map((text) => [text, { before: "hidden-value", after: "x", sensitive: [true, false] }]),
    ),
    top: {
      checks: evil.map((text) => ({
        address: { to_display: text },
        status: "fail",
        instances: [{ problems: [{ message: text }] }],
      })),
    },
  }).replaceAll(/aws_dynamodb_table\.t\[\\"(\d)\\"\]/g, (_, index: string) =>
    JSON.stringify(`aws_dynamodb_table.t["${evil[Number(index)]}"]`).slice(1, -1),
  );

  test("make no markup, no mention, no reference, no link", async () => {
    const comment = await markdownOf(plan, "--label", "dev");
    const outsideFences = comment.replaceAll(/^(`{3,})diff\n.*?\n\1$/gms, "");
    expect(outsideFences.match(/<(?!\/?(?:details|summary|code|sub|br)>)[a-z!/][^>]*>/gi)).toEqual([
      "<!-- gatehouse-review dev -->",
    ]);
    const prosaic = outsideFences.replaceAll(/`[^`\n]*`|<code>.*?<\/code>/g, "");
    expect(prosaic).not.toMatch(/@(?!&#8203;)|(?<!&)#\d|GH-\d|https?:\/\/|www\.|\]\(|!\[|\*\*\*/);
  });

  test("end no table, no fold and no fence", async () => {
    const comment = await markdownOf(plan, "--label", "dev");
    for (const row of comment.split("\n").filter((line) => line.startsWith("| **")))
      expect(row.replaceAll(/\\\|/g, "").split("|")).toHaveLength(6);
    expect(comment.match(/^<details>/gm)).toHaveLength(comment.match(/^<\/details>$/gm)!.length);
    let fence = "";
    const inside: string[] = [];
    for (const line of comment.split("\n")) {
      const [run = ""] = /^`{3,}/.exec(line) ?? [];
      if (fence === "") fence = run;
      else if (run.length >= fence.length) fence = "";
      else inside.push(line);
    }
    expect(inside.filter((line) => !/^[-+] /.test(line))).toEqual([]);
    expect(fence).toBe("");
  });

  test("show every character that can't be seen", async () => {
    for (const format of ["markdown", "terminal", "sarif"]) {
      const out = await markdownOf(plan, "--format", format);
      expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
    expect(await markdownOf(plan)).toContain("\\u{202e}");
  });

  test("are cut, and how much is said, where they are huge", async () => {
    const huge = planText({
      changes: [{ address: "aws_dynamodb_table.t", before: { name: "n".repeat(2_000_000), hash_key: "k" } }],
    });
    const comment = await markdownOf(huge);
    expect(Buffer.byteLength(comment)).toBeLessThan(limit);
    expect(comment).toMatch(/nnn\.\.\. \(\d+ more characters\)/);
  });
});

describe("text for markdown", () => {
  test("stays readable where nothing has to be escaped", () => {
    expect(prose("Table dev-orders_v1 loses (some) items: 3%, at once.")).toBe(
      "Table dev-orders_v1 loses (some) items: 3%, at once.",
    );
    expect(code('aws_dynamodb_table.t["eu"]')).toBe('`aws_dynamodb_table.t["eu"]`');
  });

  test("is no list and no heading at the start of a line", () => {
    for (const text of ["# a", "- a", "+ a", "1. a", "2) a", "=== a"]) expect(prose(text)).toMatch(/^&#8203;/);
  });

  test("gets a fence that is longer than any in it", () => {
    expect(fenced("diff", ["- ```` a"]).split("\n")[0]).toBe("`````diff");
  });
});
