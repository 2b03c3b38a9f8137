import { becomes, leaves, lowered, removed, turnedOff, type Watch, watchRule } from "../attribute-watch";
import { goesWithItsWhole } from "../deleted-whole";
import type { Observation } from "../finding";
import { at, isSame, type Json } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** What stops when something that delivers events is gone. */
const deliveries: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_rule: "Its targets no longer hear of these events; schedules no longer run",
  aws_cloudwatch_event_target: "The target no longer hears of these events",
  aws_cloudwatch_log_subscription_filter: "Log events no longer reach its destination",
  aws_lambda_event_source_mapping:
    "The function no longer reads its stream or queue; what arrives meanwhile waits until it expires",
  aws_pipes_pipe: "Events no longer flow from its source to its target",
  aws_s3_bucket_notification: "Nobody hears of new and deleted objects any more",
  aws_scheduler_schedule: "What it starts no longer runs",
  aws_sns_topic_subscription: "Its endpoint no longer gets messages; those sent meanwhile are lost to it",
};

const switches: readonly Watch[] = [
  stopped("aws_lambda_event_source_mapping", ["enabled"], turnedOff),
  stopped("aws_cloudwatch_event_rule", ["is_enabled"], turnedOff),
  stopped("aws_cloudwatch_event_rule", ["state"], becomes("DISABLED")),
  stopped("aws_scheduler_schedule", ["state"], becomes("DISABLED")),
  stopped("aws_pipes_pipe", ["desired_state"], becomes("STOPPED")),
  {
    types: ["aws_s3_bucket_notification"],
    path: ["lambda_function"],
    when: removed,
    title: "Functions no longer hear of objects",
    detail: `${deliveries["aws_s3_bucket_notification"]}.`,
    remedy: "Check who depends on it",
  },
  {
    types: ["aws_lambda_event_source_mapping"],
    path: ["filter_criteria"],
    when: (before, after) => !isSame(before, after),
    severity: "medium",
    title: "The function gets other events than before",
    detail: "Events that the filter drops are gone for this function.",
    remedy: "Check the patterns against real events",
  },
  {
    types: ["aws_lambda_event_source_mapping"],
    path: ["function_response_types"],
    when: removed,
    severity: "medium",
    title: "Failures of single messages are no longer told apart",
    detail:
      "Without ReportBatchItemFailures the function's answer is ignored: what it reports as failed counts as done.",
    remedy: "Let the handler throw, or keep ReportBatchItemFailures",
  },
  {
    types: ["aws_lambda_event_source_mapping"],
    path: ["destination_config"],
    when: removed,
    title: "Records that fail go nowhere",
    detail: "After the last attempt they are dropped without a trace.",
    remedy: "Keep a destination for failures",
  },
  {
    types: ["aws_lambda_event_source_mapping", "aws_lambda_function_event_invoke_config"],
    path: ["maximum_retry_attempts"],
    when: (before, after) => lowered(before, after) || (leaves(-1)(before, after) && typeof after === "number"),
    severity: "medium",
    title: (before, after) =>
      `Failed events are tried ${after} times instead of ${before === "-1" ? "until they expire" : before}`,
    detail: "A short outage then loses events, or moves them to the destination for failures.",
    remedy: "Have a destination for failures",
  },
  {
    types: ["aws_lambda_function_event_invoke_config"],
    path: ["destination_config"],
    when: removed,
    title: "Events that fail go nowhere",
    detail: "After the last attempt they are dropped without a trace.",
    remedy: "Keep a destination for failures",
  },
];

function stopped(type: string, path: Watch["path"], when: Watch["when"]): Watch {
  return {
    types: [type],
    path,
    when,
    title: "Delivery of events is switched off",
    detail: `${deliveries[type]}.`,
    remedy: "Check how long what arrives meanwhile is kept",
  };
}

export const eventSourceRules: readonly Rule[] = [
  {
    id: "event-source-removed",
    category: "runtime",
    severity: "high",
    summary: "An event source mapping, subscription, schedule or notification is deleted or replaced",
    example: "The aws_lambda_event_source_mapping of a queue leaves the configuration",
    types: Object.keys(deliveries),
    find: (change) => (change.is("delete") ? [gone(change)] : []),
  },
  watchRule(
    {
      id: "event-source-off",
      category: "runtime",
      severity: "high",
      summary: "Delivery of events is switched off, filtered, or loses its destination for failures",
      example: "`enabled = false` on an aws_lambda_event_source_mapping",
    },
    switches,
  ),
  {
    id: "invoke-permission-removed",
    category: "runtime",
    severity: "high",
    summary: "An AWS service or an account may no longer call a function",
    example: "The aws_lambda_permission of API Gateway leaves the configuration: the API answers 500",
    types: ["aws_lambda_permission"],
    find: (change, plan) =>
      change.isDelete && !goesWithItsWhole(change, plan) && !hasSuccessor(change, plan) ? [callerLost(change)] : [],
  },
];

function gone(change: ResourceChange): Observation {
  const reason = replacementReason(change);
  return {
    ...(change.isReplace && { severity: "medium" }),
    title: change.isReplace ? "Delivery of events is interrupted" : "Delivery of events ends",
    detail: [
      `${deliveries[change.type]}${change.isReplace ? ", until the new one is there" : ""}.`,
      reason && `${reason}.`,
    ]
      .filter(Boolean)
      .join(" "),
    remedy: change.isReplace
      ? "Check where the new one starts to read: at LATEST it skips what arrived meanwhile"
      : "Check who depends on it",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}

/** What makes one permission stand for another. */
const permissionKey = (permission: Json | undefined): string =>
  JSON.stringify(["function_name", "qualifier", "principal"].map((argument) => at(permission, [argument]) ?? null));

const hasSuccessor = (change: ResourceChange, plan: Plan): boolean => permitted(plan).has(permissionKey(change.before));

const permitted = perPlan(
  ({ changes }) =>
    new Set(
      changes
        .filter(({ type, isCreate }) => type === "aws_lambda_permission" && isCreate)
        .map(({ after }) => permissionKey(after)),
    ),
);

function callerLost(change: ResourceChange): Observation {
  const principal = change.beforeAt("principal");
  const caller = typeof principal === "string" ? principal : "its caller";
  return {
    title: `${caller} may no longer call the function`,
    detail: "Its calls are refused: an API answers 500, events are dropped after their retries.",
    remedy: "Remove what calls the function first",
    changes: ["principal", "source_arn", "function_name"].map((argument) => change.describe([argument])),
  };
}
