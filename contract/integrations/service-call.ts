import * as z from "zod/mini";
import type { serviceErrors } from "..";
import type { errorCodes } from "../error";
import { bindingOf } from "../security";
import { callerExpression } from "./caller-expression";
import type { IntegrationContext } from "./compiler";
import { compileAnswerParameters, compileRequestParameters, constantHeaders } from "./parameters";
import { accessOf } from "./service-access";
import { tryTemplate } from "./trial";

type Codes = typeof errorCodes & typeof serviceErrors;

/** What a client is told where the backend refuses: a code of the contract with its status, and a sentence for people. */
export type Refusal = { [C in keyof Codes]: { status: Codes[C]["status"]; code: C; message: string } }[keyof Codes];

/** How an answer is made of what the backend gave. */
export interface Answer {
  /** Velocity source. */
  template: string;
  /** What the backend gives, on which the template is tried, and the status that the answer has then. */
  samples: readonly { given: unknown; status?: number }[];
}

export interface ServiceCall {
  /** After the service in the URI: `action/PutRecord`. */
  target: string;
  contentType: string;
  /** Velocity source of what is sent. */
  request: string;
  /** Reads what is sent as the service will. @throws Error for what it would refuse */
  read: (text: string) => unknown;
  answer: Answer;
  /** Velocity expression of the name of an error. @default - as the JSON protocols have it */
  error?: string;
  /** By the name of the error. */
  refusals?: Readonly<Record<string, Refusal>>;
}

/** Names of errors that pass: of DynamoDB, Kinesis, Step Functions, SQS and KMS (their API references, common errors). */
const busy = [
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "ExecutionLimitExceeded",
  "RequestThrottled",
  "KMSThrottlingException",
  "KmsThrottled",
];

const unavailable: Refusal = {
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  message: "the service is not available at the moment",
};

/** Of whatever clients can do nothing about. */
export const failed: Refusal = {
  status: 502,
  code: "INTEGRATION_FAILURE",
  message: "the request could not be processed",
};

/** How templates write who calls the route. */
export const routeCaller = ({ route, binding, subject }: IntegrationContext) =>
  callerExpression(bindingOf(route, binding.door, subject));

/**
 * An integration with an action of an AWS service, called by a role of its own. What the service takes is answered with the
 * route's first response; an error that clients can do something about as `refusals` say, one that passes with 503, and any
 * other, which is a fault of ours, with 502.
 * Source: API Gateway developer guide, "x-amazon-apigateway-integration object".
 */
export function compileServiceCall(call: ServiceCall, context: IntegrationContext): object {
  const { route, binding, subject } = context;
  const { service, resource } = accessOf(route.integration)!;
  tryTemplate(call.request, route, `${subject}: request template`, call.read);
  const success = tryAnswer(call.answer, context);
  const errors = errorTemplate(call);
  const declared = (status: number) => {
    if (!route.errors?.includes(status))
      throw new Error(
        `${subject}: errors: expected ${status} among them, which ${service} answers, got ${route.errors?.join(", ") ?? "none"}`,
      );
    return String(status);
  };
  for (const { status } of Object.values(call.refusals ?? {})) declared(status);
  const [sample] = call.answer.samples;
  const mapping = "headers" in route.integration ? { headers: route.integration.headers } : {};
  const response = (statusCode: string, template: string, responseParameters = constantHeaders(context)) => ({
    statusCode,
    responseParameters,
    responseTemplates: { "application/json": template },
  });
  return {
    type: "aws",
    httpMethod: "POST",
    uri: `arn:aws:apigateway:${binding.services.region}:${service}:${call.target}`,
    credentials: binding.services.roleArnOf(service, resource),
    passthroughBehavior: "never",
    timeoutInMillis: 29_000,
    requestParameters: compileRequestParameters({ headers: { "Content-Type": call.contentType } }, "AWS", context),
    requestTemplates: { "application/json": call.request },
    responses: {
      "200": response(success, call.answer.template, compileAnswerParameters(mapping, sample?.given, "AWS", context)),
      [String.raw`4\d{2}`]: response(declared(failed.status), errors),
      default: response(declared(unavailable.status), refused(unavailable)),
    },
  };
}

/** Tries an answer on what the backend gives, against the route's own responses. @returns the status of the first one */
export function tryAnswer({ template, samples }: Answer, { route, subject }: IntegrationContext): string {
  const [first] = Object.keys(route.responses);
  if (!first) throw new Error(`${subject}: expected a response, got none`);
  for (const { given, status = Number(first) } of samples) {
    const response = route.responses[status];
    const place = `${subject}: response template`;
    const { value, rendered } = tryTemplate(template, route, place, readJson, given);
    const overridden = (rendered.context.responseOverride as { status?: unknown }).status;
    const got = overridden === undefined ? Number(first) : Number(overridden);
    if (got !== status) throw new Error(`${place}: expected status ${status}, got ${got}`);
    if (route.errors?.includes(status)) continue;
    if (!response) throw new Error(`${subject}: responses: expected ${status} among them, got ${first}`);
    const result = response.body ? z.safeParse(response.body, value) : undefined;
    if (result && !result.success)
      throw new Error(
        `${place}: expected the body of response ${status} (${result.error.issues.map((issue) => issue.path.join(".") || "body").join(", ")} differs), got ${rendered.text}`,
      );
  }
  return first;
}

export function readJson(text: string): unknown {
  return JSON.parse(text) as unknown;
}

/** A field of a JSON document as text that is JSON itself. */
export function readJsonText(value: unknown, name: string): unknown {
  if (typeof value !== "string") throw new Error(`${name}: expected a text, got ${typeof value}`);
  return JSON.parse(value) as unknown;
}

function errorTemplate({ refusals = {}, error = "$input.path('$.__type')" }: ServiceCall): string {
  const named = [...Object.entries(refusals), ...busy.map((name) => [name, unavailable] as const)];
  const branches = named.map(
    ([name, refusal], index) => `#${index === 0 ? "if" : "elseif"}($error.endsWith("${name}"))${refused(refusal)}`,
  );
  // a text even where the answer names no error
  return `#set($error = "${error}")${branches.join("")}#else${refused(failed)}#end`;
}

/** Sets the status of an answer, from within its template. Source: developer guide, "Override your API's request and response parameters". */
export const override = (status: number): string => `#set($context.responseOverride.status = ${status})`;

/** An error in the shape of ErrorBody, with its status; one that passes says when to come again. */
export const refused = ({ status, code, message }: Refusal): string =>
  override(status) +
  (status === unavailable.status ? '#set($context.responseOverride.header.Retry-After = "1")' : "") +
  `{"code":"${code}","message":"${message}","requestId":"$context.requestId"}`;
