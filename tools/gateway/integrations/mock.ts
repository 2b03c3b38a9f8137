import type { Step } from "../exchange";
import { internalServerError } from "../exchange";
import { Headers } from "../headers";

/** Compiles a MOCK integration: the rendered request says `statusCode`, which picks the integration response. */
export function compileMock(subject: string): Step {
  return (exchange) => {
    const statusCode = readStatusCode(exchange.integrationRequest!.body.toString());
    if (statusCode === undefined)
      return internalServerError(
        `${subject}: unable to parse statusCode: it should be an integer that the request template sets`,
      );
    exchange.integrationResult = { statusCode, headers: new Headers(), body: "", selectionValue: String(statusCode) };
    return undefined;
  };
}

/**
 * `statusCode` of the rendered request template. API Gateway's reader takes more than JSON: names without or with single
 * quotes, commas too many. The number must be one.
 */
export function readStatusCode(rendered: string): number | undefined {
  const text = rendered.trim();
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const value = readJson(text) ?? readJson(lenient(text));
  const statusCode =
    typeof value === "object" && value !== null ? (value as { statusCode?: unknown }).statusCode : undefined;
  return typeof statusCode === "number" && Number.isInteger(statusCode) ? statusCode : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same text as JSON proper; strings stay as they are. */
function lenient(text: string): string {
  const token =
    /"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'|([A-Za-z_$][\w$]*)(?=\s*:)|,(?=\s*[}\],])|\/\*.*?\*\/|\/\/[^\n]*/gs;
  return text.replace(token, (all, quoted?: string, bare?: string) => {
    if (all.startsWith('"')) return all;
    const content = quoted ?? bare;
    return content === undefined ? "" : JSON.stringify(content);
  });
}
