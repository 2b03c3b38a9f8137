import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import type { Environment } from "../environments/environment";

/** A resource that CloudWatch has metrics of, by its physical name. */
export interface WatchedResource {
  name: string;
  /** Its construct: what watches it is named for it. */
  construct: IConstruct;
}

interface StageOfApi extends WatchedResource {
  stage: string;
}

export interface WatchedStage extends StageOfApi {
  /** It has a cache, and with it metrics of hits and misses. */
  isCached: boolean;
}

export interface WatchedWebSocketStage extends StageOfApi {
  /** A reference, as AWS numbers APIs: their metrics have no name. */
  apiId: string;
}

export interface WatchedFunction extends WatchedResource {
  /** Seconds. */
  timeout: number;
  /** API Gateway may ask it who may call. */
  isAuthorizer: boolean;
  /** It is fed from a stream of DynamoDB or Kinesis. */
  readsStream: boolean;
}

export interface WatchedTable extends WatchedResource {
  indexes: string[];
}

export interface WatchedQueue extends WatchedResource {
  /** Messages in it were given up by somebody else. */
  isDeadLetterQueue: boolean;
}

export interface WatchedWebAcl extends WatchedResource {
  /** It guards a distribution: its metrics are in us-east-1. */
  isGlobal: boolean;
}

/** Target groups are measured by load balancer: both by the last part of their ARNs, which AWS numbers. */
export interface WatchedTargetGroup {
  name: string;
  arnSuffix: string;
}

export interface WatchedLoadBalancer extends WatchedResource {
  arnSuffix: string;
  /** Those that check the health of their targets. */
  targetGroups: WatchedTargetGroup[];
  endsTls: boolean;
}

/** What of a stack can be watched. */
export interface Watched {
  /** By the name of their REST API. */
  stages: WatchedStage[];
  /** By the name of their API. */
  webSocketStages: WatchedWebSocketStage[];
  functions: WatchedFunction[];
  tables: WatchedTable[];
  queues: WatchedQueue[];
  streams: WatchedResource[];
  deliveryStreams: WatchedResource[];
  stateMachines: WatchedResource[];
  applicationLoadBalancers: WatchedLoadBalancer[];
  networkLoadBalancers: WatchedLoadBalancer[];
  /** By the name of their metrics. */
  webAcls: WatchedWebAcl[];
}

/** CloudWatch tells state machines apart by their ARNs. */
export const stateMachineArn = ({ region, account }: Environment, name: string) =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

