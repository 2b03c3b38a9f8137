import { authorizerRules } from "./authorizer";
import { certificateRules } from "./certificate";
import { deploymentRules } from "./deployment";
import { distributionRules } from "./distribution";
import { domainNameRules } from "./domain-name";
import { iamRules } from "./iam";
import { integrationResponseRules } from "./integration-response";
import { integrationRoleRules } from "./integration-role";
import { integrationRules } from "./integration";
import { lambdaFunctionRules } from "./lambda-function";
import { loadBalancerRules } from "./load-balancer";
import { logGroupRules } from "./log-group";
import { modelRules } from "./model";
import { privateApiRules } from "./private-api";
import { providerSchemaRules } from "./provider-schema";
import { quotaRules } from "./quota";
import { recordRules } from "./record";
import { responseCacheRules } from "./response-cache";
import { restApiDocumentRules } from "./rest-api-document";
import type { Rule } from "./rule";
import { stageRules } from "./stage";
import { stateMachineRules } from "./state-machine";
import { streamAndQueueRules } from "./stream-and-queue";
import { tableRules } from "./table";
import { usagePlanRules } from "./usage-plan";
import { userPoolRules } from "./user-pool";
import { vpcEndpointRules } from "./vpc-endpoint";
import { vpcLinkRules } from "./vpc-link";
import { webAclRules } from "./web-acl";
import { webSocketRules } from "./web-socket";

/** Every rule that synthesized stacks keep, by the titles of docs/rules.md. */
export const ruleSections: readonly (readonly [title: string, rules: readonly Rule[]])[] = [
  ["Arguments", providerSchemaRules],
  ["OpenAPI documents", restApiDocumentRules],
  ["Private APIs", privateApiRules],
  ["Deployments", deploymentRules],
  ["Models", modelRules],
  ["Authorizers", authorizerRules],
  ["Integrations", [...integrationRules, ...integrationRoleRules]],
  ["Integration responses", integrationResponseRules],
  ["Response caches", responseCacheRules],
  ["Stages", stageRules],
  ["Usage plans and API keys", usagePlanRules],
  ["Certificates", certificateRules],
  ["Domain names and base paths", domainNameRules],
  ["DNS records", recordRules],
  ["VPC endpoints and security groups", vpcEndpointRules],
  ["Web ACLs", webAclRules],
  ["CloudFront distributions", distributionRules],
  ["Lambda functions", lambdaFunctionRules],
  ["IAM", iamRules],
  ["Tables", tableRules],
  ["Log groups", logGroupRules],
  ["User pools", userPoolRules],
  ["Load balancers", loadBalancerRules],
  ["VPC links", vpcLinkRules],
  ["Streams and queues", streamAndQueueRules],
  ["State machines", stateMachineRules],
  ["WebSocket APIs", webSocketRules],
  ["Quotas of an account", quotaRules],
];

export const rules: readonly Rule[] = ruleSections.flatMap(([, own]) => own);
