import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { AlarmThresholds } from "../environments/alarms";

/** What can be watched of a resource. */
export type AlarmKind =
  | keyof AlarmThresholds
  | "readThrottles"
  | "writeThrottles"
  | "streamThrottles"
  | "streamAge"
  | "balancerErrors"
  | "balancerLatency"
  | "unhealthyFunctions";

interface Metric {
  name: string;
  /** `p99` and the like for percentiles. */
  statistic: "Sum" | "Maximum" | "Average" | `p${number}`;
}

interface KindOfAlarm {
  /** Last part of the alarm's name, and its anchor in docs/operations.md. */
  name: string;
  /** What has happened when it goes off. */
  says(threshold: number): string;
  namespace:
    | "AWS/ApiGateway"
    | "AWS/Lambda"
    | "AWS/DynamoDB"
    | "AWS/SQS"
    | "AWS/Kinesis"
    | "AWS/Firehose"
    | "AWS/States"
    | "AWS/ApplicationELB"
    | "AWS/NetworkELB";
  /** One metric, or several by the names that the expression has for them. */
  metric: Metric | { expression: string; metrics: Readonly<Record<string, Metric>> };
  /** Periods of 5 minutes that are looked at, and how many of them have to be above the threshold. @default 1 of 1 */
  outOf?: { periods: number; above: number };
}

const period = 300;

const unhealthy = (namespace: KindOfAlarm["namespace"]): KindOfAlarm => ({
  name: "unhealthy-targets",
  says: (count) => `More than ${count} targets failed their health checks`,
  namespace,
  metric: { name: "UnHealthyHostCount", statistic: "Maximum" },
});

/** How each kind is measured. Sources: the services' guides, "CloudWatch metrics". */
export const alarmKinds: Readonly<Record<AlarmKind, KindOfAlarm>> = {
  serverErrors: {
    name: "server-errors",
    says: (percent) => `More than ${percent} % of the requests, and more than one, were answered with 5XX`,
    namespace: "AWS/ApiGateway",
    metric: {
      // one failure among few requests would be a high rate
      expression: "IF(errors > 1, 100 * errors / requests, 0)",
      metrics: {
        errors: { name: "5XXError", statistic: "Sum" },
        requests: { name: "Count", statistic: "Sum" },
      },
    },
  },
  latencyP99: {
    name: "latency",
    says: (milliseconds) => `One of 100 requests took longer than ${milliseconds} ms`,
    namespace: "AWS/ApiGateway",
    metric: { name: "Latency", statistic: "p99" },
    outOf: { periods: 3, above: 2 },
  },
  functionErrors: {
    name: "errors",
    says: (count) => `More than ${count} invocations failed`,
    namespace: "AWS/Lambda",
    metric: { name: "Errors", statistic: "Sum" },
  },
  authorizerErrors: {
    name: "authorizer-errors",
    says: (count) => `More than ${count} authorizations failed, and their requests with them`,
    namespace: "AWS/Lambda",
    metric: { name: "Errors", statistic: "Sum" },
  },
  nearTimeout: {
    name: "near-timeout",
    says: (milliseconds) => `An invocation took longer than ${milliseconds} ms and nears its timeout`,
    namespace: "AWS/Lambda",
    metric: { name: "Duration", statistic: "Maximum" },
    outOf: { periods: 3, above: 2 },
  },
  throttles: {
    name: "throttles",
    says: (count) => `More than ${count} invocations found no free concurrency`,
    namespace: "AWS/Lambda",
    metric: { name: "Throttles", statistic: "Sum" },
  },
  readThrottles: {
    name: "read-throttles",
    says: (count) => `More than ${count} reads were throttled`,
    namespace: "AWS/DynamoDB",
    metric: { name: "ReadThrottleEvents", statistic: "Sum" },
  },
  writeThrottles: {
    name: "write-throttles",
    says: (count) => `More than ${count} writes were throttled`,
    namespace: "AWS/DynamoDB",
    metric: { name: "WriteThrottleEvents", statistic: "Sum" },
  },
  deadLetters: {
    name: "dead-letters",
    says: (count) => `More than ${count} messages were given up`,
    namespace: "AWS/SQS",
    metric: { name: "ApproximateNumberOfMessagesVisible", statistic: "Maximum" },
  },
  iteratorAge: {
    name: "iterator-age",
    says: (milliseconds) => `A record waited longer than ${milliseconds} ms in its stream`,
    namespace: "AWS/Lambda",
    metric: { name: "IteratorAge", statistic: "Maximum" },
    outOf: { periods: 3, above: 2 },
  },
  clientErrors: {
    name: "client-errors",
    says: (count) => `More than ${count} connections and messages were refused`,
    namespace: "AWS/ApiGateway",
    metric: { name: "ClientError", statistic: "Sum" },
  },
  integrationErrors: {
    name: "integration-errors",
    says: (count) => `More than ${count} connections and messages failed in a function`,
    namespace: "AWS/ApiGateway",
    metric: { name: "IntegrationError", statistic: "Sum" },
  },
  executionErrors: {
    name: "execution-errors",
    says: (count) => `More than ${count} connections and messages reached no function`,
    namespace: "AWS/ApiGateway",
    metric: { name: "ExecutionError", statistic: "Sum" },
  },
  messageAge: {
    name: "message-age",
    says: (seconds) => `A message waited longer than ${seconds} s in its queue`,
    namespace: "AWS/SQS",
    metric: { name: "ApproximateAgeOfOldestMessage", statistic: "Maximum" },
    outOf: { periods: 3, above: 2 },
  },
  streamAge: {
    name: "stream-age",
    says: (milliseconds) => `A record waited longer than ${milliseconds} ms in its stream`,
    namespace: "AWS/Kinesis",
    metric: { name: "GetRecords.IteratorAgeMilliseconds", statistic: "Maximum" },
    outOf: { periods: 3, above: 2 },
  },
  streamThrottles: {
    name: "stream-throttles",
    says: (count) => `More than ${count} records were throttled`,
    namespace: "AWS/Kinesis",
    metric: { name: "WriteProvisionedThroughputExceeded", statistic: "Sum" },
  },
  deliveryAge: {
    name: "delivery-age",
    says: (seconds) => `A record wasn't delivered to S3 within ${seconds} s`,
    namespace: "AWS/Firehose",
    metric: { name: "DeliveryToS3.DataFreshness", statistic: "Maximum" },
  },
  deliveryFailures: {
    name: "delivery-failures",
    says: (percent) => `More than ${percent} % of the writes to S3 failed`,
    namespace: "AWS/Firehose",
    metric: {
      expression: "100 * (1 - success)",
      metrics: { success: { name: "DeliveryToS3.Success", statistic: "Average" } },
    },
  },
  executionFailures: {
    name: "execution-failures",
    says: (count) => `More than ${count} executions failed or took too long`,
    namespace: "AWS/States",
    metric: {
      expression: "FILL(failed, 0) + FILL(late, 0)",
      metrics: {
        failed: { name: "ExecutionsFailed", statistic: "Sum" },
        late: { name: "ExecutionsTimedOut", statistic: "Sum" },
      },
    },
  },
  balancerErrors: {
    name: "load-balancer-errors",
    says: (percent) => `More than ${percent} % of the requests, and more than one, were answered with 5XX`,
    namespace: "AWS/ApplicationELB",
    metric: {
      // of functions that fail, and of those that answer so
      expression: "IF(FILL(own, 0) + FILL(targets, 0) > 1, 100 * (FILL(own, 0) + FILL(targets, 0)) / requests, 0)",
      metrics: {
        own: { name: "HTTPCode_ELB_5XX_Count", statistic: "Sum" },
        targets: { name: "HTTPCode_Target_5XX_Count", statistic: "Sum" },
        requests: { name: "RequestCount", statistic: "Sum" },
      },
    },
  },
  balancerLatency: {
    name: "load-balancer-latency",
    says: (milliseconds) => `One of 100 requests took longer than ${milliseconds} ms`,
    namespace: "AWS/ApplicationELB",
    metric: {
      expression: "1000 * seconds",
      metrics: { seconds: { name: "TargetResponseTime", statistic: "p99" } },
    },
    outOf: { periods: 3, above: 2 },
  },
  unhealthyFunctions: unhealthy("AWS/ApplicationELB"),
  unhealthyTargets: unhealthy("AWS/NetworkELB"),
  tlsErrors: {
    name: "tls-errors",
    says: (count) => `More than ${count} TLS connections to the load balancer or its targets failed`,
    namespace: "AWS/NetworkELB",
    metric: {
      expression: "FILL(clients, 0) + FILL(targets, 0)",
      metrics: {
        clients: { name: "ClientTLSNegotiationErrorCount", statistic: "Sum" },
        targets: { name: "TargetTLSNegotiationErrorCount", statistic: "Sum" },
      },
    },
  },
};

