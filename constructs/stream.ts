import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface StreamProps {
  name: string;
  /** @default - on demand */
  shards?: number | undefined;
  retentionHours: number;
}

/** A Kinesis data stream, encrypted with the key that AWS manages for Kinesis unless the environment has its own. */
export class Stream extends Construct {
  readonly ready: ITerraformDependable;
  readonly streamName: string;

  constructor(scope: Construct, id: string, { name, shards, retentionHours }: StreamProps) {
    super(scope, id);
    const stream = new KinesisStream(this, "Resource", {
      name,
      streamModeDetails: { streamMode: shards === undefined ? "ON_DEMAND" : "PROVISIONED" },
      ...(shards !== undefined && { shardCount: shards }),
      retentionPeriod: retentionHours,
      encryptionType: "KMS",
      kmsKeyId: "alias/aws/kinesis",
    });
    this.ready = stream;
    this.streamName = stream.name;
  }
}
