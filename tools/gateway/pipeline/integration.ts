import type { IntegrationType } from "../../../semantics/reserved-headers";
import type { Integration, RestApi } from "../api/rest-api";
import type { Step } from "../exchange";
import { compileAwsService } from "../integrations/aws-service";
import { compileHttp } from "../integrations/http";
import { compileHttpStreaming } from "../integrations/http-streaming";
import { type Backends, compileLambda } from "../integrations/lambda";
import { compileLambdaProxy } from "../integrations/lambda-proxy";
import { compileLambdaStreaming } from "../integrations/lambda-streaming";
import { compileMock } from "../integrations/mock";
import { isStreamed, type StreamedType } from "../integrations/response-streaming";

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

const streamingKinds: Record<StreamedType, Compile> = {
  AWS_PROXY: compileLambdaStreaming,
  HTTP_PROXY: compileHttpStreaming,
};

/** Compiles the call of the backend. One whose answer is streamed makes the whole response. */
export function compileIntegration(integration: Integration, api: RestApi, backends: Backends): Step {
  const compile = isStreamed(integration) ? streamingKinds[integration.type] : kinds[integration.type];
  return compile(integration, api, backends);
}
