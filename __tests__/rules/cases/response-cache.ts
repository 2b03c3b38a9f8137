import { api, integrated, type Case, type Resources } from "./case";

const schemes = {
  components: {
    securitySchemes: {
      iam: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
    },
  },
};
const cached = (keys: string[], security: unknown = [], path = "*/*", header?: string): Resources => ({
  ...api(
    {
      "/catalog/{sku}": {
        get: integrated(
          { type: "http", cacheKeyParameters: keys },
          {
            security,
            parameters: [
              { name: "sku", in: "path" },
              { name: "currency", in: "query" },
              ...(header ? [{ name: header, in: "header" }] : []),
            ],
          },
        ),
      },
    },
    schemes,
  ),
  aws_api_gateway_method_settings: {
    s: { rest_api_id: "${aws_api_gateway_rest_api.orders.id}", method_path: path, settings: { caching_enabled: true } },
  },
});
const all = ["method.request.path.sku", "method.request.querystring.currency"];
const { aws_api_gateway_method_settings: _settings, ...uncached } = cached([]);
const canaryOf = (deployment: string, variables: Record<string, string>): Resources => ({
  aws_api_gateway_stage: {
    s: {
      deployment_id: "${aws_api_gateway_deployment.a.id}",
      canary_settings: {
        deployment_id: `\${aws_api_gateway_deployment.${deployment}.id}`,
        stage_variable_overrides: variables,
        use_stage_cache: true,
      },
    },
  },
});

export const cases: Record<string, Case> = {
  "cache-keys": {
    keeps: [cached(all), uncached, cached([...all, "method.request.header.X-Shop"], [], "*/*", "x-shop")],
    breaks: [
      ["a header that is no key", cached(all, [], "*/*", "x-shop"), /expected method\.request\.header\.x-shop/],
      [
        "a query parameter that is no key",
        cached(["method.request.path.sku"]),
        /expected method\.request\.querystring\.currency/,
      ],
      [
        "the same by settings of the method",
        cached([], [], "~1catalog~1{sku}/GET"),
        /expected method\.request\.path\.sku/,
      ],
    ],
  },
  "cache-caller": {
    keeps: [cached([...all, "method.request.header.Authorization"], [{ iam: [] }]), cached(all)],
    breaks: [
      [
        "an authorized method without its caller",
        cached(all, [{ iam: [] }]),
        /expected method\.request\.header\.Authorization/,
      ],
    ],
  },
  "canary-cache": {
    keeps: [canaryOf("b", { color: "green" }), canaryOf("a", {})],
    breaks: [
      [
        "a variable that differs within one deployment",
        canaryOf("a", { color: "green" }),
        /use_stage_cache: expected false or another deployment_id than the stage's, as color differs, got true/,
      ],
    ],
  },
};
