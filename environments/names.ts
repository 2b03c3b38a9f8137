import type { Door, Environment, WayIn } from "./environment";

/**
 * Every physical name and ARN that we choose, computed in this one place from the environment's pins: stacks refer to
 * each other's resources by them, never by remote state, and they are known before anything is deployed.
 */
export interface Names {
  prefix: string;
  table(table: string): string;
  tableArn(table: string): string;
  /** A function is deployed once per way in, so that the load or rollback of one leaves the others alone. */
  function(name: string, way: WayIn): string;
  functionLogGroup(name: string, way: WayIn): string;
  logGroupArn(name: string): string;
  /** Patterns of all log groups: ours, and those whose names API Gateway, WAF and Step Functions want their way. */
  logGroups(stage: string): string[];
  /** The alias that is invoked; it stays known at plan time while versions come and go. */
  functionAlias: string;
  functionAliasArn(name: string, way: WayIn): string;
  /** Address by which API Gateway invokes that alias: for the whole answer, or for its parts as they come. */
  functionUri(name: string, way: WayIn, mode?: "BUFFERED" | "STREAM"): string;
  /** Role of a function, or of any other `part`. */
  role(part: string): string;
  roleArn(part: string): string;
  restApi(api: string, door: Door, version: string): string;
  webSocketApi(api: string): string;
  /** Of a tier. */
  usagePlan(tier: string, door: Door): string;
  /** API key of a client. */
  apiKey(client: string, door: Door): string;
  webAcl(door: Door): string;
  webAclLogGroup(guarded: Door | "cloudfront"): string;
  userPool: string;
  /** First label of the sign-in pages' host name; unique in its region by the account. */
  userPoolDomain: string;
  loadBalancer: string;
  /** VPC link, and its load balancer. */
  vpcLink(link: string): string;
  /** What a port of that load balancer leads to; another name wherever it has to be another target group. */
  vpcLinkTargetGroup(link: string, parts: readonly string[]): string;
  targetGroup(api: string, version: string): string;
  queue(part: string): string;
  queueArn(part: string): string;
  stream(name: string): string;
  streamArn(name: string): string;
  /** Firehose stream that delivers a Kinesis stream of that name. */
  deliveryStream(stream: string): string;
  deliveryLogGroup(stream: string): string;
  stateMachine(name: string): string;
  stateMachineArn(name: string): string;
  stateMachineLogGroup(name: string): string;
  /** S3 bucket; unique in the world by account and region. */
  bucket(part: string): string;
  /** Of what is watched: a resource by its own name. */
  alarm(resource: string, kind: string): string;
  alarmArn(alarm: string): string;
  /** SNS topic to which alarms are published. */
  alarmTopic: string;
  alarmTopicArn: string;
  dashboard: string;
  /** Alias of the environment's own KMS key: its id is AWS's, so others find it by this name. */
  keyAlias: string;
  /** Web ACL, rule group or log delivery of a `part`. */
  filter(part: string): string;
  distributionLogGroup: string;
  /** Secrets Manager adds six characters to a name, which nobody chooses. */
  secretArn(name: string): string;
  /** Role with which CI plans or deploys; apart from the prefix of what it manages, so that it can't change itself. */
  ciRole(task: CiTask): string;
  ciRoleArn(task: CiTask): string;
  /** Value of the `Name` tag, by which lookups find what AWS numbers. */
  tagged(part: string): string;
}

export type CiTask = "plan" | "deploy";

