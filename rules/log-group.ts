import { logRetentionDays } from "../environments/vocabulary";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { number, shown } from "./values";

/** What log groups take. */
export const logGroupRules: readonly Rule[] = [
  resourceRule({
    id: "log-retention",
    checks: "A log group keeps its events for one of the periods that CloudWatch knows, never for ever",
    source: "CloudWatch Logs API reference, PutRetentionPolicy",
    types: ["aws_cloudwatch_log_group"],
    *check({ arguments: { retention_in_days: given } }) {
      const days = number(given);
      if (given === undefined || days === 0)
        yield "retention_in_days: expected a number of days, got none, which keeps events for ever";
      else if (days !== undefined && !(logRetentionDays as readonly number[]).includes(days))
        yield `retention_in_days: expected one of ${logRetentionDays.join(", ")}, got ${shown(given)}`;
    },
  }),
];
