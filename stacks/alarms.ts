import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { Construct } from "constructs";
import { Alarm, type AlarmKind, alarmKinds, describe } from "../constructs/alarm";
import { type AlarmThresholds, defaultThresholds, subscribers } from "../environments/alarms";
import type { Environment } from "../environments/environment";
import type { Names } from "../environments/names";
import type { EnvironmentStack } from "./environment-stack";
import { stateMachineArn, type Watched, watchedIn, type WatchedLoadBalancer, type WatchedResource } from "./watched";

interface Wanted {
  kind: AlarmKind;
  /** What it is called after; the resource's name unless a part of it is meant. */
  subject?: string;
  resource: WatchedResource;
  dimensions: Record<string, string>;
  threshold: number;
  /** What clients notice: it tells at once. A cause tells only where no symptom does. */
  is: "symptom" | "cause";
}

/** Which alarms each resource gets. */
const wantedBy: {
  [K in keyof Watched]: (resource: Watched[K][number], thresholds: AlarmThresholds, place: Environment) => Wanted[];
} = {
  stages: (resource, thresholds) => {
    const dimensions = { ApiName: resource.name, Stage: resource.stage };
    return (["serverErrors", "latencyP99"] as const).map((kind) => ({
      kind,
      resource,
      dimensions,
      threshold: thresholds[kind],
      is: "symptom",
    }));
  },
  webSocketStages: (resource, thresholds) => {
    const dimensions = { ApiId: resource.apiId, Stage: resource.stage };
    return (["clientErrors", "integrationErrors", "executionErrors"] as const).map((kind) => ({
      kind,
      resource,
      dimensions,
      threshold: thresholds[kind],
      is: "symptom",
    }));
  },
  functions: (resource, thresholds) => {
    const dimensions = { FunctionName: resource.name };
    const on = (kind: keyof AlarmThresholds, threshold = thresholds[kind]): Wanted => ({
      kind,
      resource,
      dimensions,
      threshold,
      is: "cause",
    });
    return [
      on(resource.isAuthorizer ? "authorizerErrors" : "functionErrors"),
      on("throttles"),
      on("nearTimeout", resource.timeout * 10 * thresholds.nearTimeout),
      ...(resource.readsStream ? [{ ...on("iteratorAge"), is: "symptom" as const }] : []),
    ];
  },
  tables: (resource, { throttles: threshold }) => {
    const on = (subject: string, dimensions: Record<string, string>) =>
      (["readThrottles", "writeThrottles"] as const).map((kind): Wanted => ({
        kind,
        subject,
        resource,
        dimensions,
        threshold,
        is: "symptom",
      }));
    return [
      ...on(resource.name, { TableName: resource.name }),
      ...resource.indexes.flatMap((index) =>
        on(`${resource.name}-${index}`, { TableName: resource.name, GlobalSecondaryIndexName: index }),
      ),
    ];
  },
  queues: (resource, thresholds) => {
    const kind = resource.isDeadLetterQueue ? "deadLetters" : "messageAge";
    const dimensions = { QueueName: resource.name };
    return [{ kind, resource, dimensions, threshold: thresholds[kind], is: "symptom" }];
  },
  streams: (resource, { iteratorAge, throttles }) => {
    const dimensions = { StreamName: resource.name };
    return [
      { kind: "streamAge", resource, dimensions, threshold: iteratorAge, is: "symptom" },
      { kind: "streamThrottles", resource, dimensions, threshold: throttles, is: "symptom" },
    ];
  },
  deliveryStreams: (resource, thresholds) =>
    (["deliveryAge", "deliveryFailures"] as const).map((kind) => ({
      kind,
      resource,
      dimensions: { DeliveryStreamName: resource.name },
      threshold: thresholds[kind],
      is: "symptom",
    })),
  stateMachines: (resource, { executionFailures: threshold }, place) => [
    {
      kind: "executionFailures",
      resource,
      dimensions: { StateMachineArn: stateMachineArn(place, resource.name) },
      threshold,
      is: "symptom",
    },
  ],
  applicationLoadBalancers: (resource, thresholds) => {
    const dimensions = { LoadBalancer: resource.arnSuffix };
    return [
      { kind: "balancerErrors", resource, dimensions, threshold: thresholds.serverErrors, is: "symptom" },
      { kind: "balancerLatency", resource, dimensions, threshold: thresholds.latencyP99, is: "symptom" },
      ...unhealthy("unhealthyFunctions", resource, thresholds),
    ];
  },
  networkLoadBalancers: (resource, thresholds) => [
    ...unhealthy("unhealthyTargets", resource, thresholds),
    ...(resource.endsTls
      ? [
          {
            kind: "tlsErrors",
            resource,
            dimensions: { LoadBalancer: resource.arnSuffix },
            threshold: thresholds.tlsErrors,
            is: "symptom",
          } satisfies Wanted,
        ]
      : []),
  ],
  // what a firewall blocks is its work
  webAcls: () => [],
};

