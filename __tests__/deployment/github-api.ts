import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { GitHubAccess } from "../../tools/deployment/github";

export interface StoredComment {
  id: number;
  body: string;
  user: { login: string };
}

/** The part of GitHub's REST API that reviews call, over HTTP, for repository example/orders. */
export class GitHubApi {
  readonly comments = new Map<number, StoredComment[]>();
  readonly pulls = new Map<string, { number: number; head: { sha: string }; merged_at: string | null }[]>();
  /** Method and path of every call, in order. */
  readonly calls: string[] = [];
  private readonly server: Server;
  private nextId = 1;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.calls.push(`${request.method} ${request.url}`);
        const authorized = request.headers.authorization === "Bearer token";
        const body = Buffer.concat(chunks).toString() || "{}";
        const answer = authorized
          ? this.answer(request.method ?? "", request.url ?? "", JSON.parse(body) as { body?: string })
          : undefined;
        response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(answer ?? { message: "Not Found" }));
      });
    });
  }

  static async start(): Promise<GitHubApi> {
    const api = new GitHubApi();
    await new Promise<void>((resolve) => api.server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get access(): GitHubAccess {
    const { port } = this.server.address() as AddressInfo;
    return { repository: "example/orders", token: "token", apiUrl: `http://127.0.0.1:${port}` };
  }

  /** As somebody writes a comment. */
  write(pullRequest: number, login: string, body: string): StoredComment {
    const comment = { id: this.nextId++, body, user: { login } };
    this.comments.set(pullRequest, [...(this.comments.get(pullRequest) ?? []), comment]);
    return comment;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, url: string, { body = "" }: { body?: string }): unknown {
    const { pathname, searchParams } = new URL(url, "http://github");
    const path = pathname.replace("/repos/example/orders/", "");
    const [, number] = /^issues\/(\d+)\/comments$/.exec(path) ?? [];
    if (number !== undefined && method === "GET") {
      const page = Number(searchParams.get("page"));
      const size = Number(searchParams.get("per_page"));
      return (this.comments.get(Number(number)) ?? []).slice((page - 1) * size, page * size);
    }
    if (number !== undefined && method === "POST") return this.write(Number(number), "github-actions[bot]", body);
    const [, id] = /^issues\/comments\/(\d+)$/.exec(path) ?? [];
    const comment = [...this.comments.values()].flat().find((one) => one.id === Number(id));
    if (comment && method === "PATCH") return Object.assign(comment, { body });
    const [, commit] = /^commits\/(\w+)\/pulls$/.exec(path) ?? [];
    return commit === undefined ? undefined : (this.pulls.get(commit) ?? []);
  }
}
