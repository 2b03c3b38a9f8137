import type { Expression, JsonTemplate } from "../mapping-template";
import type { AnswerMapping } from "../parameter-mapping";
import type { IntegrationCompiler } from "./compiler";
import { compileServiceCall, failed, readJson, readJsonText, refused, routeCaller, type Answer } from "./service-call";
import { refuseMissing } from "./trial";
import { inJsonString, jsonText, toVelocity } from "./velocity";

interface Execution extends AnswerMapping {
  type: "stepFunctions";
  stateMachine: string;
  /** What the execution begins with. */
  input: JsonTemplate;
  /** Body of the answer, made of what Step Functions answers: see service-answers.ts. */
  answer: JsonTemplate;
}

/** API Gateway starts an execution of a state machine of the service. */
export type StepFunctionsIntegration =
  | (Execution & {
      /** Answers once it is started. */
      action: "StartExecution";
      /**
       * Name of the execution, 1 to 80 characters. A STANDARD state machine takes a name once in 90 days: the same request again
       * is answered as the first one while that runs, and another one with 409. @default - one that Step Functions makes
       */
      name?: Expression;
    })
  | (Execution & {
      /** Answers once it has ended, within 29 s: 502 where it failed, 504 where it took too long. EXPRESS state machines only. */
      action: "StartSyncExecution";
      /** What an execution gives, on which the answer is tried at synth. */
      sampleOutput: unknown;
    });

const arns = "arn:aws:states:eu-west-1:111111111111";
const started = { executionArn: `${arns}:execution:machine:name`, startDate: 1_775_738_096.123 };

/** Source: Step Functions API reference, StartExecution and StartSyncExecution. */
export const compileStepFunctions: IntegrationCompiler<StepFunctionsIntegration> = (integration, context) => {
  const { stateMachine, action, input } = integration;
  const { route, subject, binding } = context;
  const who = routeCaller(context);
  const name = action === "StartExecution" ? integration.name : undefined;
  refuseMissing([input, name ?? null], route, subject);
  const document = [
    `{"stateMachineArn":"${binding.services.arnOf("states", stateMachine)}"`,
    ...(name ? [',"name":', ...jsonText(name, who)] : []),
    ',"input":"',
    ...inJsonString(jsonText(input, who)),
    '"}',
  ];
  return compileServiceCall(
    {
      target: `action/${action}`,
      contentType: "application/x-amz-json-1.0",
      request: toVelocity(document),
      read(text) {
        const request = readJson(text) as { input?: unknown };
        return { ...request, input: readJsonText(request.input, "input") };
      },
      answer: answerOf(integration, toVelocity(jsonText(integration.answer, who))),
      ...(name && {
        refusals: {
          ExecutionAlreadyExists: {
            status: 409,
            code: "ALREADY_STARTED",
            message: "this was started before, by another request or one that is over",
          },
          InvalidName: {
            status: 400,
            code: "BAD_REQUEST_PARAMETERS",
            message: "the request's parameters are invalid",
          },
        },
      }),
    },
    context,
  );

  function answerOf(of: StepFunctionsIntegration, template: string): Answer {
    if (of.action === "StartExecution") {
      refuseMissing(of.answer, route, subject, started);
      return { template, samples: [{ given: started }] };
    }
    const ended = (status: string) => ({
      executionArn: `${arns}:express:machine:name:id`,
      status,
      output: JSON.stringify(of.sampleOutput),
    });
    refuseMissing(of.answer, route, subject, ended("SUCCEEDED"));
    for (const status of [502, 504])
      if (!route.errors?.includes(status))
        throw new Error(
          `${subject}: errors: expected ${status} among them, which an execution that fails answers, got ${route.errors?.join(", ") ?? "none"}`,
        );
    // 200 says that it ended, not how
    const late = refused({ status: 504, code: "INTEGRATION_TIMEOUT", message: "there was no answer in time" });
    return {
      template: `#set($status = "$input.path('$.status')")#if($status == "SUCCEEDED")${template}#elseif($status == "TIMED_OUT")${late}#else${refused(failed)}#end`,
      samples: [
        { given: ended("SUCCEEDED") },
        { given: ended("FAILED"), status: 502 },
        { given: ended("TIMED_OUT"), status: 504 },
      ],
    };
  }
};
