import type { TemplateScope } from "../../semantics/mapping-template";
import type { Exchange } from "./exchange";
import { singleValues } from "./query-string";

/** What a mapping template sees of an exchange; `body` is the payload of the side it maps. */
export function templateScope(exchange: Exchange, body: string): TemplateScope {
  return {
    body,
    params: {
      path: exchange.pathParameters,
      querystring: singleValues(exchange.request.query),
      header: exchange.request.headers.single(),
    },
    context: exchange.context,
    stageVariables: exchange.stage.stage.variables,
  };
}
