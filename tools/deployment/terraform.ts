import { spawn } from "node:child_process";

/** What Terraform said and how it ended. */
export interface TerraformRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** An error of Terraform's machine-readable output ("Machine-Readable UI", diagnostics). */
export interface Diagnostic {
  severity: "error" | "warning";
  summary: string;
  detail: string;
  /** Of the resource or data source that it is about. */
  address?: string;
}

/**
 * Runs Terraform in a stack's folder, without questions.
 *
 * @throws Error when there is no Terraform, or when the run was ended by `signal`
 */
export function terraform(folder: string, args: readonly string[], signal: AbortSignal): Promise<TerraformRun> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, TF_IN_AUTOMATION: "true", TF_INPUT: "false" };
    const child = spawn("terraform", [...args], { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    // Terraform releases the state's lock at SIGINT
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    child.on("error", ({ message }) => {
      reject(
        new Error(
          `terraform: expected Terraform 1.11 or later on the PATH, got ${message}: see developer.hashicorp.com/terraform/install`,
        ),
      );
    });
    child.on("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      if (signal.aborted) reject(new Error(`terraform ${args[0]}: interrupted`));
      else resolve({ code: code ?? 1, ...output });
    });
  });
}

/** Errors in the output of a command that ran with `-json`. */
export function errorsIn(stdout: string): Diagnostic[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      const { diagnostic } = JSON.parse(line) as { diagnostic?: Diagnostic };
      return diagnostic?.severity === "error" ? [diagnostic] : [];
    });
}

/** Such as `aws_lambda_function.orders: creating function: AccessDenied`. */
export const describeError = ({ address, summary, detail }: Diagnostic): string =>
  [address, summary, detail].filter((part) => part !== undefined && part !== "").join(": ");
