import type { Template } from "../mapping-template";
import type { AnswerMapping } from "../parameter-mapping";
import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { compileAnswerParameters, compileRequestParameters, constantHeaders } from "./parameters";
import { checkDeclared, checkSelections } from "./selection";
import { failed, readJson, type Refusal, refused, tryAnswer } from "./service-call";
import { templateWriter } from "./template-writer";
import { tryTemplate } from "./trial";

interface ToFunction extends AnswerMapping {
  type: "lambdaCustom";
  /** Name of a function of the service, which gets an event of its own and knows nothing of HTTP. */
  function: string;
  /** What the function is invoked with. */
  event: Template;
}

/** Answers what the function returns. */
interface Synchronous extends ToFunction {
  invocationType: "RequestResponse";
  /** Body of the answer, made of the function's result. */
  result: Template;
  /** A result, on which the answer is tried at synth. */
  sampleResult: unknown;
  /**
   * Errors of the function that clients can do something about: a regular expression (Java) of the whole message of each. Any
   * other is answered with 502. @default - none
   */
  errors?: readonly (Refusal & { pattern: string; sampleMessage: string })[];
}

/**
 * Answers once Lambda has the event: the function is invoked later, tried twice more where it fails, and what it fails to do
 * then goes to a queue of the door.
 */
interface Asynchronous extends ToFunction {
  invocationType: "Event";
  /** Body of the answer. */
  answer: Template;
}

/** Lambda custom (non-proxy) integration: templates make the event of the request, and the answer of the function's result. */
export type LambdaCustomIntegration = Synchronous | Asynchronous;

/** Any message, of several lines too. */
const anyError = String.raw`(\n|.)+`;

/** Source: API Gateway developer guide, "Set up Lambda custom integrations", "Set up asynchronous invocation of the backend". */
export const compileLambdaCustom: IntegrationCompiler<LambdaCustomIntegration> = (integration, context) => {
  const { route, binding, subject } = context;
  const write = templateWriter(context);
  const event = write(integration.event);
  tryTemplate(event, route, `${subject}: event template`, readJson);
  const response = (statusCode: string, template: string, responseParameters = constantHeaders(context)) => ({
    statusCode,
    responseParameters,
    responseTemplates: { "application/json": template },
  });
  const isAsynchronous = integration.invocationType === "Event";
  const given = isAsynchronous ? {} : integration.sampleResult;
  const template = write(isAsynchronous ? integration.answer : integration.result, given);
  const status = tryAnswer({ template, samples: [{ given }] }, context);
  return {
    type: "aws",
    httpMethod: "POST",
    uri: binding.functionUri(integration.function),
    passthroughBehavior: "never",
    timeoutInMillis: 29_000,
    ...(isAsynchronous && {
      requestParameters: compileRequestParameters({ headers: { "X-Amz-Invocation-Type": "Event" } }, "AWS", context),
    }),
    requestTemplates: { "application/json": event },
    responses: {
      default: response(status, template, compileAnswerParameters(integration, given, "AWS", context)),
      ...(isAsynchronous ? {} : errorResponses(integration, context, response)),
    },
  };
};

function errorResponses(
  { errors = [] }: Synchronous,
  context: IntegrationContext,
  response: (statusCode: string, template: string) => object,
): Record<string, object> {
  const all = [...errors, { ...failed, pattern: anyError, sampleMessage: "other" }];
  for (const { status, pattern } of all) {
    const place = `${context.subject}: error ${pattern}`;
    if (status > 502 || status < 400)
      throw new Error(`${place}: expected a status of 400 to 502, as the lowest one wins, got ${status}`);
    checkDeclared(status, place, context);
  }
  checkSelections(
    all.map(({ sampleMessage: sample, ...error }) => ({ ...error, sample })),
    context,
  );
  return Object.fromEntries(
    all.map(({ pattern, ...refusal }) => [pattern, response(String(refusal.status), refused(refusal))]),
  );
}
