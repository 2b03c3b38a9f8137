import { type Case, type Resources } from "./case";

type Fields = Record<string, unknown>;

const task: Fields = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "arn:aws:lambda:eu-west-1:111111111111:function:ship:live" },
  TimeoutSeconds: 30,
  Retry: [{ ErrorEquals: ["Lambda.ServiceException"] }],
  End: true,
};
const logged = { level: "ERROR", log_destination: "${aws_cloudwatch_log_group.g.arn}:*" };
const machine = (definition: unknown, more: Fields = {}): Resources => ({
  aws_sfn_state_machine: {
    m: {
      definition: typeof definition === "string" ? definition : JSON.stringify(definition),
      logging_configuration: logged,
      ...more,
    },
  },
});
const flow = (States: Record<string, Fields>, more: Fields = {}) =>
  machine({ StartAt: "Ship", TimeoutSeconds: 900, States, ...more });
const ship = (change: Fields) => flow({ Ship: { ...task, ...change } });
const without = (field: string) => {
  const { [field]: _left, ...others } = task;
  return flow({ Ship: others });
};
const inBranch = (fields: Fields) =>
  flow({ Ship: { Type: "Parallel", End: true, Branches: [{ StartAt: "Pack", States: { Pack: fields } }] } });

export const cases: Record<string, Case> = {
  "state-machine-definition": {
    keeps: [
      ship({}),
      inBranch(task),
      flow({
        Ship: { ...task, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Undo" }] },
        Undo: { Type: "Choice", Choices: [{ Next: "Failed" }], Default: "Done" },
        Failed: { Type: "Fail" },
        Done: { Type: "Succeed" },
      }),
      machine('{"StartAt": "${aws_ssm_parameter.start.value}"}'),
    ],
    breaks: [
      ["no JSON", machine("{"), /expected an object in Amazon States Language, got no JSON/],
      ["another value", machine([]), /got another JSON value/],
      ["no start", machine({ States: { Ship: task } }), /StartAt: expected one of Ship, got none/],
      ["a start that isn't there", flow({ Pack: task }), /StartAt: expected one of Pack, got Ship/],
      ["a state of no type", ship({ Type: "Job" }), /Ship.Type: expected one of Task, .*, got Job/],
      [
        "a state that isn't there",
        ship({ End: undefined, Next: "Pack" }),
        /states of the definition to follow it, got Pack/,
      ],
      [
        "a state for errors that isn't there",
        ship({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Undo" }] }),
        /to follow it, got Undo/,
      ],
      ["a state that nothing leads to", flow({ Ship: task, Pack: task }), /Pack: expected a way from Ship, got none/],
      ["a state without an end", ship({ End: undefined }), /expected either Next or an end, got neither/],
      ["a state with two", ship({ Next: "Ship" }), /expected either Next or an end, got both/],
      [
        "choices that may all not fit",
        flow({ Ship: { Type: "Choice", Choices: [{ Next: "Done" }] }, Done: { Type: "Succeed" } }),
        /Ship.Default: expected a state for what no choice fits, got none/,
      ],
      [
        "a branch without an end",
        inBranch({ Type: "Pass" }),
        /Ship.Branches\[0\].Pack: expected either Next or an end/,
      ],
    ],
  },
  "state-machine-timeout": {
    keeps: [ship({}), flow({ Ship: task }, { TimeoutSeconds: 300 })],
    breaks: [
      [
        "an execution without end",
        flow({ Ship: task }, { TimeoutSeconds: undefined }),
        /an execution may run for a year/,
      ],
      ["a task without end", without("TimeoutSeconds"), /Ship.TimeoutSeconds: expected one/],
      [
        "an express one that is too slow",
        machine({ StartAt: "Ship", TimeoutSeconds: 301, States: { Ship: task } }, { type: "EXPRESS" }),
        /expected at most 300.*got 301/,
      ],
    ],
  },
  "state-machine-retry": {
    keeps: [ship({}), ship({ Retry: [{ ErrorEquals: ["States.ALL"] }] }), flow({ Ship: { Type: "Succeed" } })],
    breaks: [
      ["no repetition", without("Retry"), /Ship.Retry: expected Lambda.ServiceException among the errors, got \[\]/],
      ["another error's only", ship({ Retry: [{ ErrorEquals: ["Busy"] }] }), /got .*Busy/],
    ],
  },
  "state-machine-function": {
    keeps: [ship({}), ship({ Parameters: { "FunctionName.$": "$.function" } })],
    breaks: [
      [
        "a function without an alias",
        ship({ Parameters: { FunctionName: "arn:aws:lambda:eu-west-1:111111111111:function:ship" } }),
        /expected a function's ARN with an alias or a version, got .*:function:ship$/,
      ],
      [
        "whatever is newest",
        ship({ Resource: "arn:aws:lambda:eu-west-1:111111111111:function:ship:$LATEST" }),
        /with an alias or a version/,
      ],
      ["a name", ship({ Parameters: { FunctionName: "ship" } }), /got ship/],
      ["no function", without("Parameters"), /got none/],
      ["no ARN", ship({ Resource: "lambda" }), /Ship.Resource: expected an ARN, got lambda/],
    ],
  },
  "state-machine-log": {
    keeps: [ship({})],
    breaks: [
      ["no log", machine({}, { logging_configuration: undefined }), /expected ERROR, FATAL or ALL, got OFF/],
      ["a level that logs nothing", machine({}, { logging_configuration: { ...logged, level: "OFF" } }), /got OFF/],
      [
        "a destination that Step Functions refuses",
        machine({}, { logging_configuration: { ...logged, log_destination: "${aws_cloudwatch_log_group.g.arn}" } }),
        /expected a log group's ARN with :\*/,
      ],
      [
        "inputs in the log",
        machine({}, { logging_configuration: { ...logged, include_execution_data: true } }),
        /expected false, as it writes inputs and outputs/,
      ],
    ],
  },
};
