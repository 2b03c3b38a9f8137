import type { IntegrationCompiler } from "./compiler";

/** Lambda proxy: the whole request goes to the function, its answer is the response. */
export interface LambdaIntegration {
  type: "lambda";
  /** Name of a function of the service. */
  function: string;
}

export const compileLambda: IntegrationCompiler<LambdaIntegration> = (integration, { binding }) => ({
  type: "aws_proxy",
  httpMethod: "POST",
  uri: binding.functionUri(integration.function),
  passthroughBehavior: "never",
  timeoutInMillis: 29_000,
});
