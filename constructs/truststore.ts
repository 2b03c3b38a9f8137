import { DataAwsS3Object } from "@cdktf/provider-aws/lib/data-aws-s3-object";
import { Construct } from "constructs";

export interface TruststoreProps {
  bucket: string;
  key: string;
  version: string;
}

/** Certificate authorities of clients' certificates, in S3; a plan fails where that version of the file isn't there. */
export class Truststore extends Construct {
  readonly uri: string;

  constructor(scope: Construct, id: string, { bucket, key, version }: TruststoreProps) {
    super(scope, id);
    new DataAwsS3Object(this, "Resource", {
      bucket,
      key,
      versionId: version,
      lifecycle: {
        postcondition: [
          {
            condition: "${self.content_length > 0}",
            errorMessage: `truststore s3://${bucket}/${key}: expected certificates, got an empty file`,
          },
        ],
      },
    });
    this.uri = `s3://${bucket}/${key}`;
  }
}
