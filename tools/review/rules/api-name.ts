import { asText, type Json } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";

export const apiTypes = ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"];

/** The name of an API where the plan knows it, else its id. */
export const apiName = (id: Json | undefined, plan: Plan): string => namesById(plan).get(asText(id)) ?? asText(id);

const namesById = perPlan(
  ({ changes }) =>
    new Map(
      changes
        .filter(({ mode, type }) => mode === "managed" && apiTypes.includes(type))
        .map((change) => [
          asText(change.afterAt("id") ?? change.beforeAt("id")),
          asText(change.afterAt("name") ?? change.beforeAt("name") ?? change.name),
        ]),
    ),
);
