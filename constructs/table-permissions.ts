import type { DeploymentScope, Grant } from "./deployment-permissions";
import { keys, ownKeysThrough } from "./operations-permissions";

/** What CI needs for tables, and for the items that are deployed with some of them: those of no other. */
export const tableGrants: readonly Grant[] = [
  {
    sid: "DynamoDb",
    read: [
      "dynamodb:DescribeTable",
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTagsOfResource",
    ],
    write: [
      "dynamodb:CreateTable",
      "dynamodb:UpdateTable",
      "dynamodb:DeleteTable",
      "dynamodb:UpdateContinuousBackups",
      "dynamodb:UpdateTimeToLive",
      "dynamodb:TagResource",
      "dynamodb:UntagResource",
    ],
    resources: ({ region, account, prefix }) => [`arn:aws:dynamodb:${region}:${account}:table/${prefix}-*`],
  },
  {
    // the provider looks up the key that encrypts a table
    sid: "TableKeys",
    read: ["kms:DescribeKey"],
    write: [],
    resources: keys,
  },
  {
    sid: "TableItems",
    read: ["dynamodb:GetItem"],
    write: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    resources: ({ tablesWithItems = [] }) => [...tablesWithItems],
  },
  {
    // DynamoDB decrypts a table's key in the name of who reads
    sid: "TableItemKey",
    read: ["kms:Decrypt"],
    write: [],
    resources: (scope: DeploymentScope) => ((scope.tablesWithItems ?? []).length > 0 ? keys(scope) : []),
    condition: ownKeysThrough("dynamodb"),
  },
];
