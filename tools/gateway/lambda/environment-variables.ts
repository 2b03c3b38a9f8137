import { randomBytes } from "node:crypto";
import type { FunctionDefinition } from "./runtime";

/**
 * The environment of a function: its own variables and what Lambda sets (Developer Guide, "Defined runtime environment
 * variables"), nothing of this process. Credentials are made up and can be given as variables of the function.
 */
export function environmentVariables(fn: FunctionDefinition, taskRoot: string): Record<string, string> {
  const region = fn.arn.split(":")[3] ?? "";
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    LANG: "en_US.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    ...fn.environment,
    _HANDLER: fn.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[${fn.version}]${randomBytes(16).toString("hex")}`,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: __dirname,
    TZ: ":UTC",
  };
}
