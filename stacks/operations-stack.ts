import type { Construct } from "constructs";
import { AlarmTopic } from "../constructs/alarm-topic";
import { Dashboard, type Graph, type Line } from "../constructs/dashboard";
import type { Service } from "../contract/service";
import { subscribers } from "../environments/alarms";
import type { Environment } from "../environments/environment";
import { EnvironmentStack } from "./environment-stack";
import { stateMachineArn, type Watched, watchedIn } from "./watched";

/** Where an environment is looked after: a dashboard of all its stacks, and the topic to which their alarms publish. */
export class OperationsStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, service: Service, stacks: readonly EnvironmentStack[]) {
    super(scope, "operations", environment, service);
    const { names } = this;
    const { alarms, account, region } = environment;
    if (alarms) {
      const topic = new AlarmTopic(this, "alarms", {
        name: names.alarmTopic,
        account,
        alarmArns: [names.alarmArn(`${names.prefix}-*`)],
        addresses: subscribers(alarms).addresses,
      });
      this.output("alarm_topic", topic.arn, "SNS topic to which alarms publish");
    }
    new Dashboard(this, "dashboard", {
      name: names.dashboard,
      region,
      sections: sectionsOf(
        stacks.map((stack) => watchedIn(stack)),
        environment,
        names.prefix,
      ),
    });
    this.output(
      "dashboard_url",
      `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${names.dashboard}`,
      "Dashboard of the environment",
    );
  }
}

/** A metric as a graph shows it for each resource. */
interface Shown {
  title: string;
  metric: string;
  statistic: string;
}

const restApi: Shown[] = [
  { title: "Requests", metric: "Count", statistic: "Sum" },
  { title: "4XX: refused, 429 among them", metric: "4XXError", statistic: "Sum" },
  { title: "5XX", metric: "5XXError", statistic: "Sum" },
  { title: "Latency p50 (ms)", metric: "Latency", statistic: "p50" },
  { title: "Latency p99 (ms)", metric: "Latency", statistic: "p99" },
  { title: "Integration latency p99 (ms)", metric: "IntegrationLatency", statistic: "p99" },
];

/** Cached methods alone count. Source: API Gateway developer guide, "Amazon API Gateway dimensions and metrics". */
const responseCache: Shown[] = [
  { title: "Answered from the cache", metric: "CacheHitCount", statistic: "Sum" },
  { title: "Not in the cache", metric: "CacheMissCount", statistic: "Sum" },
];

const webSocketApi: Shown[] = [
  { title: "Connections", metric: "ConnectCount", statistic: "Sum" },
  { title: "Messages", metric: "MessageCount", statistic: "Sum" },
  { title: "Client errors", metric: "ClientError", statistic: "Sum" },
  { title: "Integration errors", metric: "IntegrationError", statistic: "Sum" },
  { title: "Execution errors", metric: "ExecutionError", statistic: "Sum" },
];

const lambda: Shown[] = [
  { title: "Concurrent executions", metric: "ConcurrentExecutions", statistic: "Maximum" },
  { title: "Errors", metric: "Errors", statistic: "Sum" },
  { title: "Throttles", metric: "Throttles", statistic: "Sum" },
  { title: "Duration p99 (ms)", metric: "Duration", statistic: "p99" },
];

const table: Shown[] = [
  { title: "Consumed read capacity", metric: "ConsumedReadCapacityUnits", statistic: "Sum" },
  { title: "Consumed write capacity", metric: "ConsumedWriteCapacityUnits", statistic: "Sum" },
  { title: "Read throttles", metric: "ReadThrottleEvents", statistic: "Sum" },
  { title: "Write throttles", metric: "WriteThrottleEvents", statistic: "Sum" },
];

const queue: Shown[] = [
  { title: "Messages that wait", metric: "ApproximateNumberOfMessagesVisible", statistic: "Maximum" },
  { title: "Age of the oldest message (s)", metric: "ApproximateAgeOfOldestMessage", statistic: "Maximum" },
];

const readStream: Shown[] = [{ title: "Iterator age (ms)", metric: "IteratorAge", statistic: "Maximum" }];

const stream: Shown[] = [
  { title: "Records that came in", metric: "IncomingRecords", statistic: "Sum" },
  { title: "Throttled records", metric: "WriteProvisionedThroughputExceeded", statistic: "Sum" },
  { title: "Age of what is read (ms)", metric: "GetRecords.IteratorAgeMilliseconds", statistic: "Maximum" },
];

