import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { RateAndBurst } from "../environments/throttle";
import type { WebSocketApi } from "./web-socket-api";

export interface WebSocketStageProps {
  api: WebSocketApi;
  apiName: string;
  stageName: string;
  throttle: RateAndBurst;
  logs: { retentionDays: number; execution: "OFF" | "ERROR" | "INFO" };
  /** What has to be there before the first connection: permissions to invoke. */
  dependsOn: ITerraformDependable[];
}

/** A stage of a WebSocket API with access and execution logs, metrics and throttling. */
export class WebSocketStage extends Construct {
  readonly stageName: string;
  readonly invokeUrl: string;

  constructor(
    scope: Construct,
    id: string,
    { api, apiName, stageName, throttle, logs, ...props }: WebSocketStageProps,
  ) {
    super(scope, id);
    const logGroup = (child: string, name: string) =>
      new CloudwatchLogGroup(this, child, { name, retentionInDays: logs.retentionDays });
    const accessLogs = logGroup("access-logs", `/aws/apigateway/${apiName}/${stageName}/access`);
    // API Gateway would create it with the first message, and keep everything for ever
    const executionLogs = logGroup("execution-logs", `/aws/apigateway/${api.id}/${stageName}`);
    const stage = new Apigatewayv2Stage(this, "Resource", {
      apiId: api.id,
      name: stageName,
      deploymentId: api.deployment.id,
      defaultRouteSettings: {
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
        detailedMetricsEnabled: true,
        loggingLevel: logs.execution,
        // would write messages, and with them personal data, into the log
        dataTraceEnabled: false,
      },
      accessLogSettings: { destinationArn: accessLogs.arn, format: accessLogFormat },
      dependsOn: [executionLogs, ...props.dependsOn],
    });
    this.stageName = stage.name;
    this.invokeUrl = stage.invokeUrl;
  }
}

const field = (name: string) => `$context.${name}`;

/**
 * One JSON line a connection, message and disconnection; nothing of the query, which has the credential. Source: developer
 * guide, "Configure logging for WebSocket APIs in API Gateway".
 */
const accessLogFormat = JSON.stringify({
  requestId: field("requestId"),
  extendedRequestId: field("extendedRequestId"),
  requestTime: field("requestTime"),
  domainName: field("domainName"),
  stage: field("stage"),
  eventType: field("eventType"),
  routeKey: field("routeKey"),
  connectionId: field("connectionId"),
  messageId: field("messageId"),
  status: field("status"),
  integrationStatus: field("integration.status"),
  integrationLatency: field("integration.latency"),
  integrationRequestId: field("integration.requestId"),
  integrationError: field("integration.error"),
  errorType: field("error.responseType"),
  errorMessage: field("error.message"),
  authorizerStatus: field("authorizer.status"),
  authorizerError: field("authorizer.error"),
  principalId: field("authorizer.principalId"),
  sourceIp: field("identity.sourceIp"),
  userAgent: field("identity.userAgent"),
});
