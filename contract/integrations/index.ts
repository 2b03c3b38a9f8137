import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { accessOfDynamoDb, compileDynamoDb, type DynamoDbIntegration } from "./dynamodb";
import { accessOfKinesis, compileKinesis, type KinesisIntegration } from "./kinesis";
import { compileLambda, type LambdaIntegration } from "./lambda";
import { compileLambdaCustom, type LambdaCustomIntegration } from "./lambda-custom";
import { compileMock, type MockIntegration } from "./mock";
import type { ServiceAccess } from "./service-access";
import { accessOfSqs, compileSqs, type SqsIntegration } from "./sqs";
import { accessOfStepFunctions, compileStepFunctions, type StepFunctionsIntegration } from "./step-functions";

/** What API Gateway does with a request once it is let in. */
export type Integration =
  | DynamoDbIntegration
  | KinesisIntegration
  | LambdaIntegration
  | LambdaCustomIntegration
  | MockIntegration
  | SqsIntegration
  | StepFunctionsIntegration;

type Of<T extends Integration["type"]> = Extract<Integration, { type: T }>;

const compilers = {
  dynamodb: compileDynamoDb,
  kinesis: compileKinesis,
  lambda: compileLambda,
  lambdaCustom: compileLambdaCustom,
  mock: compileMock,
  sqs: compileSqs,
  stepFunctions: compileStepFunctions,
} satisfies { [T in Integration["type"]]: IntegrationCompiler<Of<T>> };

const accesses = {
  dynamodb: accessOfDynamoDb,
  kinesis: accessOfKinesis,
  lambda: () => undefined,
  lambdaCustom: () => undefined,
  mock: () => undefined,
  sqs: accessOfSqs,
  stepFunctions: accessOfStepFunctions,
} satisfies { [T in Integration["type"]]: (integration: Of<T>) => ServiceAccess | undefined };

/** The integration of an operation as the OpenAPI document has it. */
export const compileIntegration = (integration: Integration, context: IntegrationContext): object =>
  compilers[integration.type](integration as never, context);

/** What API Gateway does for an operation at an AWS service by a role of its own; undefined where it needs none. */
export const accessOf = (integration: Integration): ServiceAccess | undefined =>
  accesses[integration.type](integration as never);
