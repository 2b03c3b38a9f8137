import type http from "node:http";
import { pipeline } from "node:stream";
import type { Integration, RestApi } from "../api/rest-api";
import type { Refusal, Step } from "../exchange";
import { Headers } from "../headers";
import { backendRequest, open, timedOut, unreachable } from "./http";
import type { Backends } from "./lambda";
import { StreamedBody, streamLimits } from "./response-streaming";

/**
 * Compiles an HTTP_PROXY integration that streams: status and headers go to the client when the backend has sent all of them,
 * the payload as it comes (developer guide, "Set up an HTTP proxy integration with payload response streaming").
 */
export function compileHttpStreaming(integration: Integration, api: RestApi, backends: Backends): Step {
  const limits = streamLimits(integration, api.door);
  return (exchange) =>
    new Promise((resolve) => {
      const request = backendRequest(exchange, integration, api.id);
      let body: StreamedBody | undefined;
      const fail = (refusal: Refusal) => {
        cancel();
        body?.destroy(new Error(`response stream: ${refusal.hint}`));
        resolve(refusal);
      };
      const receive = (response: http.IncomingMessage) => {
        body = new StreamedBody(limits.idle, backends.schedule);
        const headers = Headers.fromRaw(response.rawHeaders);
        exchange.response = { statusCode: response.statusCode!, headers, body };
        pipeline(response, body, cancel);
        resolve(undefined);
      };
      const outgoing = open(request, receive, (error) => {
        fail(unreachable(request, error));
      });
      const cancel = backends.schedule(() => {
        fail(timedOut(request, limits.total));
        outgoing.destroy();
      }, limits.total);
    });
}
