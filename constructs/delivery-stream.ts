import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { identityPolicy, type Statement, trustService } from "./policy-document";

export interface DeliveryStreamProps {
  name: string;
  account: string;
  roleName: string;
  /** Kinesis stream that is delivered; `name` begins its objects' keys. */
  source: { name: string; streamName: string; arn: string; ready: ITerraformDependable };
  destination: { bucket: string; ready: ITerraformDependable };
  buffer: { megabytes: number; seconds: number };
  logGroup: { name: string; arn: string; retentionInDays: number };
  /** What the role may do with the environment's key. */
  keyStatements: readonly Statement[];
}

const logStream = "delivery";
const hour = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/";

/**
 * A Firehose stream that writes the records of a Kinesis stream into a bucket: gzipped lines, in folders by hour (UTC) that
 * Athena and Glue read as partitions. What can't be written lies below `errors/`.
 * Source: Firehose developer guide, "Custom prefixes for Amazon S3 objects".
 */
export class DeliveryStream extends Construct {
  readonly streamName: string;

  constructor(scope: Construct, id: string, props: DeliveryStreamProps) {
    super(scope, id);
    const { source, destination, buffer, logGroup } = props;
    const group = new CloudwatchLogGroup(this, "logs", {
      name: logGroup.name,
      retentionInDays: logGroup.retentionInDays,
    });
    const stream = new CloudwatchLogStream(this, "log", { name: logStream, logGroupName: group.name });
    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: `Delivers ${source.streamName} to ${destination.bucket}`,
      assumeRolePolicy: trustService("firehose.amazonaws.com", {
        StringEquals: { "sts:ExternalId": props.account },
      }),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "delivery",
      role: role.name,
      policy: identityPolicy(statementsOf(props)),
    });
    const delivery = new KinesisFirehoseDeliveryStream(this, "Resource", {
      name: props.name,
      destination: "extended_s3",
      kinesisSourceConfiguration: { kinesisStreamArn: source.arn, roleArn: role.arn },
      extendedS3Configuration: {
        roleArn: role.arn,
        bucketArn: `arn:aws:s3:::${destination.bucket}`,
        prefix: `${source.name}/${hour}`,
        errorOutputPrefix: `errors/${source.name}/!{firehose:error-output-type}/${hour}`,
        bufferingSize: buffer.megabytes,
        bufferingInterval: buffer.seconds,
        compressionFormat: "GZIP",
        processingConfiguration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
        cloudwatchLoggingOptions: { enabled: true, logGroupName: group.name, logStreamName: stream.name },
      },
      // Firehose reads the source as soon as it is made
      dependsOn: [policy, source.ready, destination.ready],
    });
    this.streamName = delivery.name;
  }
}

/** Source: Firehose developer guide, "Controlling access with Amazon Data Firehose". */
function statementsOf({ source, destination, logGroup, keyStatements }: DeliveryStreamProps): Statement[] {
  const bucket = `arn:aws:s3:::${destination.bucket}`;
  return [
    {
      Sid: "ReadStream",
      Effect: "Allow",
      Action: ["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords", "kinesis:ListShards"],
      Resource: [source.arn],
    },
    {
      Sid: "Bucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: [bucket],
    },
    {
      Sid: "WriteObjects",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"],
      Resource: [`${bucket}/${source.name}/*`, `${bucket}/errors/${source.name}/*`],
    },
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:PutLogEvents"],
      Resource: [`${logGroup.arn}:log-stream:${logStream}`],
    },
    ...keyStatements,
  ];
}
