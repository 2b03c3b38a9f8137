import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { compileDynamoDb, type DynamoDbIntegration } from "./dynamodb";
import { compileHttp, type HttpIntegration } from "./http";
import { compileHttpProxy, type HttpProxyIntegration } from "./http-proxy";
import { compileKinesis, type KinesisIntegration } from "./kinesis";
import { compileLambda, type LambdaIntegration } from "./lambda";
import { compileLambdaCustom, type LambdaCustomIntegration } from "./lambda-custom";
import { compileMock, type MockIntegration } from "./mock";
import { compileSqs, type SqsIntegration } from "./sqs";
import { compileStepFunctions, type StepFunctionsIntegration } from "./step-functions";

/** What API Gateway does with a request once it is let in. */
export type Integration =
  | DynamoDbIntegration
  | HttpIntegration
  | HttpProxyIntegration
  | KinesisIntegration
  | LambdaIntegration
  | LambdaCustomIntegration
  | MockIntegration
  | SqsIntegration
  | StepFunctionsIntegration;

const compilers = {
  dynamodb: compileDynamoDb,
  http: compileHttp,
  httpProxy: compileHttpProxy,
  kinesis: compileKinesis,
  lambda: compileLambda,
  lambdaCustom: compileLambdaCustom,
  mock: compileMock,
  sqs: compileSqs,
  stepFunctions: compileStepFunctions,
} satisfies { [T in Integration["type"]]: IntegrationCompiler<Extract<Integration, { type: T }>> };

/** The integration of an operation as the OpenAPI document has it. */
export const compileIntegration = (integration: Integration, context: IntegrationContext): object =>
  compilers[integration.type](integration as never, context);
