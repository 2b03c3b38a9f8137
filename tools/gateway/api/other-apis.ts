import type { Configuration } from "../terraform/configuration";

/** APIs of API Gateway's second kind, which aren't served: a warning each. */
export const otherApis = (configuration: Configuration): string[] =>
  configuration
    .resources("aws_apigatewayv2_api")
    .map(
      (api) =>
        `stack ${api.stack.name}: ${api.address}: expected REST APIs, got one with protocol ` +
        `${api.optionalText("protocol_type") ?? "unknown"}: not served`,
    );