const unhealthy = (
  kind: AlarmKind,
  resource: WatchedLoadBalancer,
  { unhealthyTargets: threshold }: AlarmThresholds,
): Wanted[] =>
  resource.targetGroups.map(({ name, arnSuffix }) => ({
    kind,
    subject: name,
    resource,
    dimensions: { LoadBalancer: resource.arnSuffix, TargetGroup: arnSuffix },
    threshold,
    is: "symptom",
  }));

/** Adds to a stack the alarms of everything in it, where its environment pins alarms. */
export function addAlarms(stack: EnvironmentStack): void {
  const { environment, names } = stack;
  if (!environment.alarms) return;
  const topics = topicsOf(environment, names);
  const watched = watchedIn(stack);
  const thresholds = { ...defaultThresholds, ...environment.alarms.thresholds };
  const wanted = (Object.keys(wantedBy) as (keyof Watched)[]).flatMap((type) =>
    watched[type].flatMap((resource) =>
      (wantedBy[type] as (r: WatchedResource, t: AlarmThresholds, p: Environment) => Wanted[])(
        resource,
        thresholds,
        environment,
      ),
    ),
  );
  // a failing function shows in its door's errors, its executions or dead letters: one of them tells, not both
  const { stages, webSocketStages, stateMachines, applicationLoadBalancers } = watched;
  const showsFailures = [stages, webSocketStages, stateMachines, applicationLoadBalancers].some(
    ({ length }) => length > 0,
  );
  const scope = new Construct(stack, "alarms");
  const named = { symptom: [] as string[], cause: [] as string[] };
  for (const each of wanted) {
    const { name: kind } = alarmKinds[each.kind];
    const subject = each.subject ?? each.resource.name;
    const alarm = new Alarm(scope, `${subject.replace(`${names.prefix}-`, "")}-${kind}`, {
      ...each,
      name: names.alarm(subject, kind),
      topics: showsFailures && each.is === "cause" ? [] : topics,
    });
    named[each.is].push(alarm.alarmName);
  }
  if (!showsFailures || named.cause.length === 0) return;
  const any = (alarms: string[]) => alarms.map((name) => `ALARM("${name}")`).join(" OR ");
  new CloudwatchCompositeAlarm(scope, "functions", {
    alarmName: names.alarm(`${names.prefix}-${stack.part}`, "functions"),
    alarmDescription: describe(
      "Functions fail, are throttled or near their timeout, though clients hardly notice",
      "functions",
    ),
    alarmRule: `(${any(named.cause)}) AND NOT (${any(named.symptom)})`,
    alarmActions: topics,
    okActions: topics,
  });
}

/** The environment's own topic, and those that it pins. */
const topicsOf = ({ alarms }: Environment, names: Names) => [
  names.alarmTopicArn,
  ...(alarms ? subscribers(alarms).topics : []),
];