const deliveryStream: Shown[] = [
  { title: "Records that were delivered", metric: "DeliveryToS3.Records", statistic: "Sum" },
  { title: "Age of the oldest record (s)", metric: "DeliveryToS3.DataFreshness", statistic: "Maximum" },
];

const stateMachine: Shown[] = [
  { title: "Executions that began", metric: "ExecutionsStarted", statistic: "Sum" },
  { title: "Executions that succeeded", metric: "ExecutionsSucceeded", statistic: "Sum" },
  { title: "Executions that failed", metric: "ExecutionsFailed", statistic: "Sum" },
  { title: "Executions that took too long", metric: "ExecutionsTimedOut", statistic: "Sum" },
];

const webAcl: Shown[] = [
  { title: "Blocked", metric: "BlockedRequests", statistic: "Sum" },
  { title: "Allowed", metric: "AllowedRequests", statistic: "Sum" },
];

function sectionsOf(stacks: readonly Watched[], environment: Environment, prefix: string): Record<string, Graph[]> {
  const { region } = environment;
  const of = <K extends keyof Watched>(type: K) => stacks.flatMap((each) => each[type]) as Watched[K];
  /** A graph for each metric, with a line for each resource. */
  const graphs = <R extends { name: string }>(
    metrics: readonly Shown[],
    namespace: string,
    resources: readonly R[],
    dimensions: (resource: R) => Record<string, string>,
    regionOf: (resource: R) => string | undefined = () => undefined,
  ): Graph[] =>
    metrics.map(({ title, metric, statistic }) => ({
      title,
      lines: resources.map((resource): Line => ({
        namespace,
        metric,
        statistic,
        dimensions: dimensions(resource),
        label: resource.name.replace(`${prefix}-`, ""),
        region: regionOf(resource),
      })),
    }));
  const functions = of("functions");
  const stages = of("stages");
  const ofStage = ({ name, stage }: { name: string; stage: string }) => ({ ApiName: name, Stage: stage });
  return {
    "REST APIs": graphs(restApi, "AWS/ApiGateway", stages, ofStage),
    "Response caches": graphs(
      responseCache,
      "AWS/ApiGateway",
      stages.filter(({ isCached }) => isCached),
      ofStage,
    ),
    // their metrics know them by a number of AWS's alone: those of this name of a stage are looked for
    "WebSocket APIs": webSocketApi.map(({ title, metric, statistic }) => ({
      title,
      lines: [...new Set(of("webSocketStages").map(({ stage }) => stage))].map((stage) => ({
        namespace: "AWS/ApiGateway",
        metric,
        dimensions: ["ApiId", "Stage"],
        values: { Stage: stage },
        statistic,
      })),
    })),
    "Web application firewall": graphs(
      webAcl,
      "AWS/WAFV2",
      of("webAcls"),
      // Source: WAF developer guide, "AWS WAF metrics and dimensions"
      ({ name, isGlobal }) => ({ WebACL: name, ...(!isGlobal && { Region: region }), Rule: "ALL" }),
      ({ isGlobal }) => (isGlobal ? "us-east-1" : undefined),
    ),
    Functions: graphs(lambda, "AWS/Lambda", functions, ({ name }) => ({ FunctionName: name })),
    "Streams that functions read": graphs(
      readStream,
      "AWS/Lambda",
      functions.filter(({ readsStream }) => readsStream),
      ({ name }) => ({ FunctionName: name }),
    ),
    Tables: graphs(table, "AWS/DynamoDB", of("tables"), ({ name }) => ({ TableName: name })),
    Streams: graphs(stream, "AWS/Kinesis", of("streams"), ({ name }) => ({ StreamName: name })),
    "Delivery to S3": graphs(deliveryStream, "AWS/Firehose", of("deliveryStreams"), ({ name }) => ({
      DeliveryStreamName: name,
    })),
    Queues: graphs(queue, "AWS/SQS", of("queues"), ({ name }) => ({ QueueName: name })),
    "State machines": graphs(stateMachine, "AWS/States", of("stateMachines"), ({ name }) => ({
      StateMachineArn: stateMachineArn(environment, name),
    })),
  };
}
