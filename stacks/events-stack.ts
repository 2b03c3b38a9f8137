import type { Construct } from "constructs";
import { DeliveryBucket } from "../constructs/delivery-bucket";
import { DeliveryStream } from "../constructs/delivery-stream";
import { EventSourceMapping } from "../constructs/event-source-mapping";
import type { LambdaFunction } from "../constructs/lambda-function";
import { Queue } from "../constructs/queue";
import { StateMachine } from "../constructs/state-machine";
import { Stream } from "../constructs/stream";
import { type QueueDefinition, queuePart } from "../contract/queue";
import type { Service } from "../contract/service";
import { functionsOfStates, type StateMachineDefinition, toStatesLanguage } from "../contract/state-machine";
import type { Environment } from "../environments/environment";
import { defaultEvents, type Events } from "../environments/events";
import { EnvironmentStack } from "./environment-stack";

/** Seconds of visibility for each second of the function's timeout (Lambda developer guide, "Configuring a queue"). */
const visibilityFactor = 6;

/** What the API hands work to: streams that are delivered to S3, queues with their consumers, state machines with their tasks. */
export class EventsStack extends EnvironmentStack {
  private readonly pins: Events & typeof defaultEvents;

  static isNeeded({ streams = {}, queues = {}, stateMachines = {} }: Service): boolean {
    return [streams, queues, stateMachines].some((named) => Object.keys(named).length > 0);
  }

  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "events", environment, service);
    this.pins = { ...defaultEvents, ...environment.events };
    const { streams = {}, queues = {}, stateMachines = {} } = service;
    const functions = this.deployFunctions("events", [
      ...Object.values(queues).map(({ consumer }) => consumer),
      ...Object.values(stateMachines).flatMap((definition) => [...functionsOfStates(definition)]),
    ]);
    if (Object.keys(streams).length > 0) this.deliver(Object.keys(streams));
    for (const [name, definition] of Object.entries(queues)) this.queue(name, definition, functions);
    for (const [name, definition] of Object.entries(stateMachines)) this.stateMachine(name, definition);
  }

  /** What works in the background leaves concurrency to what clients wait for. */
  protected override reservedConcurrency(): number | undefined {
    return super.reservedConcurrency() === undefined ? undefined : this.pins.maxConcurrency;
  }

  private deliver(streams: readonly string[]): void {
    const { names, pins, environment } = this;
    const { account, deletionProtection, encryption, logs } = environment;
    const bucket = new DeliveryBucket(this, "bucket", {
      bucket: names.bucket("events"),
      keyArn: encryption?.customerManagedKey ? this.keyArn() : undefined,
      retentionDays: pins.recordRetentionDays,
      deletionProtection,
    });
    this.output("delivery_bucket", bucket.bucketName, "Bucket to which records of streams are delivered");
    for (const name of streams) {
      const stream = new Stream(this, `${name}-stream`, {
        name: names.stream(name),
        shards: pins.shards,
        retentionHours: pins.streamRetentionHours,
      });
      const logGroup = names.deliveryLogGroup(name);
      new DeliveryStream(this, `${name}-delivery`, {
        name: names.deliveryStream(name),
        account,
        roleName: names.role(`${name}-delivery`),
        source: { name, streamName: stream.streamName, arn: names.streamArn(name), ready: stream.ready },
        destination: { bucket: names.bucket("events"), ready: bucket.policy },
        buffer: pins.buffer,
        logGroup: { name: logGroup, arn: names.logGroupArn(logGroup), retentionInDays: logs.retentionDays },
        keyStatements: [
          ...this.useKey("StreamKey", ["kms:Decrypt"], "kinesis"),
          ...this.useKey("BucketKey", ["kms:GenerateDataKey", "kms:Decrypt"], "s3"),
        ],
      });
      this.output(`stream_${identifier(name)}`, stream.streamName, `Name of the stream ${name}`);
    }
  }

  private queue(name: string, definition: QueueDefinition, functions: ReadonlyMap<string, LambdaFunction>): void {
    const { names, pins, environment } = this;
    const { consumer, fifo, batchSize = 10, batchWindow = 0, maxReceiveCount = 5 } = definition;
    const part = queuePart(name, definition);
    const deadLetters = queuePart(`${name}-dead-letters`, definition);
    const queue = new Queue(this, `${name}-queue`, {
      name: names.queue(part),
      arn: names.queueArn(part),
      deadLetters: { name: names.queue(deadLetters), arn: names.queueArn(deadLetters) },
      maxReceiveCount,
      visibilityTimeout: visibilityFactor * environment.lambda.timeout + batchWindow,
      fifo,
    });
    const lambda = functions.get(consumer);
    if (!lambda) throw new Error(`queue ${name}: consumer: expected a function of the service, got ${consumer}`);
    new EventSourceMapping(this, `${name}-messages`, {
      function: lambda,
      queue: { arn: names.queueArn(part), ready: queue.ready },
      batchSize,
      batchWindow: fifo ? undefined : batchWindow,
      maxConcurrency: pins.maxConcurrency,
      keyStatements: this.useKey("QueueKey", ["kms:Decrypt"], "sqs"),
    });
    this.output(`queue_${identifier(name)}`, queue.queueName, `Name of the queue ${name}`);
    this.output(
      `dead_letters_${identifier(name)}`,
      queue.deadLetterQueueName,
      `Queue of what of ${name} was given up, see docs/events.md`,
    );
  }

  private stateMachine(name: string, definition: StateMachineDefinition): void {
    const { names, environment } = this;
    const functionArn = (lambda: string) => names.functionAliasArn(lambda, "events");
    const machine = new StateMachine(this, `${name}-states`, {
      name: names.stateMachine(name),
      arn: names.stateMachineArn(name),
      account: environment.account,
      type: definition.type,
      definition: toStatesLanguage(definition, functionArn),
      functionArns: [...functionsOfStates(definition)].map(functionArn),
      roleName: names.role(`${name}-states`),
      logGroup: { name: names.stateMachineLogGroup(name), retentionInDays: environment.logs.retentionDays },
    });
    this.output(`state_machine_${identifier(name)}`, machine.arn, `ARN of the state machine ${name}`);
  }
}

const identifier = (name: string) => name.replaceAll("-", "_");
