import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Something that exists in the stand-in, by the type and attribute names of Terraform. */
export interface Resource {
  type: string;
  attributes: Record<string, string>;
  region: string;
  tags: Record<string, string>;
}

/** A call that changes something in API Gateway, e.g. `PATCH /restapis/<id>/stages/dev`. */
export interface ApiGatewayChange {
  call: string;
  body: unknown;
  status: number;
}

/** An AWS stand-in for one account, empty at first; docs/stand-in.md tells what it is. */
export class StandIn {
  private stopped: (action: string) => void = () => undefined;

  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
    readonly account: string,
  ) {}

  static async start(account: string): Promise<StandIn> {
    const python = process.env.GATEHOUSE_PYTHON;
    if (!python)
      throw new Error("GATEHOUSE_PYTHON: expected the Python that has moto, got none; run npm run test:terraform");
    const args = [join(__dirname, "stand-in", "serve.py"), "--port", "0", "--account", account, "--until-end-of-input"];
    const server = spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: server.stdout });
    const [first] = (await Promise.race([once(lines, "line"), once(server, "exit")])) as [unknown];
    if (typeof first !== "string") throw new Error(`stand-in: expected a ready line, got exit code ${String(first)}`);
    const standIn = new StandIn(server, (JSON.parse(first) as { url: string }).url, account);
    lines.on("line", (line) => standIn.stopped((JSON.parse(line) as { stopped: string }).stopped));
    return standIn;
  }

  async stop(): Promise<void> {
    if (this.server.exitCode !== null) return;
    this.server.kill("SIGTERM");
    await once(this.server, "exit");
  }

  async resources(): Promise<Resource[]> {
    return (await this.page("GET", "resources")) as Resource[];
  }

  /** IAM actions of all calls so far, or since they were forgotten. */
  async calls(): Promise<string[]> {
    return (await this.page("GET", "calls")) as string[];
  }

  /** What API Gateway was told to change so far, or since calls were forgotten, in order. */
  async apiGatewayChanges(): Promise<ApiGatewayChange[]> {
    return (await this.page("GET", "api-gateway-changes")) as ApiGatewayChange[];
  }

  async forgetCalls(): Promise<void> {
    await this.page("POST", "forget-calls");
  }

  /** A call of API Gateway's control plane; the stand-in looks at a signature's scope only. */
  async apiGateway(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const Authorization = "AWS4-HMAC-SHA256 Credential=stand-in/20260101/eu-west-1/apigateway/aws4_request";
    const answer = await fetch(this.url + path, {
      method,
      headers: { Authorization, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: JSON.parse((await answer.text()) || "{}") as Record<string, unknown> };
  }

  /** Titles of what the stand-in changes in moto. */
  async changes(): Promise<string[]> {
    return (await this.page("GET", "changes")) as string[];
  }

  /**
   * From now on: carries out the `write`th change that it is asked for and keeps the answer back.
   *
   * @returns what that change was, once it is made
   */
  async stopAt(write: number): Promise<{ reached: Promise<string> }> {
    const reached = new Promise<string>((resolve) => (this.stopped = resolve));
    await this.page("POST", `stop-at?write=${write}`);
    return { reached };
  }

  /** Gives the answer that was kept back. */
  async release(): Promise<void> {
    await this.page("POST", "release");
  }

  /** Waits until `writes` more changes were made and then no request came for a moment. */
  async quietAfter(writes: number): Promise<void> {
    await this.page("POST", `quiet?writes=${writes}`);
  }

  /**
   * Environment variables with which Terraform, CDKTF and the AWS CLI talk to the stand-in and to nothing else: of the
   * caller's own AWS and Terraform settings none is left.
   */
  environment(region = "eu-west-1"): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS|TF|CDKTF)_/.test(name));
    return {
      ...Object.fromEntries(own),
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: "stand-in",
      AWS_SECRET_ACCESS_KEY: "stand-in",
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
      // of the S3 backend and the AWS CLI; the stacks' provider sets its own
      AWS_MAX_ATTEMPTS: "2",
      AWS_PAGER: "",
      NO_PROXY: "127.0.0.1,localhost",
      TF_CLI_CONFIG_FILE: process.env.GATEHOUSE_TERRAFORM_CLI_CONFIG,
      TF_IN_AUTOMATION: "true",
      TF_INPUT: "false",
      CHECKPOINT_DISABLE: "1",
      CI: "true",
      NO_COLOR: "1",
    };
  }

  private async page(method: "GET" | "POST", name: string): Promise<unknown> {
    const answer = await fetch(`${this.url}/_stand-in/${name}`, { method });
    if (!answer.ok) throw new Error(`stand-in: expected page ${name}, got status ${answer.status}`);
    return answer.json();
  }
}
