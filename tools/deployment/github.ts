/** A comment on a pull request. */
export interface Comment {
  id: number;
  body: string;
  author: string;
}

export interface PullRequest {
  number: number;
  /** Commit that was planned and reviewed. */
  headSha: string;
  merged: boolean;
}

/** Where and as whom GitHub's REST API is called; a workflow's environment variables of the same names. */
export interface GitHubAccess {
  /** `owner/name` */
  repository: string;
  token: string;
  apiUrl: string;
}

/**
 * Reads access from the environment of a workflow: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL.
 *
 * @throws Error naming the variable that is missing
 */
export function readAccess(environment: NodeJS.ProcessEnv): GitHubAccess {
  const variable = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new Error(`${name}: expected an environment variable as GitHub Actions sets it, got none`);
  };
  return {
    repository: variable("GITHUB_REPOSITORY"),
    token: variable("GITHUB_TOKEN"),
    apiUrl: environment["GITHUB_API_URL"] ?? "https://api.github.com",
  };
}

/** The few calls of GitHub's REST API (version 2022-11-28) that reviews need. */
export class GitHub {
  constructor(private readonly access: GitHubAccess) {}

  /** All comments of a pull request, oldest first. */
  async comments(pullRequest: number): Promise<Comment[]> {
    const comments: Comment[] = [];
    for (let page = 1; ; page++) {
      const found = (await this.call("GET", `issues/${pullRequest}/comments?per_page=100&page=${page}`)) as {
        id: number;
        body?: string;
        user: { login: string } | null;
      }[];
      comments.push(...found.map(({ id, body = "", user }) => ({ id, body, author: user?.login ?? "" })));
      if (found.length < 100) return comments;
    }
  }

  async createComment(pullRequest: number, body: string): Promise<void> {
    await this.call("POST", `issues/${pullRequest}/comments`, { body });
  }

  async updateComment(id: number, body: string): Promise<void> {
    await this.call("PATCH", `issues/comments/${id}`, { body });
  }

  /** Pull requests that brought a commit to where it is. */
  async pullRequestsOf(commit: string): Promise<PullRequest[]> {
    const found = (await this.call("GET", `commits/${commit}/pulls`)) as {
      number: number;
      head: { sha: string };
      merged_at: string | null;
    }[];
    return found.map(({ number, head, merged_at: mergedAt }) => ({
      number,
      headSha: head.sha,
      merged: mergedAt !== null,
    }));
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const { apiUrl, repository, token } = this.access;
    const answer = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.ok) return answer.json();
    throw new Error(
      `GitHub ${method} ${path}: expected success, got ${answer.status} ${(await answer.text()).slice(0, 200)}`,
    );
  }
}
