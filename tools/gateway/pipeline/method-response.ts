import { type IntegrationType, responseHeaderName } from "../../../semantics/reserved-headers";
import type { Step } from "../exchange";
import { Headers } from "../headers";
import { sizeOf } from "../trace";

/** Compiles the last step: headers that the service keeps for itself are renamed or dropped, the trace id is added. */
export function compileMethodResponse(type: IntegrationType): Step {
  return (exchange) => {
    const answer = exchange.response!;
    const headers = new Headers();
    for (const { name, values } of answer.headers.entries()) {
      const sent = responseHeaderName(name, type);
      if (sent !== undefined) headers.set(sent, ...values);
    }
    if (type !== "MOCK") headers.set("X-Amzn-Trace-Id", exchange.traceId);
    exchange.trace?.note({ status: answer.statusCode, send: sizeOf(answer.body) });
    exchange.response = { ...answer, headers };
    return undefined;
  };
}
