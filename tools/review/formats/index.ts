import type { Report } from "../report";
import type { RuleText } from "../rule";
import { toJson } from "./json";
import { toMarkdown } from "./markdown";
import { toSarif } from "./sarif";
import { toTerminal } from "./terminal";

/** How a report is printed, by the name for `--format`. Each gives text that ends with a line feed. */
export const formats = {
  markdown: (report: Report) => toMarkdown(report),
  json: toJson,
  sarif: toSarif,
  terminal: (report: Report, _: readonly RuleText[], colors: boolean) => toTerminal(report, colors),
} satisfies Record<string, (report: Report, rules: readonly RuleText[], colors: boolean) => string>;

export type Format = keyof typeof formats;
