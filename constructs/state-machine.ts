import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { actionsWithoutResource } from "./actions-without-resource";
import { identityPolicy, type Statement, trustService } from "./policy-document";
import { terraformLiteral } from "./terraform-literal";

export interface StateMachineProps {
  name: string;
  arn: string;
  account: string;
  type: "STANDARD" | "EXPRESS";
  /** In Amazon States Language. */
  definition: object;
  /** ARNs of the aliases that it invokes. */
  functionArns: readonly string[];
  roleName: string;
  logGroup: { name: string; retentionInDays: number };
}

/** A Step Functions state machine with traces and a log, which never holds what executions work on. */
export class StateMachine extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "logs", {
      name: props.logGroup.name,
      retentionInDays: props.logGroup.retentionInDays,
    });
    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: `Execution role of the state machine ${props.name}`,
      assumeRolePolicy: trustService("states.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": props.account },
        ArnLike: { "aws:SourceArn": props.arn },
      }),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "state-machine",
      role: role.name,
      policy: identityPolicy(statementsOf(props)),
    });
    const machine = new SfnStateMachine(this, "Resource", {
      name: props.name,
      type: props.type,
      definition: terraformLiteral(JSON.stringify(props.definition)),
      roleArn: role.arn,
      loggingConfiguration: {
        // a standard execution's history is kept by Step Functions, an express one's only here
        level: props.type === "EXPRESS" ? "ALL" : "ERROR",
        includeExecutionData: false,
        logDestination: `${group.arn}:*`,
      },
      tracingConfiguration: { enabled: true },
      // Step Functions refuses a log that the role may not set up
      dependsOn: [policy],
    });
    this.arn = machine.arn;
  }
}

const { logDelivery: delivery, logLookups, traces, traceSampling } = actionsWithoutResource;
const logDelivery = [...delivery.actions, ...logLookups.actions];

/** Sources: Step Functions developer guide, "Using CloudWatch Logs to log execution history", "Trace data in AWS X-Ray". */
const statementsOf = ({ functionArns }: StateMachineProps): Statement[] => [
  { Sid: "InvokeFunctions", Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [...functionArns] },
  {
    Sid: "DeliverLogs",
    Effect: "Allow",
    Action: logDelivery.filter((action) => action !== "logs:DeleteResourcePolicy"),
    Resource: ["*"],
  },
  {
    Sid: "WriteTraces",
    Effect: "Allow",
    Action: [...traces.actions, ...traceSampling.actions],
    Resource: ["*"],
  },
];
