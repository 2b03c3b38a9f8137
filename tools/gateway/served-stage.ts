import type { Method, Resource, RestApi, Stage } from "./api/rest-api";
import { type Admission, compileAdmission } from "./pipeline/access";
import type { Step } from "./exchange";
import type { Backends } from "./integrations/lambda";
import { compileApiKey } from "./pipeline/api-key";
import { type Authorization, createAuthorization } from "./pipeline/authorize";
import { compileGatewayResponses, type GatewayResponder } from "./pipeline/gateway-response";
import { compileIntegration } from "./pipeline/integration";
import { compileIntegrationRequest } from "./pipeline/integration-request";
import { compileIntegrationResponse } from "./pipeline/integration-response";
import { compileMethodResponse } from "./pipeline/method-response";
import { compileRouter, type Router } from "./pipeline/router";
import { compileValidation } from "./pipeline/validate";
import { fillStageVariables } from "./uri";

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
  const attempt = <T>(subject: string, compile: () => T): T | undefined => {
    try {
      return compile();
    } catch (error) {
      problems.push(`${subject}: ${(error as Error).message}`);
      return undefined;
    }
  };
  const authorization = attempt("authorization", () => createAuthorization(api, stage, backends));
  const authorize: Authorization = (method) => authorization?.(method);
  const route = compileRouter(api.resources, (method, resource) => {
    const subject = `method ${method.httpMethod} ${resource.path}`;
    const steps = compilers(method, api, stage, backends, authorize).map((compile) => attempt(subject, compile));
    return { resource, method, steps: steps.filter((step) => step !== undefined) };
  });
  const admit = attempt("resource policy", () => compileAdmission(api));
  const refuse = attempt("gateway response", () => compileGatewayResponses(api));
  if (problems.length > 0 || !refuse)
    throw new Error(problems.map((problem) => `stack ${api.stack}: ${api.name}: ${problem}`).join("\n"));
  return { api, stage, route, ...(admit && { admit }), refuse, vpcEndpoints };
}

/** The steps in API Gateway's order; one that the method has no use for compiles to nothing. */
function compilers(
  method: Method,
  api: RestApi,
  stage: Stage,
  backends: Backends,
  authorize: Authorization,
): (() => Step | undefined)[] {
  const integration = method.integration && {
    ...method.integration,
    uri: fillStageVariables(method.integration.uri, stage.variables),
  };
  if (!integration)
    return [
      () => {
        throw new Error("expected an integration, got none");
      },
    ];
  return [
    () => authorize(method),
    () => compileApiKey(method, api, stage),
    () => compileValidation(method, api),
    () => compileIntegrationRequest(integration, api),
    () => compileIntegration(integration, api, backends),
    () => compileIntegrationResponse(integration, method, api),
    () => compileMethodResponse(integration.type),
  ];
}
