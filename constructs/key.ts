import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";

export interface KeyProps {
  /** `alias/...`, by which others find the key: its id is AWS's. */
  alias: string;
  description: string;
  account: string;
  region: string;
  /** ARNs of the log groups that CloudWatch Logs encrypts with it; `*` stands for any characters. */
  logGroupArns: readonly string[];
  /** Terraform refuses to delete it: what it encrypted would be lost. */
  deletionProtection: boolean;
}

/** A customer managed KMS key that is rotated every year, and takes 30 days to be deleted. */
export class Key extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id);
    const key = new KmsKey(this, "Resource", {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument(keyPolicy(props)),
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    new KmsAlias(this, "alias", { name: props.alias, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

/**
 * Who may use a key: whom the account's own IAM policies allow to, and the services that bring no caller's permissions.
 * `*` is the key itself, the only resource of a key policy. Sources: KMS developer guide, "Default key policy";
 * CloudWatch Logs user guide, "Encrypt log data using KMS"; SNS developer guide, "Enable compatibility between event
 * sources from AWS services and encrypted topics".
 */
function keyPolicy({ account, region, logGroupArns }: KeyProps): Statement[] {
  return [
    {
      // without it nobody could ever change the policy again
      Sid: "AccountDelegatesToIam",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ["kms:*"],
      Resource: ["*"],
    },
    {
      Sid: "LogGroups",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: ["*"],
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": [...logGroupArns] } },
    },
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: ["*"],
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    },
  ];
}

/** What names a key whose id is AWS's. */
export interface KeyReference {
  account: string;
  region: string;
  alias: string;
}

/**
 * Lets a role use a key, through some services only. The key is told by its alias, so that the policy is known before
 * the key is there. Source: KMS developer guide, "kms:ResourceAliases" and "kms:ViaService".
 */
export const useKey = (
  Sid: string,
  { account, region, alias }: KeyReference,
  actions: readonly string[],
  services: readonly string[],
): Statement => ({
  Sid,
  Effect: "Allow",
  Action: [...actions],
  Resource: [`arn:aws:kms:${region}:${account}:key/*`],
  Condition: {
    StringEquals: { "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`) },
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias },
  },
});
