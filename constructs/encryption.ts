import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { type IAspect, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";

type Encrypt = (node: IConstruct, keyArn: () => string) => void;

/** Made by another provider than the stack's own: in another region, where the key is not. */
const isElsewhere = (node: IConstruct) => node instanceof TerraformResource && node.provider !== undefined;

const on =
  <T extends IConstruct>(
    type: new (...args: never[]) => T,
    encrypt: (resource: T, keyArn: () => string) => void,
  ): Encrypt =>
  (node, keyArn) => {
    if (node instanceof type) encrypt(node, keyArn);
  };

/** How each type of resource takes a key. */
const kinds: readonly Encrypt[] = [
  on(CloudwatchLogGroup, (group, keyArn) => {
    group.kmsKeyId = keyArn();
  }),
  on(LambdaFunction, (lambda, keyArn) => {
    // Lambda forgets the key of a function without variables, and every plan would set it again
    if (Object.keys(lambda.environmentInput?.variables ?? {}).length > 0) lambda.kmsKeyArn = keyArn();
  }),
  on(DynamodbTable, (table, keyArn) => {
    table.putServerSideEncryption({ enabled: true, kmsKeyArn: keyArn() });
  }),
  on(KinesisStream, (stream, keyArn) => {
    stream.kmsKeyId = keyArn();
  }),
  on(SnsTopic, (topic, keyArn) => {
    topic.kmsMasterKeyId = keyArn();
  }),
  on(SqsQueue, (queue, keyArn) => {
    // conflicts with a key
    queue.resetSqsManagedSseEnabled();
    queue.kmsMasterKeyId = keyArn();
  }),
];

/**
 * Encrypts everything that takes a customer managed key with one, so that nothing is forgotten. What a stack makes in another
 * region, such as a distribution's logs in us-east-1, is encrypted by a key of AWS's.
 */
export class EncryptedWith implements IAspect {
  /** @param keyArn asked for with the first resource that needs it: a stack without any looks no key up */
  constructor(private readonly keyArn: () => string) {}

  visit(node: IConstruct): void {
    if (isElsewhere(node)) return;
    for (const encrypt of kinds) encrypt(node, this.keyArn);
  }
}
