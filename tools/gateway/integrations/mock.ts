import { parseLenientJson } from "../../../semantics/lenient-json";
import { isMap } from "../../../semantics/velocity/values";
import type { Step } from "../exchange";
import { internalServerError } from "../exchange";
import { Headers } from "../headers";

/** Compiles a MOCK integration: the rendered request says `statusCode`, which picks the integration response. */
export function compileMock(): Step {
  return (exchange) => {
    const statusCode = readStatusCode(exchange.integrationRequest!.body.toString());
    if (statusCode === undefined)
      return internalServerError(`unable to parse statusCode: it should be an integer that the request template sets`);
    exchange.integrationResult = { statusCode, headers: new Headers(), body: "", selectionValue: String(statusCode) };
    return undefined;
  };
}

/** `statusCode` of a rendered request template, undefined when it isn't a whole number or the text can't be read. */
export function readStatusCode(rendered: string): number | undefined {
  try {
    const value = parseLenientJson(rendered);
    const statusCode = isMap(value) ? value.entries.get("statusCode") : undefined;
    return typeof statusCode === "bigint" ? Number(statusCode) : undefined;
  } catch {
    return undefined;
  }
}
