import { fingerprint } from "../review/fingerprint";
import { changesAnything, type Plan } from "../review/plan";
import { type GitHub, type PullRequest } from "./github";

/** What the comment on a pull request says of the plans that it shows, hidden in its first line. */
export interface ReviewedPlan {
  environment: string;
  /** Commit that was planned. */
  commit: string;
  /** Of each stack's plan. A stack without changes or without a plan is not there. */
  fingerprints: Record<string, string>;
}

/** Fingerprints of the plans that would do something, by stack. */
export const fingerprintsOf = (plans: readonly Plan[]): Record<string, string> =>
  Object.fromEntries(plans.filter(changesAnything).map((plan) => [plan.name, fingerprint(plan)]));

const begin = "<!-- gatehouse-plan ";
const end = " -->";

/** First line of the comment. `--` can't be in a comment, and isn't in JSON that is escaped so. */
export const toMarker = (reviewed: ReviewedPlan): string =>
  begin + JSON.stringify(reviewed).replaceAll("-", String.raw`\u002d`) + end;

/** What a comment's first line says; undefined for a comment of anybody else. */
export function fromMarker(body: string): ReviewedPlan | undefined {
  const [first = ""] = body.split(/\r?\n/, 1);
  if (!first.startsWith(begin) || !first.endsWith(end)) return undefined;
  try {
    const marker = JSON.parse(first.slice(begin.length, -end.length)) as Partial<ReviewedPlan> | null;
    const { environment, commit, fingerprints } = marker ?? {};
    if (typeof environment !== "string" || typeof commit !== "string" || typeof fingerprints !== "object")
      return undefined;
    return { environment, commit, fingerprints: fingerprints ?? {} };
  } catch {
    return undefined;
  }
}

/** Who writes the comments; a comment of anybody else is not believed. */
export const bot = "github-actions[bot]";

/** Writes the one comment that an environment has on a pull request, or writes it anew. */
export async function putComment(github: GitHub, pullRequest: number, body: string): Promise<"created" | "updated"> {
  const own = fromMarker(body);
  if (!own) throw new Error("comment: expected the output of gatehouse plan, got a file without its first line");
  const earlier = (await github.comments(pullRequest)).find(
    ({ author, body: text }) => author === bot && fromMarker(text)?.environment === own.environment,
  );
  if (earlier) await github.updateComment(earlier.id, body);
  else await github.createComment(pullRequest, body);
  return earlier ? "updated" : "created";
}

/**
 * What was reviewed of an environment before a commit was merged.
 *
 * @throws Error when the commit came by no pull request, or when its last commit has no review
 */
export async function findReviewed(github: GitHub, commit: string, environment: string): Promise<ReviewedPlan> {
  const merged = (await github.pullRequestsOf(commit)).find((pullRequest) => pullRequest.merged);
  if (!merged) throw new Error(`commit ${commit}: expected one of a merged pull request, got none: deploy it by hand`);
  return lastReview(await github.comments(merged.number), merged, environment);
}

function lastReview(
  comments: { author: string; body: string }[],
  { number, headSha }: PullRequest,
  environment: string,
): ReviewedPlan {
  const reviews = comments
    .filter(({ author }) => author === bot)
    .map(({ body }) => fromMarker(body))
    .filter((reviewed) => reviewed?.environment === environment);
  const current = reviews.find((reviewed) => reviewed?.commit === headSha);
  if (current) return current;
  const got = reviews.length > 0 ? `one of ${reviews[0]?.commit}` : "none";
  throw new Error(`pull request ${number}: expected a review of ${environment} at ${headSha}, got ${got}`);
}
