import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Stack } from "./stack";
import type { StandIn } from "./stand-in";

/**
 * The provider as a process that outlives Terraform's: plans need not start one each and ask it for its schemas, which is
 * half of what a small plan costs. It has one configuration at a time, so it is not for stacks with a second region.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
 */
export class Provider {
  private constructor(
    private readonly server: ChildProcess,
    private readonly attachment: string,
  ) {}

  /** @param stack an initialized one: the provider is the one that it has installed */
  static async start(stack: Stack, standIn: StandIn): Promise<Provider> {
    const folder = join(stack.folder, ".terraform/providers");
    const file = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((name) =>
      /terraform-provider-aws_[^/]*$/.test(name),
    );
    if (!file) throw new Error(`${folder}: expected the provider, got none; terraform init installs it`);
    const server = spawn(join(folder, file), ["-debug"], {
      env: standIn.environment(),
      stdio: ["ignore", "pipe", "ignore"],
    });
    for await (const line of createInterface({ input: server.stdout })) {
      const attachment = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line)?.[1];
      if (!attachment) continue;
      server.stdout.resume();
      return new Provider(server, attachment);
    }
    throw new Error(`${file}: expected to be told how to attach to it, got the end of its output`);
  }

  /** Environment variables with which Terraform plans a stack. */
  environmentFor({ configuration }: Stack): NodeJS.ProcessEnv {
    return configuration.provider.aws.length === 1 ? { TF_REATTACH_PROVIDERS: this.attachment } : {};
  }

  async stop(): Promise<void> {
    const exit = once(this.server, "exit");
    if (this.server.exitCode === null && this.server.kill("SIGTERM")) await exit;
  }
}