export interface AlarmProps {
  name: string;
  kind: AlarmKind;
  /** Dimensions of the metric: which resource. */
  dimensions: Record<string, string>;
  /** In the metric's unit: percent, milliseconds or a number. */
  threshold: number;
  /** ARNs of the SNS topics that hear of it, and of its end. Empty: it only shows. */
  topics: readonly string[];
}

/** An alarm on one resource. No data is no alarm: a metric without traffic has none. */
export class Alarm extends Construct {
  readonly alarmName: string;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const kind = alarmKinds[props.kind];
    const { periods, above } = kind.outOf ?? { periods: 1, above: 1 };
    const alarm = new CloudwatchMetricAlarm(this, "Resource", {
      alarmName: props.name,
      alarmDescription: describe(kind.says(props.threshold), kind.name),
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: above,
      treatMissingData: "notBreaching",
      ...measured(kind, props.dimensions),
      ...(props.topics.length > 0 && { alarmActions: [...props.topics], okActions: [...props.topics] }),
    });
    this.alarmName = alarm.alarmName;
  }
}

/** What happened, and where to read on. */
export const describe = (sentence: string, anchor: string) => `${sentence}. First steps: docs/operations.md#${anchor}`;

function measured({ namespace, metric }: KindOfAlarm, dimensions: Record<string, string>) {
  if ("expression" in metric) {
    const queries = Object.entries(metric.metrics).map(
      ([id, { name, statistic }]): CloudwatchMetricAlarmMetricQuery => ({
        id,
        metric: { namespace, metricName: name, dimensions, period, stat: statistic },
      }),
    );
    return { metricQuery: [{ id: "result", expression: metric.expression, returnData: true }, ...queries] };
  }
  const { name, statistic } = metric;
  return {
    namespace,
    metricName: name,
    dimensions,
    period,
    ...(statistic.startsWith("p")
      ? // few requests make no percentile
        { extendedStatistic: statistic, evaluateLowSampleCountPercentiles: "ignore" }
      : { statistic }),
  };
}
