import type { Method, Resource, RestApi, Stage } from "./api/rest-api";
import { type Admission, compileAdmission } from "./pipeline/access";
import type { Step } from "./exchange";
import type { Backends } from "./integrations/lambda";
import { compileApiKey } from "./pipeline/api-key";
import { compileAuthorization } from "./pipeline/authorize";
import { compileGatewayResponses, type GatewayResponder } from "./pipeline/gateway-response";
import { compileIntegration } from "./pipeline/integration";
import { compileIntegrationRequest } from "./pipeline/integration-request";
import { compileIntegrationResponse } from "./pipeline/integration-response";
import { compileMethodResponse } from "./pipeline/method-response";
import { compileRouter, type Router } from "./pipeline/router";
import { compileValidation } from "./pipeline/validate";

/** A method with its pipeline, made once when the stage is loaded. */
export interface ServedMethod {
  resource: Resource;
  method: Method;
  steps: Step[];
}

/** A deployed stage, ready for requests. */
export interface ServedStage {
  api: RestApi;
  stage: Stage;
  route: Router<ServedMethod>;
  admit?: Admission;
  refuse: GatewayResponder;
  /** Private APIs: the VPC of each known VPC endpoint, the first being the one that requests come through by default. */
  vpcEndpoints: Map<string, string | undefined>;
}

/** Compiles a stage. Throws one error that names everything it asks for and this gateway can't serve. */
export function compileStage(
  api: RestApi,
  stage: Stage,
  backends: Backends,
  vpcEndpoints: ServedStage["vpcEndpoints"],
): ServedStage {
  const problems = stage.unserved.map(
    (feature) => `stage ${stage.name}: expected no ${feature}, got it (not served yet)`,
  );
  const attempt = <T>(compile: () => T): T | undefined => {
    try {
      return compile();
    } catch (error) {
      problems.push((error as Error).message);
      return undefined;
    }
  };
  const route = compileRouter(api.resources, (method, resource) => {
    const subject = `${method.httpMethod} ${resource.path}`;
    return { resource, method, steps: compileSteps(method, subject, api, stage, backends, attempt) };
  });
  const admit = attempt(() => compileAdmission(api));
  const refuse = attempt(() => compileGatewayResponses(api));
  if (problems.length > 0 || !refuse)
    throw new Error(problems.map((problem) => `stack ${api.stack}: ${api.name}: ${problem}`).join("\n"));
  return { api, stage, route, ...(admit && { admit }), refuse, vpcEndpoints };
}

/** The steps in API Gateway's order; one that the method has no use for is left out. */
function compileSteps(
  method: Method,
  subject: string,
  api: RestApi,
  stage: Stage,
  backends: Backends,
  attempt: <T>(compile: () => T) => T | undefined,
): Step[] {
  const { integration } = method;
  if (!integration) {
    attempt(() => {
      throw new Error(`${subject}: expected an integration, got none`);
    });
    return [];
  }
  const named = (error: unknown) => {
    const { message } = error as Error;
    return new Error(message.startsWith(subject) ? message : `method ${subject}: ${message}`, { cause: error });
  };
  const compilers: (() => Step | undefined)[] = [
    () => compileApiKey(method, api, stage),
    () => compileAuthorization(method),
    () => compileValidation(method, api),
    () => compileIntegrationRequest(integration, api, subject),
    () => compileIntegration(integration, api, subject, backends),
    () => compileIntegrationResponse(integration, method, api, subject),
    () => compileMethodResponse(integration.type),
  ];
  return compilers
    .map((compile) =>
      attempt(() => {
        try {
          return compile();
        } catch (error) {
          throw named(error);
        }
      }),
    )
    .filter((step) => step !== undefined);
}