/** Finds what a stack has to watch, whoever put it there, so that nothing is forgotten. */
export function watchedIn(stack: TerraformStack): Watched {
  const all = stack.node.findAll();
  const of = <T extends IConstruct>(type: new (...args: never[]) => T) =>
    all.filter((each): each is T & IConstruct => each instanceof type);
  const text = (value: unknown) => String(resolved(stack, value));
  const refersTo = (argument: unknown, lambda: LambdaFunction) =>
    text(argument).split(":").includes(lambda.functionNameInput!) ||
    [lambda.functionName, lambda.arn, ...aliasesOf(lambda)].some((attribute) => text(argument) === text(attribute));
  const aliasesOf = ({ functionName, arn }: LambdaFunction) =>
    of(LambdaAlias)
      .filter(({ functionNameInput: target }) => [functionName, arn].some((each) => text(target) === text(each)))
      .map((alias) => alias.arn);
  const isAuthorizer = (lambda: LambdaFunction) =>
    of(LambdaPermission).some(
      ({ functionNameInput, sourceArnInput }) =>
        text(sourceArnInput).includes("/authorizers/") && refersTo(functionNameInput, lambda),
    );
  const readsStream = (lambda: LambdaFunction) =>
    of(LambdaEventSourceMapping).some(
      ({ functionNameInput, eventSourceArnInput }) =>
        /stream|:kinesis:/.test(text(eventSourceArnInput)) && refersTo(functionNameInput, lambda),
    );
  const givenUpTo = JSON.stringify(
    resolved(stack, [
      of(LambdaFunction).map((each) => each.deadLetterConfigInput),
      of(LambdaFunctionEventInvokeConfig).map((each) => each.destinationConfigInput?.onFailure),
      of(LambdaEventSourceMapping).map((each) => each.destinationConfigInput),
      of(SqsQueue).map((each) => each.redrivePolicyInput),
    ]),
    // a redrive policy is JSON in JSON
  ).replaceAll('\\"', '"');
  const takesFailures = (queue: SqsQueue) =>
    givenUpTo.includes(`:${queue.nameInput}"`) || givenUpTo.includes(text(queue.arn));
  const loadBalancers = (type: string): WatchedLoadBalancer[] =>
    of(Lb)
      .filter(({ loadBalancerTypeInput }) => (loadBalancerTypeInput ?? "application") === type)
      .map((balancer) => {
        const listeners = of(LbListener).filter(({ loadBalancerArnInput: arn }) => text(arn) === text(balancer.arn));
        const rules = of(LbListenerRule).filter(({ listenerArnInput: arn }) =>
          listeners.some((listener) => text(arn) === text(listener.arn)),
        );
        const actions = [
          ...listeners.map(({ defaultActionInput }) => defaultActionInput),
          ...rules.map(({ actionInput }) => actionInput),
        ].flat() as { targetGroupArn?: string }[];
        return {
          name: balancer.nameInput!,
          arnSuffix: balancer.arnSuffix,
          targetGroups: [...new Set(actions.flatMap(({ targetGroupArn: arn }) => (arn === undefined ? [] : text(arn))))]
            .map((arn) => targetGroup(arn, balancer.nameInput!))
            .filter((group) => group !== undefined),
          endsTls: listeners.some(({ protocolInput }) => protocolInput === "TLS"),
          construct: balancer,
        };
      });
  const targetGroup = (arn: string, balancer: string): WatchedTargetGroup | undefined => {
    const own = of(LbTargetGroup).find((group) => text(group.arn) === arn);
    if (own)
      return own.healthCheckInput?.enabled === false ? undefined : { name: own.nameInput!, arnSuffix: own.arnSuffix };
    const [, arnSuffix = "", name = ""] = /:(targetgroup\/([\w-]+)\/\w+)$/.exec(arn) ?? [];
    // one that exists: its own name may be that of another alarm
    return { name: `${balancer}-${name}`, arnSuffix };
  };
  return {
    stages: of(ApiGatewayStage).flatMap((stage) => {
      const api = of(ApiGatewayRestApi).find(({ id }) => text(id) === text(stage.restApiIdInput));
      return api?.nameInput && stage.stageNameInput
        ? [
            {
              name: api.nameInput,
              stage: stage.stageNameInput,
              isCached: stage.cacheClusterEnabledInput === true,
              construct: stage,
            },
          ]
        : [];
    }),
    webSocketStages: of(Apigatewayv2Stage).flatMap((stage) => {
      const api = of(Apigatewayv2Api).find(({ id }) => text(id) === text(stage.apiIdInput));
      return api?.nameInput && stage.nameInput
        ? [{ name: api.nameInput, stage: stage.nameInput, apiId: api.id, construct: stage }]
        : [];
    }),
    functions: of(LambdaFunction).map((lambda) => ({
      name: lambda.functionNameInput!,
      timeout: lambda.timeoutInput ?? 3,
      isAuthorizer: isAuthorizer(lambda),
      readsStream: readsStream(lambda),
      construct: lambda,
    })),
    tables: of(DynamodbTable).map((table) => ({
      name: table.nameInput!,
      indexes: ([table.globalSecondaryIndexInput].flat() as ({ name: string } | undefined)[]).flatMap((index) =>
        index ? [index.name] : [],
      ),
      construct: table,
    })),
    queues: of(SqsQueue).map((queue) => ({
      name: queue.nameInput!,
      isDeadLetterQueue: takesFailures(queue),
      construct: queue,
    })),
    streams: of(KinesisStream).map((stream) => ({ name: stream.nameInput!, construct: stream })),
    deliveryStreams: of(KinesisFirehoseDeliveryStream).map((stream) => ({
      name: stream.nameInput!,
      construct: stream,
    })),
    stateMachines: of(SfnStateMachine).map((machine) => ({ name: machine.nameInput!, construct: machine })),
    applicationLoadBalancers: loadBalancers("application"),
    networkLoadBalancers: loadBalancers("network"),
    webAcls: of(Wafv2WebAcl).map((acl) => ({
      name: acl.visibilityConfigInput?.metricName ?? acl.nameInput!,
      isGlobal: acl.scopeInput === "CLOUDFRONT",
      construct: acl,
    })),
  };
}

const resolved = (scope: IConstruct, value: unknown): unknown =>
  Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false });
