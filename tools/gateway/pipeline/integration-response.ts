import { selectIntegrationResponse } from "../../../semantics/selection-pattern";
import type { ContentHandling, Integration, IntegrationResponse, Method, RestApi } from "../api/rest-api";
import { type Exchange, type IntegrationResult, internalServerError, type Outcome, type Step } from "../exchange";
import { Headers } from "../headers";
import { isStreamed } from "../integrations/response-streaming";
import { firstAccepted, isBinary } from "../media-type";
import { compileSource, type Source } from "../parameter-mapping";
import { convertPayload, type Payload } from "../payload";
import { templateScope } from "../template-scope";
import { sizeOf } from "../trace";
import { compileTemplate, type NamedTemplate } from "./integration-request";

/**
 * Compiles what becomes of the backend's answer. Proxy integrations pass it on; for the others a selection pattern picks
 * the integration response, whose parameters and template make headers and body.
 */
export function compileIntegrationResponse(integration: Integration, method: Method, api: RestApi): Step {
  // made by the integration already
  if (isStreamed(integration)) return () => undefined;
  if (integration.type === "AWS_PROXY") return (exchange) => passOn(exchange, exchange.integrationResult!.body);
  if (integration.type === "HTTP_PROXY") return (exchange) => passConverted(exchange, api);
  const responses = integration.responses.map((response) => compileResponse(response));
  return (exchange) => {
    const result = exchange.integrationResult!;
    const chosen = selectIntegrationResponse(responses, result.selectionValue);
    exchange.trace?.note({
      received: `${result.statusCode}, ${sizeOf(result.body)}`,
      selected: chosen?.statusCode ?? "none",
      pattern: chosen?.selectionPattern ?? (chosen && "default"),
    });
    if (!chosen)
      return internalServerError(
        `integration responses: expected one that matches ${JSON.stringify(result.selectionValue)} or a default, got none`,
      );
    if (!method.responses.has(chosen.statusCode))
      return internalServerError(
        `integration response ${chosen.statusCode}: expected a method response of that status, got none`,
      );
    return mapResponse(exchange, result, chosen, api);
  };
}

interface CompiledResponse {
  selectionPattern?: string;
  statusCode: string;
  headers: [name: string, source: Source][];
  templates: [contentType: string, template: NamedTemplate][];
  contentHandling?: ContentHandling;
}

function compileResponse(response: IntegrationResponse): CompiledResponse {
  const { selectionPattern, statusCode, contentHandling } = response;
  return {
    ...(selectionPattern !== undefined && { selectionPattern }),
    ...(contentHandling && { contentHandling }),
    statusCode,
    headers: Object.entries(response.responseParameters).map(([target, source]) => {
      const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
      if (name === undefined) throw new Error(`expected method.response.header.<name>, got ${target}`);
      return [name, compileSource(source, target)];
    }),
    templates: Object.entries(response.responseTemplates).map(([type, source]) => [
      type,
      compileTemplate(source, `response template ${statusCode} ${type}`),
    ]),
  };
}

function mapResponse(exchange: Exchange, result: IntegrationResult, chosen: CompiledResponse, api: RestApi): Outcome {
  const headers = new Headers();
  for (const [name, source] of chosen.headers) {
    const values = source(exchange, result);
    if (values.length > 0) headers.set(name, ...values);
  }
  const payload = responsePayload(exchange, result, chosen.contentHandling, api);
  if (!payload) return internalServerError(`response body: expected base64 to convert to binary`);
  const template = chosenTemplate(chosen.templates, exchange.request.headers.get("accept"));
  exchange.trace?.note({ template: template?.[0] ?? "none" });
  let { body } = payload;
  let statusCode = Number(chosen.statusCode);
  if (template) {
    if (typeof body !== "string")
      return internalServerError(`${template[1].name}: expected text, got a binary payload`);
    const rendered = template[1].render(templateScope(exchange, body));
    exchange.context = rendered.context;
    body = rendered.text;
    statusCode = applyOverrides(rendered.context["responseOverride"], headers) ?? statusCode;
  }
  if (!headers.has("content-type")) headers.set("Content-Type", template?.[0] ?? "application/json");
  exchange.response = { statusCode, headers, body };
  return undefined;
}

/** The template of what the client accepts, else JSON's, else the first. */
function chosenTemplate(templates: CompiledResponse["templates"], accept: string | undefined) {
  return (
    templates.find(([type]) => type === accept) ??
    templates.find(([type]) => type === "application/json") ??
    templates[0]
  );
}

/** Sets the headers that the template assigned under `$context.responseOverride` and returns its status, if it is one. */
function applyOverrides(assigned: unknown, headers: Headers): number | undefined {
  if (typeof assigned !== "object" || assigned === null) return undefined;
  const { status, header } = assigned as { status?: unknown; header?: Record<string, unknown> };
  for (const [name, value] of Object.entries(header ?? {})) headers.set(name, ...[value].flat().map(String));
  const number = Number(status);
  return Number.isInteger(number) && number >= 100 && number <= 599 ? number : undefined;
}

function responsePayload(
  exchange: Exchange,
  result: IntegrationResult,
  handling: ContentHandling | undefined,
  api: RestApi,
): Payload | undefined {
  const binary = isBinary(result.headers.get("content-type"), api.binaryMediaTypes);
  if (handling) return convertPayload(result.body, binary, handling);
  const wantsBinary = isBinary(firstAccepted(exchange.request.headers.get("accept")), api.binaryMediaTypes);
  if (binary) return convertPayload(result.body, true, wantsBinary ? undefined : "CONVERT_TO_TEXT");
  return convertPayload(result.body, false, wantsBinary && result.body.length > 0 ? "CONVERT_TO_BINARY" : undefined);
}

function passConverted(exchange: Exchange, api: RestApi): Outcome {
  const result = exchange.integrationResult!;
  const payload = responsePayload(exchange, result, undefined, api);
  return payload
    ? passOn(exchange, payload.body)
    : internalServerError("response body: expected base64 to convert to binary");
}

function passOn(exchange: Exchange, body: Buffer | string): Outcome {
  const { statusCode, headers } = exchange.integrationResult!;
  exchange.trace?.note({ received: `${statusCode}, ${sizeOf(body)}` });
  exchange.response = { statusCode, headers, body };
  return undefined;
}
