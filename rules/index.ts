import { authorizerRules } from "./authorizer";
import { certificateRules } from "./certificate";
import { deploymentRules } from "./deployment";
import { distributionRules } from "./distribution";
import { domainNameRules } from "./domain-name";
import { iamRules } from "./iam";
import { integrationResponseRules } from "./integration-response";
import { integrationRules } from "./integration";
import { lambdaFunctionRules } from "./lambda-function";
import { loadBalancerRules } from "./load-balancer";
import { logGroupRules } from "./log-group";
import { modelRules } from "./model";
import { privateApiRules } from "./private-api";
import { providerSchemaRules } from "./provider-schema";
import { recordRules } from "./record";
import { responseCacheRules } from "./response-cache";
import { restApiDocumentRules } from "./rest-api-document";
import type { Rule } from "./rule";
import { stageRules } from "./stage";
import { streamAndQueueRules } from "./stream-and-queue";
import { tableRules } from "./table";
import { usagePlanRules } from "./usage-plan";
import { userPoolRules } from "./user-pool";
import { vpcEndpointRules } from "./vpc-endpoint";
import { webAclRules } from "./web-acl";
import { webSocketRules } from "./web-socket";

/** Every rule that synthesized stacks keep, in the order of docs/rules.md. */
export const rules: readonly Rule[] = [
  ...providerSchemaRules,
  ...restApiDocumentRules,
  ...privateApiRules,
  ...deploymentRules,
  ...modelRules,
  ...authorizerRules,
  ...integrationRules,
  ...integrationResponseRules,
  ...responseCacheRules,
  ...stageRules,
  ...usagePlanRules,
  ...certificateRules,
  ...domainNameRules,
  ...recordRules,
  ...vpcEndpointRules,
  ...webAclRules,
  ...distributionRules,
  ...lambdaFunctionRules,
  ...iamRules,
  ...tableRules,
  ...logGroupRules,
  ...userPoolRules,
  ...loadBalancerRules,
  ...streamAndQueueRules,
  ...webSocketRules,
];
