import { actionsWithoutResource } from "./actions-without-resource";
import type { DeploymentScope, Grant } from "./deployment-permissions";

const every = () => ["*"];

/** Every key of the account and region: which of them is said by a condition. */
export const keys = ({ region, account }: DeploymentScope) => [`arn:aws:kms:${region}:${account}:key/*`];

const tagged = (tags: DeploymentScope["tags"], kind: "ResourceTag" | "RequestTag") =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:${kind}/${key}`, value]));

const ownKeys = ({ tags }: DeploymentScope) => ({ StringEquals: tagged(tags, "ResourceTag") });

/** Keys of the environment, used only by a service for what Terraform asks of it. */
export const ownKeysThrough =
  (...services: string[]) =>
  ({ tags, region }: DeploymentScope) => ({
    StringEquals: {
      ...tagged(tags, "ResourceTag"),
      "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`),
    },
  });

/** What CI needs for keys, alarms, dashboards and topics. */
export const operationsGrants: readonly Grant[] = [
  {
    sid: "Keys",
    read: ["kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
    write: [
      "kms:PutKeyPolicy",
      "kms:EnableKeyRotation",
      "kms:DisableKeyRotation",
      "kms:UpdateKeyDescription",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:CreateAlias",
      "kms:UpdateAlias",
      "kms:DeleteAlias",
    ],
    resources: keys,
    condition: ownKeys,
  },
  {
    sid: "KeyAliases",
    read: [],
    write: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
    resources: ({ region, account, prefix }) => [`arn:aws:kms:${region}:${account}:alias/${prefix}`],
  },
  {
    // a new key has the environment's tags, or is not made
    sid: "KeyTags",
    read: [],
    write: ["kms:TagResource"],
    resources: keys,
    condition: ({ tags }) => ({ StringEquals: tagged(tags, "RequestTag") }),
  },
  {
    sid: "KeyCreation",
    read: [],
    write: actionsWithoutResource.keyCreation.actions,
    resources: every,
    condition: ({ tags }) => ({ StringEquals: tagged(tags, "RequestTag") }),
  },
  {
    sid: "KeyLookups",
    read: actionsWithoutResource.keyLookups.actions,
    write: [],
    resources: every,
  },
  {
    // Lambda shows a function's variables only to who may decrypt them
    sid: "FunctionVariables",
    read: ["kms:Decrypt"],
    write: ["kms:Encrypt"],
    resources: keys,
    condition: ownKeysThrough("lambda"),
  },
  {
    // who gives a table its key needs what DynamoDB needs of it
    sid: "TableEncryption",
    read: [],
    write: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
    ],
    resources: keys,
    condition: ownKeysThrough("dynamodb"),
  },
  {
    sid: "KeyGrants",
    read: [],
    write: ["kms:CreateGrant"],
    resources: keys,
    condition: (scope) => ({
      ...ownKeysThrough("dynamodb", "lambda")(scope),
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
  },
  {
    sid: "Alarms",
    read: ["cloudwatch:ListTagsForResource"],
    write: ["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"],
    resources: ({ region, account, prefix }) => [`arn:aws:cloudwatch:${region}:${account}:alarm:${prefix}-*`],
  },
  {
    sid: "AlarmLookups",
    read: actionsWithoutResource.alarmLookups.actions,
    write: actionsWithoutResource.compositeAlarms.actions,
    resources: every,
  },
  {
    sid: "Dashboards",
    read: ["cloudwatch:GetDashboard"],
    write: ["cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards"],
    resources: ({ account, prefix }) => [`arn:aws:cloudwatch::${account}:dashboard/${prefix}`],
  },
  {
    sid: "Topics",
    read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
    write: [
      "sns:CreateTopic",
      "sns:SetTopicAttributes",
      "sns:DeleteTopic",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:UntagResource",
    ],
    resources: ({ region, account, prefix }) => [`arn:aws:sns:${region}:${account}:${prefix}-*`],
  },
  {
    sid: "Subscriptions",
    read: actionsWithoutResource.subscriptionLookups.actions,
    write: actionsWithoutResource.subscriptions.actions,
    resources: every,
  },
];
