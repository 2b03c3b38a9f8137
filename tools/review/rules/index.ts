import type { Rule } from "../rule";
import { exposureRules } from "./exposure";
import { alarmRules } from "./alarm";
import { canaryRules } from "./canary";
import { certificateRules } from "./certificate";
import { certificateReplacedRules } from "./certificate-replaced";
import { deletionProtectionRules } from "./deletion-protection";
import { destroyedResourceRules } from "./destroyed-resource";
import { driftRules } from "./drift";
import { dynamodbIndexRules } from "./dynamodb-index";
import { dynamodbTableRules } from "./dynamodb-table";
import { encryptionRules } from "./encryption";
import { eventSourceRules } from "./event-source";
import { lambdaAliasRules } from "./lambda-alias";
import { lambdaFunctionRules } from "./lambda-function";
import { loggingRules } from "./logging";
import { massDestructionRules } from "./mass-destruction";
import { nameClashRules } from "./name-clash";
import { placeRules } from "./place";
import { planIntegrityRules } from "./plan-integrity";
import { s3BucketRules } from "./s3-bucket";
import { statefulResourceRules } from "./stateful-resources";
import { streamAndQueueRules } from "./stream-and-queue";
import { basePathMappingRules } from "./base-path-mapping";
import { customDomainRules } from "./custom-domain";
import { deploymentRules } from "./deployment";
import { dnsRecordRules } from "./dns-record";
import { restApiRules } from "./rest-api";
import { routeRules } from "./routes";
import { stageRules } from "./stage";
import { usagePlanRules } from "./usage-plan";
import { frontDoorRules } from "./front-door";
import { vpcLinkRules } from "./vpc-link";

/** Every rule, in the order of docs/review.md. */
export const rules: readonly Rule[] = [
  ...planIntegrityRules,
  ...placeRules,
  ...massDestructionRules,
  ...statefulResourceRules,
  ...nameClashRules,
  ...driftRules,
  ...deletionProtectionRules,
  ...dynamodbTableRules,
  ...dynamodbIndexRules,
  ...streamAndQueueRules,
  ...s3BucketRules,
  ...encryptionRules,
  ...certificateRules,
  ...certificateReplacedRules,
  ...lambdaFunctionRules,
  ...lambdaAliasRules,
  ...eventSourceRules,
  ...loggingRules,
  ...alarmRules,
  ...restApiRules,
  ...routeRules,
  ...deploymentRules,
  ...stageRules,
  ...canaryRules,
  ...usagePlanRules,
  ...customDomainRules,
  ...basePathMappingRules,
  ...dnsRecordRules,
  ...frontDoorRules,
  ...vpcLinkRules,

  ...exposureRules,
  ...destroyedResourceRules,
];
