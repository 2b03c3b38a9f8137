import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";

export interface PrivateBucketProps {
  bucket: string;
  /** Keeps what is overwritten or deleted. @default - doesn't */
  versioned?: boolean;
  /** KMS key that encrypts it. @default - S3's own keys */
  keyArn?: string | undefined;
  /** The one lifecycle rule, for all objects; unfinished uploads go after 7 days in any case. */
  expiry: Pick<S3BucketLifecycleConfigurationRule, "id" | "expiration" | "noncurrentVersionExpiration">;
  /** What the bucket policy says beside refusing calls without TLS. @default - nothing */
  statements?: readonly Statement[];
  /** `kept`: Terraform refuses to delete it; `emptied`: deleting it deletes its objects. */
  destroy: "kept" | "emptied";
}

/** An S3 bucket that is encrypted, private, without ACLs, and reached over TLS only. */
export class PrivateBucket extends Construct {
  readonly bucketName: string;
  /** What has to be there before others may write. */
  readonly policy: ITerraformDependable;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, "Resource", {
      bucket: props.bucket,
      ...(props.destroy === "kept" ? { lifecycle: { preventDestroy: true } } : { forceDestroy: true }),
    });
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const versioning = props.versioned
      ? [
          new S3BucketVersioningA(this, "versioning", {
            bucket: bucket.id,
            versioningConfiguration: { status: "Enabled" },
          }),
        ]
      : [];
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [encryptionBy(props.keyArn)],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.id,
      rule: [
        {
          ...props.expiry,
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: versioning,
    });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket: bucket.id,
      policy: policyDocument([denyWithoutTls(props.bucket), ...(props.statements ?? [])]),
      dependsOn: [access],
    });
    this.bucketName = bucket.bucket;
  }
}

/** A bucket key spares calls of KMS for each object (S3 user guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"). */
const encryptionBy = (keyArn: string | undefined) =>
  keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      };

const denyWithoutTls = (bucket: string): Statement => ({
  Sid: "DenyWithoutTls",
  Effect: "Deny",
  Principal: "*",
  // every action: a Deny has to name them all
  Action: ["s3:*"],
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
