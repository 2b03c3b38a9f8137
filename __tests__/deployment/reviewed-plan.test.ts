import { GitHub } from "../../tools/deployment/github";
import { bot, findReviewed, fromMarker, putComment, toMarker } from "../../tools/deployment/reviewed-plan";
import { GitHubApi } from "./github-api";

const review = (commit: string, environment = "prod") => ({
  environment,
  commit,
  fingerprints: { [`${environment}-data`]: "0123456789abcdef0123456789abcdef" },
});

let api: GitHubApi;
let github: GitHub;

beforeEach(async () => {
  api = await GitHubApi.start();
  github = new GitHub(api.access);
});

afterEach(() => api.stop());

describe("the comment of an environment", () => {
  test("is created once and then kept up to date", async () => {
    expect(await putComment(github, 7, `${toMarker(review("aaa"))}\nfirst`)).toBe("created");
    expect(await putComment(github, 7, `${toMarker(review("bbb"))}\nsecond`)).toBe("updated");
    expect(api.comments.get(7)?.map(({ body }) => body.split("\n")[1])).toEqual(["second"]);
  });

  test("is one for each environment", async () => {
    await putComment(github, 7, toMarker(review("aaa", "staging")));
    await putComment(github, 7, toMarker(review("aaa", "prod")));
    expect(api.comments.get(7)).toHaveLength(2);
  });

  test("is found behind more than a hundred others", async () => {
    for (let index = 0; index < 120; index++) api.write(7, "somebody", "hello");
    api.write(7, bot, toMarker(review("aaa")));
    expect(await putComment(github, 7, toMarker(review("bbb")))).toBe("updated");
  });

  test("of somebody else is left alone, whatever it begins with", async () => {
    api.write(7, "somebody", toMarker(review("aaa")));
    expect(await putComment(github, 7, toMarker(review("bbb")))).toBe("created");
  });

  test("needs the first line that a plan writes", async () => {
    await expect(putComment(github, 7, "hello")).rejects.toThrow(/expected the output of gatehouse plan/);
  });
});

describe("what was reviewed", () => {
  beforeEach(() => {
    api.pulls.set("merge", [{ number: 7, head: { sha: "head" }, merged_at: "2026-01-01T00:00:00Z" }]);
  });

  test("is what the bot's comment on the merged pull request says of its last commit", async () => {
    api.write(7, bot, `${toMarker(review("head"))}\n### pass`);
    expect(await findReviewed(github, "merge", "prod")).toEqual(review("head"));
  });

  test("is nothing when the comment is about an earlier commit", async () => {
    api.write(7, bot, toMarker(review("earlier")));
    await expect(findReviewed(github, "merge", "prod")).rejects.toThrow(
      "pull request 7: expected a review of prod at head, got one of earlier",
    );
  });

  test("is not what somebody else writes", async () => {
    api.write(7, "somebody", toMarker(review("head")));
    await expect(findReviewed(github, "merge", "prod")).rejects.toThrow(/got none/);
  });

  test("is nothing for a commit that came by no pull request", async () => {
    await expect(findReviewed(github, "pushed", "prod")).rejects.toThrow(/expected one of a merged pull request/);
  });

  test("is refused when GitHub refuses", async () => {
    const stranger = new GitHub({ ...api.access, token: "other" });
    await expect(findReviewed(stranger, "merge", "prod")).rejects.toThrow(/expected success, got 404/);
  });
});

describe("the hidden first line", () => {
  test("is read back, and never ends early", () => {
    const hostile = { ...review("head"), environment: "a-->b <!-- c" };
    const marker = toMarker(hostile);
    expect(marker.match(/-->/g)).toHaveLength(1);
    expect(fromMarker(`${marker}\nbody`)).toEqual(hostile);
  });

  test.each(["<!-- gatehouse-plan {} -->", "<!-- gatehouse-plan [ -->", "<!-- other -->", ""])("%j is none", (line) => {
    expect(fromMarker(line)).toBeUndefined();
  });
});
