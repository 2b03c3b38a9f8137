import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { expect } from "./pin-schemas";

/** Above which value an alarm goes off. */
export interface AlarmThresholds {
  /** Percent of the requests to a stage or a load balancer that are answered with 5XX. @default 1 */
  serverErrors: number;
  /** Milliseconds within which 99 of 100 requests to a stage or a load balancer are answered. @default 2000 */
  latencyP99: number;
  /** Invocations of a function that failed, in 5 minutes. @default 0 */
  functionErrors: number;
  /** Invocations of an authorizer that failed, in 5 minutes. @default 0 */
  authorizerErrors: number;
  /** Percent of its timeout that the slowest invocation of a function takes. @default 80 */
  nearTimeout: number;
  /** Requests in 5 minutes that Lambda or DynamoDB throttled, per function or table. @default 0 */
  throttles: number;
  /** Messages that wait in a dead-letter queue. @default 0 */
  deadLetters: number;
  /** Milliseconds that the last record that was taken from a stream, by a function or by Firehose, had waited. @default 60000 */
  iteratorAge: number;
  /** Connections and messages that a WebSocket stage refused, in 5 minutes. @default 100 */
  clientErrors: number;
  /** Messages to a WebSocket stage that its functions failed to answer, in 5 minutes. @default 1 */
  integrationErrors: number;
  /** Messages to a WebSocket stage whose integration couldn't be called, in 5 minutes. @default 1 */
  executionErrors: number;
  /** Seconds that the oldest message of a queue waits. @default 900 */
  messageAge: number;
  /** Seconds that the oldest record waits that isn't in S3 yet; what Firehose buffers waits up to its `buffer.seconds`. @default 1800 */
  deliveryAge: number;
  /** Percent of Firehose's writes to S3 that failed. @default 0 */
  deliveryFailures: number;
  /** Executions of a state machine that failed or took too long, in 5 minutes. @default 0 */
  executionFailures: number;
  /** Targets of a load balancer that fail their health checks. @default 0 */
  unhealthyTargets: number;
  /** TLS connections to a VPC link's load balancer, or from it to targets, that failed in 5 minutes. @default 0 */
  tlsErrors: number;
}

/** Alarms of an environment, and who hears of them. */
export interface Alarms {
  /**
   * E-mail addresses, which have to confirm, and ARNs of SNS topics that exist in the region. An address is personal
   * data: prefer a topic, or a mailbox of the team. @default - nobody; subscribe to the environment's topic
   */
  notify?: readonly string[];
  /** @default - see each */
  thresholds?: Partial<AlarmThresholds>;
}

export const defaultThresholds: AlarmThresholds = {
  serverErrors: 1,
  latencyP99: 2000,
  functionErrors: 0,
  authorizerErrors: 0,
  nearTimeout: 80,
  throttles: 0,
  deadLetters: 0,
  iteratorAge: 60_000,
  clientErrors: 100,
  integrationErrors: 1,
  executionErrors: 1,
  messageAge: 900,
  deliveryAge: 1800,
  deliveryFailures: 0,
  executionFailures: 0,
  unhealthyTargets: 0,
  tlsErrors: 0,
};

const topicArn = /^arn:aws:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/;

const from = (minimum: number, maximum: number) =>
  z.optional(
    z
      .number()
      .check(z.refine((n) => n >= minimum && n <= maximum, { error: `a number from ${minimum} to ${maximum}` })),
  );

const percent = from(0, 99);
const count = from(0, 1_000_000_000);

export const alarms = z.strictObject({
  notify: z.optional(
    z.array(
      z.union([expect(topicArn, "an SNS topic"), z.email()], { error: "an e-mail address or the ARN of an SNS topic" }),
    ),
  ),
  thresholds: z.optional(
    z.strictObject({
      serverErrors: percent,
      latencyP99: from(1, 29_000),
      functionErrors: count,
      authorizerErrors: count,
      nearTimeout: percent,
      throttles: count,
      deadLetters: count,
      iteratorAge: count,
      clientErrors: count,
      integrationErrors: count,
      executionErrors: count,
      messageAge: count,
      deliveryAge: count,
      deliveryFailures: percent,
      executionFailures: count,
      unhealthyTargets: count,
      tlsErrors: count,
    } satisfies Record<keyof AlarmThresholds, z.ZodMiniType>),
  ),
});

/** The topics and the e-mail addresses that are told. */
export function subscribers({ notify = [] }: Alarms): { topics: string[]; addresses: string[] } {
  const isTopic = (subscriber: string) => topicArn.test(subscriber);
  return { topics: notify.filter(isTopic), addresses: notify.filter((subscriber) => !isTopic(subscriber)) };
}

/** An alarm takes five actions, one of them the environment's own topic, and topics of its region only. */
export function alarmTopics({ alarms: pinned, region }: Environment, check: Check): void {
  const { topics } = subscribers(pinned ?? {});
  check(
    topics.length <= 4,
    "alarms.notify",
    "at most 4 SNS topics, as an alarm takes 5 with the environment's",
    topics,
  );
  for (const topic of topics)
    check(topicArn.exec(topic)?.[1] === region, "alarms.notify", `topics in ${region}, where the alarms are`, topic);
}
