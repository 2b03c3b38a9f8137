import { becomes, leaves, removed, turnedOff, watchRule } from "../attribute-watch";
import type { Rule } from "../rule";

const types = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"];

export const alarmRules: readonly Rule[] = [
  {
    id: "alarm-removed",
    category: "runtime",
    severity: "medium",
    summary: "An alarm, or the metric filter that feeds one, is deleted",
    example: "An aws_cloudwatch_metric_alarm leaves the configuration",
    types: [...types, "aws_cloudwatch_log_metric_filter"],
    find: (change) =>
      change.isDelete
        ? [
            {
              title:
                change.type === "aws_cloudwatch_log_metric_filter"
                  ? "A metric gets no data any more"
                  : "An alarm is deleted",
              detail: "Nobody is told any more when this goes wrong.",
              remedy: "Delete it only with what it watches",
              changes: ["alarm_name", "name", "metric_name", "threshold"]
                .map((argument) => change.describe([argument]))
                .filter(({ before }) => before !== undefined && before !== null),
            },
          ]
        : [],
  },
  watchRule(
    {
      id: "alarm-silenced",
      category: "runtime",
      severity: "medium",
      summary: "An alarm tells nobody any more",
      example: "`actions_enabled = false`",
    },
    [
      {
        types,
        path: ["actions_enabled"],
        when: turnedOff,
        title: "The alarm's actions are switched off",
        detail: "It still changes its state, but nobody is told.",
        remedy: "Keep them on; raise the threshold if it is too loud",
      },
      {
        types,
        path: ["alarm_actions"],
        when: removed,
        title: "The alarm has no action any more",
        detail: "It still changes its state, but nobody is told.",
        remedy: "Let it notify somebody",
      },
      {
        types: ["aws_cloudwatch_metric_alarm"],
        path: ["treat_missing_data"],
        when: (before, after) => leaves("breaching")(before, after) || becomes("notBreaching")(before, after),
        severity: "info",
        title: (before, after) => `Missing data counts as ${after} instead of ${before}`,
        detail: "If what it watches stops entirely, the alarm may stay silent.",
        remedy: "Use breaching for what must always send data",
      },
    ],
  ),
];
