import type { Method, Resource, RestApi, Stage } from "./api/rest-api";
import { compileAdmission } from "./pipeline/access";
import type { NamedStep, Step } from "./exchange";
import type { Backends } from "./integrations/lambda";
import type { Metering } from "./metering";
import { compileApiKey } from "./pipeline/api-key";
import { type Authorization, createAuthorization } from "./pipeline/authorize";
import { compileCache } from "./pipeline/cache";
import { compileCompression } from "./pipeline/content-coding";
import { compileGatewayResponses, type GatewayResponder } from "./pipeline/gateway-response";
import { compileIntegration } from "./pipeline/integration";
import { compileIntegrationRequest } from "./pipeline/integration-request";
import { compileIntegrationResponse } from "./pipeline/integration-response";
import { compileMethodResponse } from "./pipeline/method-response";
import { route as routeStep } from "./pipeline/pipeline";
import { ResponseCache } from "./pipeline/response-cache";
import { compileRouter, type Router } from "./pipeline/router";
import { compileThrottle } from "./pipeline/throttle";
import { compileValidation } from "./pipeline/validate";
import type { StepName } from "./trace";
import { fillStageVariables } from "./uri";

/** A method with its pipeline, made once when the stage is loaded. */
export interface ServedMethod {
  resource: Resource;
  method: Method;
  steps: NamedStep[];
}

/** A deployed stage, ready for requests. */
export interface ServedStage {
  api: RestApi;
  stage: Stage;
  route: Router<ServedMethod>;
  /** The steps before those of a method: it is found, the resource policy lets the caller in. */
  entrance: NamedStep[];
  refuse: GatewayResponder;
  /** Private APIs: the VPC of each known VPC endpoint, the first being the one that requests come through by default. */
  vpcEndpoints: Map<string, string | undefined>;
  /** Whether this is the canary of its stage. */
  isCanary: boolean;
  /** What answers a share of the stage's requests, 0 to 100 percent of them. */
  canary?: { percentTraffic: number; served: ServedStage };
}

/** Compiles a stage. Throws one error that names everything it asks for and this gateway can't serve. */
export function compileStage(
  api: RestApi,
  stage: Stage,
  backends: Backends,
  vpcEndpoints: ServedStage["vpcEndpoints"],
  metering: Metering,
): ServedStage {
  const { cacheBytes, canary } = stage;
  const cache = cacheBytes === undefined ? undefined : new ResponseCache(cacheBytes, metering.now);
  const served = compileRelease({ api, stage, isCanary: false, backends, metering, cache }, vpcEndpoints);
  if (!canary) return served;
  const { deploymentId, percentTraffic, useStageCache } = canary;
  const changed = { ...stage, deploymentId, variables: { ...stage.variables, ...canary.variables } };
  const own = useStageCache ? cache : undefined;
  const release = { api, stage: changed, isCanary: true, backends, metering, cache: own };
  return { ...served, canary: { percentTraffic, served: compileRelease(release, vpcEndpoints) } };
}

/** A deployment with the variables that it is called with: the stage's own, or its canary. */
interface Release {
  api: RestApi;
  stage: Stage;
  isCanary: boolean;
  backends: Backends;
  metering: Metering;
  cache: ResponseCache | undefined;
}

function compileRelease(release: Release, vpcEndpoints: ServedStage["vpcEndpoints"]): ServedStage {
  const { api, stage, isCanary, backends } = release;
  const problems: string[] = [];
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
    const compile = (compilers: Compile[]) => compilers.flatMap(([name, one]) => named(name, attempt(subject, one)));
    const parts = attempt(subject, () => compilersOf(method, resource, release, authorize));
    if (!parts) return { resource, method, steps: [] };
    const answer = compile(parts.answer);
    const cached = attempt(subject, parts.cache);
    const steps = [
      ...compile(parts.admit),
      ...(cached ? named("cache", cached(answer)) : answer),
      ...compile(parts.finish),
    ];
    return { resource, method, steps };
  });
  const admit = attempt("resource policy", () => compileAdmission(api));
  const refuse = attempt("gateway response", () => compileGatewayResponses(api));
  if (problems.length > 0 || !refuse)
    throw new Error(problems.map((problem) => `stack ${api.stack}: ${api.name}: ${problem}`).join("\n"));
  const entrance = [...named("route", routeStep), ...named("resource policy", admit)];
  return { api, stage, isCanary, route, entrance, refuse, vpcEndpoints };
}

const named = (name: StepName, run: Step | undefined): NamedStep[] => (run ? [{ name, run }] : []);

/** The steps in API Gateway's order; one that the method has no use for compiles to nothing. */
function compilersOf(
  method: Method,
  resource: Resource,
  { api, stage, backends, metering, cache }: Release,
  authorize: Authorization,
): Compilers {
  const integration = method.integration && {
    ...method.integration,
    uri: backends.local.redirect(fillStageVariables(method.integration.uri, stage.variables)),
  };
  if (!integration) throw new Error("expected an integration, got none");
  return {
    admit: [
      ["authorize", () => authorize(method)],
      ["api key", () => compileApiKey(method, resource, api, stage, metering)],
      ["throttle", () => compileThrottle(method, resource, api, stage, metering)],
    ],
    cache: () => compileCache(method, resource, integration, stage, cache),
    answer: [
      ["validate", () => compileValidation(method, api)],
      ["integration request", () => compileIntegrationRequest(integration, api)],
      ["integration", () => compileIntegration(integration, api, backends)],
      ["integration response", () => compileIntegrationResponse(integration, method, api)],
    ],
    finish: [
      ["method response", () => compileMethodResponse(integration.type)],
      ["compression", () => compileCompression(api)],
    ],
  };
}

type Compile = [name: StepName, compile: () => Step | undefined];

/** The steps before the cache, what the cache keeps the answer of, and what is done to every answer. */
interface Compilers {
  admit: Compile[];
  cache: () => ((steps: NamedStep[]) => Step) | undefined;
  answer: Compile[];
  finish: Compile[];
}
