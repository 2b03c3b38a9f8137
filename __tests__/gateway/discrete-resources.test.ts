import { ServedApi } from "./served-api";

const api = { rest_api_id: "${aws_api_gateway_rest_api.api.id}" };
const order = { ...api, resource_id: "${aws_api_gateway_resource.order.id}", http_method: "GET" };

let served: ServedApi;

beforeAll(async () => {
  served = await ServedApi.startStacks({
    app: {
      resource: {
        aws_api_gateway_rest_api: { api: { name: "discrete" } },
        aws_api_gateway_resource: {
          orders: { ...api, parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}", path_part: "orders" },
          order: { ...api, parent_id: "${aws_api_gateway_resource.orders.id}", path_part: "{orderId}" },
        },
        aws_api_gateway_request_validator: {
          v: { ...api, name: "v", validate_request_body: true, validate_request_parameters: true },
        },
        aws_api_gateway_model: {
          m: {
            ...api,
            name: "Order",
            content_type: "application/json",
            schema:
              '${jsonencode({ type = "object", required = ["id"], properties = { items = { type = "array", minItems = 1 } } })}',
          },
        },
        aws_api_gateway_method: {
          get: { ...order, authorization: "NONE", request_parameters: { "method.request.path.orderId": true } },
          put: {
            ...order,
            http_method: "PUT",
            authorization: "NONE",
            request_validator_id: "${aws_api_gateway_request_validator.v.id}",
            request_models: { "application/json": "${aws_api_gateway_model.m.name}" },
          },
          root: {
            ...api,
            resource_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
            http_method: "ANY",
            authorization: "NONE",
          },
        },
        aws_api_gateway_integration: Object.fromEntries(
          [
            ["get", "${aws_api_gateway_resource.order.id}", "${aws_api_gateway_method.get.http_method}"],
            ["put", "${aws_api_gateway_resource.order.id}", "PUT"],
            ["root", "${aws_api_gateway_rest_api.api.root_resource_id}", "ANY"],
          ].map(([name, resource_id, http_method]) => [
            name,
            {
              ...api,
              resource_id,
              http_method,
              type: "MOCK",
              request_templates: { "application/json": '{"statusCode": 200}' },
            },
          ]),
        ),
        aws_api_gateway_method_response: {
          get: { ...order, status_code: "200" },
          put: { ...order, http_method: "PUT", status_code: "200" },
          root: {
            ...api,
            resource_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
            http_method: "ANY",
            status_code: "200",
          },
        },
        aws_api_gateway_integration_response: {
          get: {
            ...order,
            status_code: "200",
            response_templates: { "application/json": "order $input.params('orderId')" },
          },
          put: { ...order, http_method: "PUT", status_code: "200" },
          root: {
            ...api,
            resource_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
            http_method: "ANY",
            status_code: "200",
            response_templates: { "application/json": "root" },
          },
        },
        aws_api_gateway_gateway_response: {
          missing: {
            ...api,
            response_type: "MISSING_AUTHENTICATION_TOKEN",
            status_code: "404",
            response_templates: { "application/json": "nope" },
          },
        },
        aws_api_gateway_deployment: { d: api },
        aws_api_gateway_stage: {
          s: { ...api, deployment_id: "${aws_api_gateway_deployment.d.id}", stage_name: "prod" },
        },
      },
    },
  });
});

afterAll(() => served.close());

test("resources, methods and integrations make the same API as a document", async () => {
  expect(served.apis[0]).toMatchObject({ name: "discrete", door: "edge", stage: "prod" });
  expect((await served.call("GET", "/orders/7")).text).toBe("order 7");
  expect((await served.call("DELETE", "/")).text).toBe("root");
});

test("so do validators and models", async () => {
  expect((await served.call("PUT", "/orders/7", { body: '{"id":1}' })).status).toBe(200);
  expect((await served.call("PUT", "/orders/7", { body: "{}" })).text).toBe('{"message": "Invalid request body"}');
});

test("a model that is a resource keeps what the import of a document leaves out", async () => {
  expect((await served.call("PUT", "/orders/7", { body: '{"id":1,"items":[]}' })).status).toBe(400);
  expect((await served.call("PUT", "/orders/7", { body: '{"id":1,"items":[2]}' })).status).toBe(200);
});

test("so do gateway responses", async () => {
  const answer = await served.call("GET", "/nothing");
  expect([answer.status, answer.text]).toEqual([404, "nope"]);
});
