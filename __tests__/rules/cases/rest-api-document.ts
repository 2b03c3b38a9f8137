import { api, document, mock, type Case, type Resources, restApi } from "./case";

const sound = { "/orders": { get: mock } };
const whole = (body: unknown, settings?: Record<string, unknown>): Resources => ({
  aws_api_gateway_rest_api: { orders: restApi(body, settings) },
});
const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`/r${i}`, { get: mock }]));
const policy = (text: string, more: Resources): Resources => ({
  ...more,
  aws_api_gateway_rest_api_policy: { p: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", policy: text } },
});

const documented = (parts: number) => ({
  "x-amazon-apigateway-documentation": { documentationParts: Array.from({ length: parts }, () => ({})) },
});

export const cases: Record<string, Case> = {
  "body-document": {
    keeps: [
      api(sound),
      whole('openapi: "3.0.1"\ninfo: {title: orders}\npaths:\n  /orders:\n    get: {security: []}\n'),
      whole('${file("openapi.json")}'),
    ],
    breaks: [
      ["text that is no document", whole("garbage"), /expected an OpenAPI document as JSON or YAML, got a string/],
      ["JSON with a comma too many", whole('{"openapi":"3.0.1",}'), /expected an OpenAPI document/],
      ["OpenAPI 3.1", whole({ ...document(sound), openapi: "3.1.0", webhooks: {} }), /got 3\.1\.0 with webhooks/],
      ["no methods", whole(document({})), /expected at least one method/],
      ["7 MB", whole(document(sound, { "x-large": "a".repeat(7_000_000) })), /at most 6291456 bytes/],
    ],
  },
  "body-settings": {
    keeps: [
      api(
        sound,
        { servers: [{ url: "/", "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } }] },
        {
          disable_execute_api_endpoint: true,
        },
      ),
    ],
    breaks: [
      ["a policy", api(sound, { "x-amazon-apigateway-policy": {} }), /aws_api_gateway_rest_api_policy in place of/],
      ["binary media types", api(sound, { "x-amazon-apigateway-binary-media-types": ["*/*"] }), /binary_media_types/],
      ["the source of API keys", api(sound, { "x-amazon-apigateway-api-key-source": "HEADER" }), /api_key_source/],
      [
        "a compression size",
        api(sound, { "x-amazon-apigateway-minimum-compression-size": 0 }),
        /minimum_compression_size/,
      ],
      [
        "a description of its own",
        api(sound, { info: { title: "orders", description: "other" } }),
        /info\.description/,
      ],
      ["another title", api(sound, { info: { title: "shop" } }), /expected info\.title orders, .* got shop/],
      [
        "an endpoint that is off only there",
        api(sound, {
          servers: [{ "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } }],
        }),
        /disable_execute_api_endpoint, got true/,
      ],
    ],
  },
  "body-mode": {
    keeps: [api(sound)],
    breaks: [["merging", api(sound, {}, { put_rest_api_mode: "merge" }), /expected overwrite, got merge/]],
  },
  "body-or-resources": {
    keeps: [api(sound)],
    breaks: [
      [
        "a method beside it",
        { ...api(sound), aws_api_gateway_method: { m: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}" } } },
        /expected aws_api_gateway_method\.m in it/,
      ],
    ],
  },
  "body-fails-on-warnings": {
    keeps: [api(sound)],
    breaks: [["silence", api(sound, {}, { fail_on_warnings: undefined }), /expected true, .* got none/]],
  },
  paths: {
    keeps: [
      api({
        "/orders/{orderId}/items.v1": { get: mock },
        "/orders/{orderId}": { get: mock },
        "/{proxy+}": { get: mock },
      }),
    ],
    breaks: [
      ["a parameter inside a segment", api({ "/orders/a{id}": { get: mock } }), /got a\{id\}/],
      [
        "two variables of one level",
        api({ "/orders/{id}": { get: mock }, "/orders/{name}/items": { get: mock } }),
        /which has \{id\}, got \{name\}/,
      ],
      [
        "something below a greedy variable",
        api({ "/{proxy+}/items": { get: mock } }),
        /nothing below \{proxy\+\}, got items/,
      ],
      [
        "a path that no URL can have",
        api({ [`/${"a".repeat(10_240)}`]: { get: mock } }),
        /at most 10240 characters, got one of 10241/,
      ],
      ["300 routes beside the root", api(many), /at most 300 resources .* got 301/],
    ],
  },
  "reserved-paths": {
    keeps: [api({ "/ping": { get: mock } })],
    breaks: [
      [
        "/ping at the root of a domain name",
        {
          ...api({ "/ping": { get: mock } }),
          aws_api_gateway_base_path_mapping: { m: { api_id: "${aws_api_gateway_rest_api.orders.id}" } },
        },
        /another path than \/ping/,
      ],
    ],
  },
  "gateway-response-type": {
    keeps: [api(sound, { "x-amazon-apigateway-gateway-responses": { DEFAULT_4XX: {}, WAF_FILTERED: {} } })],
    breaks: [
      ["an unknown type", api(sound, { "x-amazon-apigateway-gateway-responses": { TEAPOT: {} } }), /got TEAPOT/],
      [
        "413",
        api(sound, { "x-amazon-apigateway-gateway-responses": { REQUEST_TOO_LARGE: {} } }),
        /can't be customised/,
      ],
    ],
  },
  "resource-policy": {
    keeps: [
      policy('{"Condition":"aws:SourceVpce"}', api(sound, {}, { endpoint_configuration: { types: ["PRIVATE"] } })),
    ],
    breaks: [
      [
        "a VPC endpoint on a public API",
        policy('{"Condition":"aws:SourceVpce"}', api(sound)),
        /expected aws:SourceVpce on private APIs only/,
      ],
      ["more than 8192 characters", policy("a".repeat(9000), api(sound)), /at most 8192 characters, got 9000/],
    ],
  },
  "documentation-parts": {
    keeps: [api(sound, documented(2000))],
    breaks: [["one more", api(sound, documented(2001)), /at most 2000 parts, got 2001/]],
  },
};
