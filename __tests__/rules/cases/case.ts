import { judge } from "../../../rules/law";
import type { Rule } from "../../../rules/rule";
import { type Configuration, StackConfiguration } from "../../../rules/stack-configuration";

export type Resources = Record<string, Record<string, Record<string, unknown>>>;

/** What keeps a rule, and what breaks it: in which way, and what is said of it. */
export interface Case {
  keeps: Resources[];
  breaks: [how: string, resources: Resources, message: RegExp][];
}

/** A stack of these resources in eu-west-1, with a provider for us-east-1 beside it; `data.<type>` are data sources. */
export function stackOf(resources: Resources, name = "dev-orders"): StackConfiguration {
  const isData = ([type]: [string, unknown]) => type.startsWith("data.");
  const sources = Object.entries(resources).filter(isData);
  const configuration: Configuration = {
    provider: {
      aws: [
        { region: "eu-west-1", allowed_account_ids: ["111111111111"] },
        { region: "us-east-1", alias: "us_east_1", allowed_account_ids: ["111111111111"] },
      ],
    },
    resource: Object.fromEntries(Object.entries(resources).filter((entry) => !isData(entry))),
    data: Object.fromEntries(sources.map(([type, named]) => [type.slice("data.".length), named])),
  };
  const app: StackConfiguration[] = [];
  app.push(new StackConfiguration(name, configuration, app));
  return app[0]!;
}

export const messagesOf = (rule: Rule, resources: Resources): string[] =>
  judge([stackOf(resources)], [rule]).map(({ address, message }) => `${address}: ${message}`);

/** A REST API with a body, regional unless said otherwise. */
export const restApi = (body: unknown, settings: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: "orders",
  body: typeof body === "string" ? body : JSON.stringify(body),
  fail_on_warnings: true,
  endpoint_configuration: { types: ["REGIONAL"] },
  ...settings,
});

/** An OpenAPI document with these paths. */
export const document = (
  paths: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  openapi: "3.0.1",
  info: { title: "orders", version: "v1" },
  paths,
  ...more,
});

/** An open MOCK method. */
export const mock = {
  security: [],
  responses: { 200: { description: "ok" } },
  "x-amazon-apigateway-integration": { type: "mock", responses: { default: { statusCode: "200" } } },
};

/** A method whose integration has these settings. */
export const integrated = (integration: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  security: [],
  responses: { 200: { description: "ok" } },
  "x-amazon-apigateway-integration": integration,
  ...more,
});

export const api = (
  paths: Record<string, unknown>,
  more?: Record<string, unknown>,
  settings?: Record<string, unknown>,
): Resources => ({
  aws_api_gateway_rest_api: { orders: restApi(document(paths, more), settings) },
});

/** As many resources as that, all with these arguments. */
export const numbered = (count: number, settings: Record<string, unknown>): Record<string, Record<string, unknown>> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, settings]));