export function namesOf(environment: Environment, service: string): Names {
  const { account, region } = environment;
  const prefix = prefixOf(environment, service);
  const arn = (serviceName: string, resource: string) => `arn:aws:${serviceName}:${region}:${account}:${resource}`;
  const names: Names = {
    prefix,
    table: (table) => `${prefix}-${table}`,
    tableArn: (table) => arn("dynamodb", `table/${names.table(table)}`),
    function: (name, way) => `${prefix}-${name}-${way}`,
    functionLogGroup: (name, way) => `/aws/lambda/${names.function(name, way)}`,
    logGroupArn: (name) => arn("logs", `log-group:${name}`),
    logGroups: (stage) => [
      `/aws/lambda/${prefix}-*`,
      `/aws/apigateway/${prefix}-*`,
      `/aws/apigateway/*/${stage}`,
      `API-Gateway-Execution-Logs_*/${stage}`,
      `aws-waf-logs-${prefix}-*`,
      `/aws/kinesisfirehose/${prefix}-*`,
      `/aws/vendedlogs/states/${prefix}-*`,
    ],
    functionAlias: "live",
    functionAliasArn: (name, way) => arn("lambda", `function:${names.function(name, way)}:${names.functionAlias}`),
    functionUri(name, way, mode = "BUFFERED") {
      const [version, invocation] = invocations[mode];
      return `arn:aws:apigateway:${region}:lambda:path/${version}/functions/${names.functionAliasArn(name, way)}/${invocation}`;
    },
    role: (part) => `${prefix}-${part}`,
    roleArn: (part) => `arn:aws:iam::${account}:role/${names.role(part)}`,
    alarm: (resource, kind) => `${resource}-${kind}`,
    alarmArn: (alarm) => arn("cloudwatch", `alarm:${alarm}`),
    alarmTopic: `${prefix}-alarms`,
    alarmTopicArn: arn("sns", `${prefix}-alarms`),
    dashboard: prefix,
    keyAlias: `alias/${prefix}`,
    filter: (part) => `${prefix}-${part}`,
    distributionLogGroup: `/aws/cloudfront/${prefix}`,
    secretArn: (name) => arn("secretsmanager", `secret:${name}-??????`),
    ciRole: (task) => `ci-${task}-${prefix}`,
    ciRoleArn: (task) => `arn:aws:iam::${account}:role/${names.ciRole(task)}`,
    loadBalancer: prefix,
    vpcLink: (link) => `${prefix}-${link}`,
    vpcLinkTargetGroup: (link, parts) => [prefix, link, ...parts].join("-"),
    targetGroup: (api, version) => `${prefix}-${api}-${version}`,
    queue: (part) => `${prefix}-${part}`,
    queueArn: (part) => arn("sqs", names.queue(part)),
    stream: (name) => `${prefix}-${name}`,
    streamArn: (name) => arn("kinesis", `stream/${names.stream(name)}`),
    deliveryStream: (stream) => `${prefix}-${stream}`,
    deliveryLogGroup: (stream) => `/aws/kinesisfirehose/${names.deliveryStream(stream)}`,
    stateMachine: (name) => `${prefix}-${name}`,
    stateMachineArn: (name) => arn("states", `stateMachine:${names.stateMachine(name)}`),
    // Step Functions asks for this beginning, as one policy of Logs has to name all groups of services
    stateMachineLogGroup: (name) => `/aws/vendedlogs/states/${names.stateMachine(name)}`,
    bucket: (part) => `${prefix}-${part}-${account}-${region}`,
    userPool: prefix,
    userPoolDomain: `${prefix}-${account}`,
    usagePlan: (tier, door) => `${prefix}-${door}-${tier}`,
    apiKey: (client, door) => `${prefix}-${door}-${client}`,
    webAcl: (door) => `${prefix}-${door}`,
    webAclLogGroup: (guarded) => `aws-waf-logs-${prefix}-${guarded}`,
    restApi: (api, door, version) => `${prefix}-${api}-${door}-${version}`,
    webSocketApi: (api) => `${prefix}-${api}`,
    tagged: (part) => `${prefix}-${part}`,
  };
  return names;
}

/** Version of Lambda's API and its operation. Source: developer guide, "Set up Lambda proxy integrations" with and without streaming. */
const invocations = {
  BUFFERED: ["2015-03-31", "invocations"],
  STREAM: ["2021-11-15", "response-streaming-invocations"],
} as const;

export const prefixOf = (environment: Environment, service: string) =>
  environment.prefix ?? `${service}-${environment.name}`;

export const stackName = (environment: Environment, stack: string) => `${environment.name}-${stack}`;

/** Stack of what an account has once per region. */
export const accountStackName = ({ account, region }: Environment) => `account-${account}-${region}`;

/** Stack of what an account needs before anything else. */
export const bootstrapStackName = ({ account }: Environment) => `bootstrap-${account}`;

/** Key of a stack's state in the bucket, or its file below `.state/`. */
export const stateKey = (stack: string) => `${stack}.tfstate`;

/** The S3 backend that the environments of one account share; undefined where all keep their state locally. */
export function remoteState(environments: readonly Environment[]) {
  return environments.map(({ state }) => state).find((state) => state.backend === "s3");
}
