import type { Method, RestApi, Stage } from "../api/rest-api";
import { createIamAuthorization } from "../authorization/iam";
import { createLambdaAuthorizers } from "../authorization/lambda-authorizer";
import { createUserPoolAuthorizers } from "../authorization/user-pool-authorizer";
import type { Step } from "../exchange";
import type { Backends } from "../integrations/lambda";
import { compileResourcePolicy, type ResourcePolicy } from "./access";

/** Compiles a method's authorization. */
export type Authorization = (method: Method) => Step | undefined;

/** What authorization of one stage works with. */
export interface AuthorizationScope {
  api: RestApi;
  stage: Stage;
  backends: Backends;
  resourcePolicy: ResourcePolicy | undefined;
}

/** Creates a stage's authorization. What is not in the table is refused when the API is loaded, never let pass. */
export function createAuthorization(api: RestApi, stage: Stage, backends: Backends): Authorization {
  const scope: AuthorizationScope = { api, stage, backends, resourcePolicy: compileResourcePolicy(api) };
  const kinds: Record<string, Authorization> = {
    NONE: () => undefined,
    CUSTOM: createLambdaAuthorizers(scope),
    COGNITO_USER_POOLS: createUserPoolAuthorizers(scope),
    AWS_IAM: createIamAuthorization(scope),
  };
  return (method) => {
    const compile = Object.hasOwn(kinds, method.authorization) ? kinds[method.authorization] : undefined;
    if (compile) return compile(method);
    throw new Error(`expected authorization ${Object.keys(kinds).join(", ")}, got ${method.authorization}`);
  };
}
