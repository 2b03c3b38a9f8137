import type { IntegrationCompiler } from "./compiler";
import { compileAnswerParameters } from "./parameters";

/** API Gateway answers itself with the route's first response and this body. */
export interface MockIntegration {
  type: "mock";
  body: unknown;
}

export const compileMock: IntegrationCompiler<MockIntegration> = ({ body }, context) => {
  const { route, subject } = context;
  const [status] = Object.keys(route.responses);
  if (!status) throw new Error(`${subject}: expected a response, got none`);
  return {
    type: "mock",
    passthroughBehavior: "when_no_match",
    requestTemplates: { "application/json": JSON.stringify({ statusCode: Number(status) }) },
    responses: {
      default: {
        statusCode: status,
        responseParameters: compileAnswerParameters({}, body, "MOCK", context),
        responseTemplates: { "application/json": literalTemplate(JSON.stringify(body), subject) },
      },
    },
  };
};

function literalTemplate(text: string, subject: string): string {
  if (/[$#]/.test(text))
    throw new Error(
      `${subject}: mock body: expected text without $ and #, which a mapping template would read, got ${text}`,
    );
  return text;
}
