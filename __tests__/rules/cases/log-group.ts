import { type Case, type Resources } from "./case";

const group = (days?: unknown): Resources => ({ aws_cloudwatch_log_group: { g: { retention_in_days: days } } });

export const cases: Record<string, Case> = {
  "log-retention": {
    keeps: [group(30)],
    breaks: [
      ["no retention", group(), /keeps events for ever/],
      ["0, which is none", group(0), /keeps events for ever/],
      ["a period that CloudWatch doesn't know", group(2), /expected one of 1, 3, 5.*got 2/],
    ],
  },
};
