import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { compileLambda, type LambdaIntegration } from "./lambda";
import { compileMock, type MockIntegration } from "./mock";

/** What API Gateway does with a request once it is let in. */
export type Integration = LambdaIntegration | MockIntegration;

const compilers = {
  lambda: compileLambda,
  mock: compileMock,
} satisfies { [T in Integration["type"]]: IntegrationCompiler<Extract<Integration, { type: T }>> };

/** The integration of an operation as the OpenAPI document has it. */
export const compileIntegration = (integration: Integration, context: IntegrationContext): object =>
  compilers[integration.type](integration as never, context);
