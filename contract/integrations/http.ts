import type { Template } from "../mapping-template";
import type { AnswerMapping, RequestMapping } from "../parameter-mapping";
import type { HttpMethod } from "../route";
import type { IntegrationCompiler } from "./compiler";
import { compileAddress, type HttpAddress } from "./http-address";
import { compileAnswerParameters, constantHeaders } from "./parameters";
import { checkDeclared, checkSelections } from "./selection";
import { type Answer, failed, readJson, type Refusal, refused, tryAnswer } from "./service-call";
import { templateWriter } from "./template-writer";
import { tryTemplate } from "./trial";

/**
 * API Gateway speaks to an HTTP backend that has another shape than the contract: templates make the backend's request, and
 * the answer of what it gives. Nothing of the client's request passes that isn't mapped.
 */
export interface HttpIntegration extends HttpAddress, AnswerMapping {
  type: "http";
  /** By which the backend is called. */
  method: HttpMethod;
  /** What the backend is sent beside a body. @default - nothing */
  parameters?: RequestMapping;
  /** JSON body that the backend is sent. @default - none */
  request?: Template;
  /** Body of the answer, made of what the backend gives with a status of 200 to 299. */
  answer: Template;
  /** What the backend gives, on which the answer is tried at synth, and the status that the answer has then. */
  samples: Answer["samples"];
  /**
   * Statuses of the backend that clients can do something about: a regular expression (Java) of the whole status each. Any other
   * is answered with 502. @default - none
   */
  errors?: readonly (Refusal & { pattern: string; sampleStatus: number })[];
}

/** A request without a body has a template all the same: without one, API Gateway would refuse it or pass the client's. */
const noBody = '#set($body = "")';

/** Source: API Gateway developer guide, "HTTP integrations for REST APIs". */
export const compileHttp: IntegrationCompiler<HttpIntegration> = (integration, context) => {
  const { route, subject } = context;
  const { method, parameters = {}, request, samples, errors = [] } = integration;
  const [sample] = samples;
  if (!sample) throw new Error(`${subject}: samples: expected one or more, on which the answer is tried, got none`);
  const write = templateWriter(context);
  const requestTemplate = request === undefined ? noBody : write(request);
  tryTemplate(requestTemplate, route, `${subject}: request template`, request === undefined ? String : readJson);
  const template = write(integration.answer, sample.given);
  const success = tryAnswer({ template, samples }, context);
  for (const { status, pattern } of [...errors, { ...failed, pattern: "default" }])
    checkDeclared(status, `${subject}: error ${pattern}`, context);
  const selected = [
    { status: Number(success), pattern: String.raw`2\d{2}`, sample: "200", template },
    ...errors.map(({ pattern, sampleStatus, ...refusal }) => ({
      status: refusal.status,
      pattern,
      sample: String(sampleStatus),
      template: refused(refusal),
    })),
  ];
  checkSelections([...selected, { status: failed.status, pattern: "-", sample: "-" }], context);
  const response = (statusCode: number, source: string, responseParameters = constantHeaders(context)) => ({
    statusCode: String(statusCode),
    responseParameters,
    responseTemplates: { "application/json": source },
  });
  const answerParameters = compileAnswerParameters(integration, sample.given, "HTTP", context);
  return {
    type: "http",
    httpMethod: method,
    ...compileAddress(
      integration,
      {
        ...parameters,
        headers: { ...(request !== undefined && { "Content-Type": "application/json" }), ...parameters.headers },
      },
      "HTTP",
      context,
    ),
    passthroughBehavior: "never",
    requestTemplates: { "application/json": requestTemplate },
    responses: {
      ...Object.fromEntries(
        selected.map(({ pattern, status, template: source }, index) => [
          pattern,
          response(status, source, index === 0 ? answerParameters : undefined),
        ]),
      ),
      default: response(failed.status, refused(failed)),
    },
  };
};
