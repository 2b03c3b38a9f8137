import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Canary } from "./deployment";
import type { RateAndBurst } from "../environments/throttle";
import type { RestApi } from "./rest-api";

export interface StageProps {
  restApi: RestApi;
  restApiName: string;
  stageName: string;
  throttle: RateAndBurst;
  /** Methods with a throttle of their own, by path and method: `/orders/{orderId}/GET`. */
  methodThrottles: ReadonlyMap<string, RateAndBurst>;
  /** Cache of the stage: GB, and the seconds that answers of methods are kept, by path and method. @default - none */
  cache?: { size: string; ttls: ReadonlyMap<string, number> } | undefined;
  variables?: Readonly<Record<string, string>> | undefined;
  /** Certificate that HTTP backends are shown. */
  clientCertificateId?: string | undefined;
  logs: { retentionDays: number; execution: "OFF" | "ERROR" | "INFO" };
  /** What has to be there before the first request: permissions to invoke. */
  dependsOn: ITerraformDependable[];
}

/** A stage with access and execution logs, X-Ray traces, metrics, throttling for all methods and for some, and a cache for some. */
export class Stage extends Construct {
  readonly arn: string;
  readonly stageName: string;
  readonly invokeUrl: string;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const { restApi, stageName, throttle, logs } = props;
    const logGroup = (child: string, name: string) =>
      new CloudwatchLogGroup(this, child, { name, retentionInDays: logs.retentionDays });
    const accessLogName = `/aws/apigateway/${props.restApiName}/${stageName}/access`;
    const accessLogs = logGroup("access-logs", accessLogName);
    // API Gateway would create these with the first request, and keep everything for ever
    const executionLogName = `API-Gateway-Execution-Logs_${restApi.id}/${stageName}`;
    const madeBefore = [logGroup("execution-logs", executionLogName)];
    // from the first release on, as they are read when the canary is gone
    if (restApi.isReleased)
      madeBefore.push(
        logGroup("canary-access-logs", `${accessLogName}/Canary`),
        logGroup("canary-execution-logs", `${executionLogName}/Canary`),
      );
    const stage = new ApiGatewayStage(this, "Resource", {
      restApiId: restApi.id,
      deploymentId: restApi.deployment.id,
      stageName,
      xrayTracingEnabled: true,
      ...(props.cache && { cacheClusterEnabled: true, cacheClusterSize: props.cache.size }),
      ...(props.variables && { variables: { ...props.variables } }),
      ...(props.clientCertificateId && { clientCertificateId: props.clientCertificateId }),
      accessLogSettings: { destinationArn: accessLogs.arn, format: accessLogFormat },
      ...(restApi.canary && { canarySettings: canarySettings(restApi.canary) }),
      dependsOn: [...madeBefore, ...props.dependsOn],
    });
    const settings = (
      name: string,
      path: string,
      { rateLimit, burstLimit }: RateAndBurst,
      { ttl, dependsOn = [] }: { ttl?: number | undefined; dependsOn?: ITerraformDependable[] } = {},
    ) =>
      new ApiGatewayMethodSettings(this, name, {
        restApiId: restApi.id,
        stageName: stage.stageName,
        methodPath: path,
        settings: {
          throttlingRateLimit: rateLimit,
          throttlingBurstLimit: burstLimit,
          metricsEnabled: true,
          loggingLevel: logs.execution,
          // would write requests and answers, and with them personal data, into the log
          dataTraceEnabled: false,
          cachingEnabled: ttl !== undefined,
          ...(ttl !== undefined && { cacheTtlInSeconds: ttl }),
          cacheDataEncrypted: true,
          requireAuthorizationForCacheControl: true,
          unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403",
        },
        dependsOn,
      });
    const ofAll = settings("settings", "*/*", throttle);
    // API Gateway copies what holds for all methods when one gets its own, so those come first
    const ttls = props.cache?.ttls ?? new Map<string, number>();
    for (const path of new Set([...props.methodThrottles.keys(), ...ttls.keys()]))
      settings(`settings${inWords(path)}`, methodPath(path), props.methodThrottles.get(path) ?? throttle, {
        ttl: ttls.get(path),
        dependsOn: [ofAll],
      });
    this.arn = stage.arn;
    this.stageName = stage.stageName;
    this.invokeUrl = stage.invokeUrl;
  }
}

const canarySettings = ({ deployment, percentTraffic, variables, useStageCache }: Canary) => ({
  deploymentId: deployment.id,
  percentTraffic,
  useStageCache,
  ...(Object.keys(variables).length > 0 && { stageVariableOverrides: { ...variables } }),
});
/** `~1orders~1{orderId}/GET`: a path is one segment of the path of a patch. Source: API reference, UpdateStage. */
const methodPath = (path: string) => {
  const at = path.lastIndexOf("/");
  return path.slice(0, at).replaceAll("/", "~1") + path.slice(at);
};

/** `-orders-orderid-get`, for an address that reads like others. */
const inWords = (path: string) => path.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

const field = (name: string) => `$context.${name}`;

/** One JSON line a request. Source: developer guide, "Variables for access logging for API Gateway". */
const accessLogFormat = JSON.stringify({
  requestId: field("requestId"),
  extendedRequestId: field("extendedRequestId"),
  requestTime: field("requestTime"),
  domainName: field("domainName"),
  stage: field("stage"),
  httpMethod: field("httpMethod"),
  path: field("path"),
  resourcePath: field("resourcePath"),
  protocol: field("protocol"),
  status: field("status"),
  responseLength: field("responseLength"),
  responseLatency: field("responseLatency"),
  integrationStatus: field("integration.status"),
  integrationLatency: field("integration.latency"),
  integrationRequestId: field("integration.requestId"),
  integrationError: field("integration.error"),
  errorType: field("error.responseType"),
  errorMessage: field("error.message"),
  validationError: field("error.validationErrorString"),
  principalId: field("authorizer.principalId"),
  apiKeyId: field("identity.apiKeyId"),
  sourceIp: field("identity.sourceIp"),
  userAgent: field("identity.userAgent"),
  wafStatus: field("waf.status"),
  xrayTraceId: field("xrayTraceId"),
});
