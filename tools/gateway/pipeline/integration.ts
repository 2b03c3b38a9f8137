import type { Integration, IntegrationType, RestApi } from "../api/rest-api";
import type { Step } from "../exchange";
import { compileAwsService } from "../integrations/aws-service";
import { compileHttp } from "../integrations/http";
import { type Backends, compileLambda } from "../integrations/lambda";
import { compileLambdaProxy } from "../integrations/lambda-proxy";
import { compileMock } from "../integrations/mock";

type Compile = (integration: Integration, api: RestApi, subject: string, backends: Backends) => Step;

const kinds: Record<IntegrationType, Compile> = {
  AWS_PROXY: compileLambdaProxy,
  AWS: (integration, _, subject, backends) =>
    /:lambda:path\//.test(integration.uri)
      ? compileLambda(integration, subject, backends)
      : compileAwsService(integration, subject, backends),
  HTTP: (integration, api) => compileHttp(integration, api.id),
  HTTP_PROXY: (integration, api) => compileHttp(integration, api.id),
  MOCK: (_, __, subject) => compileMock(subject),
};

/** Compiles the call of the backend. */
export function compileIntegration(integration: Integration, api: RestApi, subject: string, backends: Backends): Step {
  if (integration.responseTransferMode && integration.responseTransferMode.toUpperCase() !== "BUFFERED")
    throw new Error(
      `${subject}: responseTransferMode: expected BUFFERED, got ${integration.responseTransferMode} (not served yet)`,
    );
  return kinds[integration.type](integration, api, subject, backends);
}
