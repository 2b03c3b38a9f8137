import type { Integration, IntegrationType, RestApi } from "../api/rest-api";
import type { Step } from "../exchange";
import { compileAwsService } from "../integrations/aws-service";
import { compileHttp } from "../integrations/http";
import { type Backends, compileLambda } from "../integrations/lambda";
import { compileLambdaProxy } from "../integrations/lambda-proxy";
import { compileMock } from "../integrations/mock";

type Compile = (integration: Integration, api: RestApi, backends: Backends) => Step;

const kinds: Record<IntegrationType, Compile> = {
  AWS_PROXY: compileLambdaProxy,
  AWS: (integration, _, backends) =>
    /:lambda:path\//.test(integration.uri)
      ? compileLambda(integration, backends)
      : compileAwsService(integration, backends),
  HTTP: (integration, api) => compileHttp(integration, api.id),
  HTTP_PROXY: (integration, api) => compileHttp(integration, api.id),
  MOCK: () => compileMock(),
};

/** Compiles the call of the backend. */
export function compileIntegration(integration: Integration, api: RestApi, backends: Backends): Step {
  if (integration.responseTransferMode && integration.responseTransferMode.toUpperCase() !== "BUFFERED")
    throw new Error(
      `responseTransferMode: expected BUFFERED, got ${integration.responseTransferMode} (not served yet)`,
    );
  return kinds[integration.type](integration, api, backends);
}
