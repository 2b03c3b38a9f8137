import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "./workspace";

/** What a team has before it deploys, made with the AWS CLI. */
export function awsOf(workspace: Workspace) {
  const aws = async (...args: string[]) => {
    const { stdout } = await workspace.run("aws", ...args, "--output", "json");
    return (stdout.trim() ? JSON.parse(stdout) : {}) as Record<string, string>;
  };
  return {
    certificate: async (region: string, name: string) => {
      const request = ["acm", "request-certificate", "--domain-name", name, "--validation-method", "DNS"];
      const { CertificateArn: arn } = await aws(...request, "--region", region);
      return arn!;
    },
    versionedBucket: async (bucket: string) => {
      const place = '{"LocationConstraint": "eu-west-1"}';
      await aws("s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration", place);
      await aws("s3api", "put-bucket-versioning", "--bucket", bucket, "--versioning-configuration", "Status=Enabled");
    },
    object: async (bucket: string, key: string, content: string) => {
      const file = join(workspace.root, "object");
      writeFileSync(file, content);
      const { VersionId: version } = await aws("s3api", "put-object", "--bucket", bucket, "--key", key, "--body", file);
      return version!;
    },
    replaceSecret: (name: string, value: string) =>
      aws("secretsmanager", "put-secret-value", "--secret-id", name, "--secret-string", value),
    secret: (name: string, value: string) =>
      aws("secretsmanager", "create-secret", "--name", name, "--secret-string", value),
  };
}
