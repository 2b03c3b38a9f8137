import type { Grant } from "../../../semantics/policy";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { physicalName } from "../physical-name";

/** Types by the service in their ARNs, with what stands before the name. */
const arns: readonly (readonly [type: string, service: string, prefix: string])[] = [
  ["aws_cloudwatch_log_group", "logs", "log-group:"],
  ["aws_dynamodb_table", "dynamodb", "table/"],
  ["aws_kinesis_firehose_delivery_stream", "firehose", "deliverystream/"],
  ["aws_kinesis_stream", "kinesis", "stream/"],
  ["aws_lambda_function", "lambda", "function:"],
  ["aws_s3_bucket", "s3", ""],
  ["aws_secretsmanager_secret", "secretsmanager", "secret:"],
  ["aws_sfn_state_machine", "states", "stateMachine:"],
  ["aws_sns_topic", "sns", ""],
  ["aws_sqs_queue", "sqs", ""],
];

const createdNames = perPlan(
  ({ changes }) =>
    new Set(
      changes.filter(({ isCreate }) => isCreate).flatMap(({ type, after }) => [`${type} ${physicalName(type, after)}`]),
    ),
);

/** Whether everything that a grant reaches is created by the plan: nobody has anything there yet. */
export const reachesOnlyCreated = ({ resources }: Grant, accounts: ReadonlySet<string>, plan: Plan): boolean =>
  "of" in resources &&
  resources.of.length > 0 &&
  resources.of.every((arn) => {
    const [, , service, , account = "", ...rest] = arn.split(":");
    const name = rest.join(":");
    return (
      (account === "" || accounts.size === 0 || accounts.has(account)) &&
      arns.some(
        ([type, of, prefix]) =>
          of === service && name.startsWith(prefix) && isOf(createdNames(plan), type, name.slice(prefix.length)),
      )
    );
  });

/** A name, or a name with what lies in it: `orders/index/*`. */
const isOf = (names: ReadonlySet<string>, type: string, path: string): boolean =>
  names.has(`${type} ${path}`) ||
  [...path.matchAll(/[/:]/g)].some(({ index }) => names.has(`${type} ${path.slice(0, index)}`));
