import { styleText } from "node:util";
import type { LambdaLogEntry } from "./lambda/runtime";
import type { RequestLog } from "./server";
import type { TracedStep } from "./trace";

/** Writes requests and what functions print for a person at a terminal. */
export interface LogLines {
  /** One line, why it was refused below it, then the steps when they are known. */
  request(log: RequestLog): string;
  /** What a function printed, with its name and the beginning of the request id. */
  function(entry: LambdaLogEntry, time: Date): string;
}

/** Columns of paths grow with what they hold, up to this. */
const widest = 44;

/** Lines in columns: what is the same width in each comes first, so that they stay aligned. */
export function createLogLines({ colors }: { colors: boolean }): LogLines {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    colors ? styleText(format, text, { validateStream: false }) : text;
  const pathColumn = growingColumn();
  const doorColumn = growingColumn();

  const steps = (all: TracedStep[]) =>
    all.map(({ name, milliseconds, ...details }) => {
      const decided = Object.entries(details)
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([key, value]) => `${style("dim", key)} ${visible(String(value))}`);
      return `${indent}${name.padEnd(20)} ${duration(milliseconds, 3)}  ${decided.join(style("dim", ", "))}`.trimEnd();
    });

  return {
    request(log) {
      const { time, httpMethod, status, milliseconds, resource, requestId, gatewayResponse, error } = log;
      const path = visible(pathOf(log));
      const line = [
        style("dim", clock(time)),
        httpMethod.padEnd(7),
        style(statusColor(status), String(status)),
        duration(milliseconds, 1),
        doorColumn(doorOf(log)),
        pathColumn(resource === undefined || resource === path ? path : `${path} -> ${resource}`),
        style("dim", shortId(requestId)),
      ].join("  ");
      const refusal = [gatewayResponse, error].filter((part) => part !== undefined).join(": ");
      const why = refusal === "" ? [] : [style(statusColor(status), indent + indented(refusal))];
      return [line, ...steps(log.steps ?? []), ...why].join("\n");
    },
    function({ functionName, requestId, line }, time) {
      const origin = [functionName, shortId(requestId)].filter((part) => part !== "").join(" ");
      return `${style("dim", clock(time.toISOString()))}  ${style("cyan", origin)} | ${indented(readable(line))}`;
    },
  };
}

const indent = " ".repeat(10);

/** Such as `regional v1`, nothing for a request that came nowhere. */
const doorOf = ({ door, version }: RequestLog) =>
  door === undefined ? "-" : [door, version].filter((part) => part !== undefined).join(" ");

/** Without the prefix of local addresses; with the host, where there is no door to it. */
const pathOf = ({ door, host, path }: RequestLog) =>
  door === undefined ? host + path : path.replace(/^\/+_aws\/execute-api\/[^/]+\/[^/]+(?=\/|$)/, "") || "/";

function growingColumn(): (text: string) => string {
  let width = 0;
  return (text) => {
    width = Math.max(width, Math.min(text.length, widest));
    return text.padEnd(width);
  };
}

const statusColor = (status: number) =>
  status < 300 ? "green" : status < 400 ? "cyan" : status < 500 ? "yellow" : "red";

const duration = (milliseconds: number, digits: number) => `${milliseconds.toFixed(digits).padStart(9)} ms`;

const clock = (time: string) => time.slice(11, 19);

/** As much of a request id as tells requests of a session apart. */
const shortId = (requestId: string) => requestId.slice(0, 8);

/** A structured log line as level, message and the rest; others as they are. */
function readable(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { level, message, timestamp: _, requestId: _id, awsRequestId: _aws, ...rest } = JSON.parse(line) as LogFields;
    if (typeof message !== "string") return line;
    const fields = Object.entries(rest).map(([name, value]) => `${name}=${textOf(value)}`);
    return [...(typeof level === "string" ? [level] : []), message, ...fields].join("  ");
  } catch {
    return line;
  }
}

type LogFields = Record<string, unknown>;

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Text of several lines as one block. */
const indented = (block: string) => visible(block).replaceAll(/\n(?!\n|$)/g, `\n${indent}`);

/** Text without what a terminal would obey, line breaks and tabs excepted. */
const visible = (text: string) => text.replaceAll(/[^\P{Cc}\n\t]/gu, "?");
