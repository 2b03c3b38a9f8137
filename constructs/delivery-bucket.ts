import type { Construct } from "constructs";
import { PrivateBucket } from "./private-bucket";

export interface DeliveryBucketProps {
  bucket: string;
  /** @default - S3's own keys */
  keyArn?: string | undefined;
  /** Days after which records are deleted. */
  retentionDays: number;
  deletionProtection: boolean;
}

/** The bucket that records are delivered to. It keeps no versions: Firehose writes each object once, under a name of its own. */
export class DeliveryBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, props: DeliveryBucketProps) {
    super(scope, id, {
      bucket: props.bucket,
      keyArn: props.keyArn,
      expiry: { id: "retention", expiration: [{ days: props.retentionDays }] },
      destroy: props.deletionProtection ? "kept" : "emptied",
    });
  }
}
