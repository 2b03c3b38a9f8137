import { actionsWithoutResource } from "./actions-without-resource";
import type { Grant } from "./deployment-permissions";

/**
 * What CI needs for the user pool. Describing an app client tells its secret, also to the role that plans: Terraform compares
 * it.
 */
export const userPoolGrants: readonly Grant[] = [
  {
    sid: "UserPools",
    read: [
      "cognito-idp:DescribeUserPool",
      "cognito-idp:GetUserPoolMfaConfig",
      "cognito-idp:DescribeUserPoolClient",
      "cognito-idp:DescribeResourceServer",
      "cognito-idp:ListTagsForResource",
    ],
    write: [
      "cognito-idp:UpdateUserPool",
      "cognito-idp:DeleteUserPool",
      "cognito-idp:SetUserPoolMfaConfig",
      "cognito-idp:CreateUserPoolClient",
      "cognito-idp:UpdateUserPoolClient",
      "cognito-idp:DeleteUserPoolClient",
      "cognito-idp:CreateResourceServer",
      "cognito-idp:UpdateResourceServer",
      "cognito-idp:DeleteResourceServer",
      "cognito-idp:CreateUserPoolDomain",
      "cognito-idp:DeleteUserPoolDomain",
      "cognito-idp:TagResource",
      "cognito-idp:UntagResource",
    ],
    resources: ({ region, account }) => [`arn:aws:cognito-idp:${region}:${account}:userpool/*`],
  },
  {
    sid: "UserPoolLookups",
    read: actionsWithoutResource.userPoolLookups.actions,
    write: actionsWithoutResource.userPoolCreation.actions,
    resources: () => ["*"],
  },
];
