import type { Rule } from "../rule";
import { authorizerRules } from "./authorizer";
import { cognitoRules } from "./cognito";
import { lambdaPermissionRules } from "./lambda-permission";
import { managedPolicyRules } from "./managed-policies";
import { policyRules } from "./policies";
import { publicAccessRules } from "./public-access";
import { secretRules } from "./secrets";
import { securityGroupRules } from "./security-group";
import { unknownValueRules } from "./unknown-values";
import { vpcEndpointRules } from "./vpc-endpoint";
import { webAclRules } from "./web-acl";

/** Who can reach what, beyond the API's routes (S3-S10 of the risk catalogue). */
export const exposureRules: readonly Rule[] = [
  ...policyRules,
  ...managedPolicyRules,
  ...lambdaPermissionRules,
  ...authorizerRules,
  ...cognitoRules,
  ...webAclRules,
  ...vpcEndpointRules,
  ...securityGroupRules,
  ...publicAccessRules,
  ...secretRules,
  ...unknownValueRules,
];
