import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { Construct } from "constructs";
import { trustService } from "../constructs/policy-document";
import type { Environment } from "../environments/environment";
import { accountStackName, remoteState } from "../environments/names";
import { PlacedStack } from "./placed-stack";

/**
 * What an account has once per region: the role with which API Gateway writes logs. In a stack of its own, because the
 * end of one environment must not end the logs of the others. Source: developer guide, "Set up CloudWatch logging".
 */
export class AccountStack extends PlacedStack {
  constructor(scope: Construct, environments: readonly [Environment, ...Environment[]], service: string) {
    const [{ account, region }] = environments;
    super(scope, accountStackName(environments[0]), {
      account,
      region,
      state: remoteState(environments) ?? environments[0].state,
      tags: { Service: service, ManagedBy: "terraform" },
    });
    const role = new IamRole(this, "logs-role", {
      name: `api-gateway-logs-${region}`,
      description: "API Gateway writes execution and access logs with it",
      assumeRolePolicy: trustService("apigateway.amazonaws.com"),
    });
    const attachment = new IamRolePolicyAttachment(this, "logs-policy", {
      role: role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    });
    // API Gateway tries the role when it is set
    new ApiGatewayAccount(this, "api-gateway", { cloudwatchRoleArn: role.arn, dependsOn: [attachment] });
  }
}
