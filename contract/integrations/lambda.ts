import { limits } from "../../semantics/limits";
import type { IntegrationCompiler } from "./compiler";

/** Lambda proxy: the whole request goes to the function, its answer is the response. */
export interface LambdaIntegration {
  type: "lambda";
  /** Name of a function of the service. */
  function: string;
  /**
   * `STREAM` passes an answer on as the function writes it, for up to 15 minutes and without the limit of 6 MB; API Gateway ends
   * one that is silent for 5 minutes, 30 s at an edge door. Only API Gateway serves it. @default BUFFERED
   */
  responseTransferMode?: "BUFFERED" | "STREAM";
}

export const compileLambda: IntegrationCompiler<LambdaIntegration> = (
  { function: name, responseTransferMode = "BUFFERED" },
  { binding },
) => ({
  type: "aws_proxy",
  httpMethod: "POST",
  uri: binding.functionUri(name, responseTransferMode),
  passthroughBehavior: "never",
  ...(responseTransferMode === "STREAM"
    ? { responseTransferMode, timeoutInMillis: limits.integrationTimeoutMs.streaming }
    : { timeoutInMillis: 29_000 }),
});
