import { api, integrated, type Case } from "./case";

const answered = (responses: object, declared: object = { 200: { description: "ok", headers: { ETag: {} } } }) =>
  api({ "/orders": { get: integrated({ type: "http", responses }, { responses: declared }) } });
const proxied = (response: object) =>
  api({ "/orders": { get: integrated({ type: "http_proxy", responses: { default: response } }) } });
const template = (text: string) =>
  api({ "/orders": { post: integrated({ type: "aws", requestTemplates: { "application/json": text } }) } });
const cors = (origin: string) =>
  answered({
    default: {
      statusCode: "200",
      responseParameters: {
        "method.response.header.Access-Control-Allow-Origin": `'${origin}'`,
        "method.response.header.Access-Control-Allow-Credentials": "'true'",
      },
    },
  });
const preflight = (contentHandling?: string) =>
  api({ "/orders": { options: integrated({ type: "mock", contentHandling }) } }, {}, { binary_media_types: ["*/*"] });

export const cases: Record<string, Case> = {
  "integration-response": {
    keeps: [answered({ default: { statusCode: "200", responseParameters: { "method.response.header.etag": "'1'" } } })],
    breaks: [
      [
        "a status that the method lacks",
        answered({ default: { statusCode: "404" } }),
        /expected a response 404 of the method, got 200/,
      ],
      [
        "a header that isn't declared",
        answered({ default: { statusCode: "200", responseParameters: { "method.response.header.Location": "'/'" } } }),
        /expected the header Location .* got etag/,
      ],
    ],
  },
  "proxied-response": {
    keeps: [proxied({ statusCode: "200" }), answered({ default: { statusCode: "200", responseTemplates: { a: "" } } })],
    breaks: [
      [
        "a header",
        proxied({ statusCode: "200", responseParameters: { "method.response.header.ETag": "'1'" } }),
        /integration response default: responseParameters: expected none with http_proxy, which passes the answer on, got some/,
      ],
      ["a template", proxied({ responseTemplates: { "application/json": "{}" } }), /responseTemplates: expected none/],
    ],
  },
  "selection-pattern": {
    keeps: [answered({ "5\\d{2}": { statusCode: "200" } })],
    breaks: [["an open bracket", answered({ "[a-": { statusCode: "200" } }), /got \[a-/]],
  },
  "mapping-template": {
    keeps: [template("#if($input.body)$input.json('$')#end")],
    breaks: [
      ["an #if without #end", template("#if($input.body)a"), /expected a Velocity template/],
      ["more than 300 KB", template("a".repeat(310_000)), /at most 307200 bytes/],
    ],
  },
  "cors-credentials": {
    keeps: [cors("https://shop.example.com")],
    breaks: [["every origin", cors("*"), /expected one origin/]],
  },
  "cors-extension": {
    keeps: [answered({})],
    breaks: [
      [
        "the extension of HTTP APIs",
        api({ "/orders": { get: integrated({ type: "mock" }) } }, { "x-amazon-apigateway-cors": {} }),
        /for HTTP APIs/,
      ],
    ],
  },
  "preflight-text": {
    keeps: [preflight("CONVERT_TO_TEXT")],
    breaks: [["bytes", preflight(), /expected CONVERT_TO_TEXT/]],
  },
  "constant-headers": {
    keeps: [cors("a".repeat(9000))],
    breaks: [
      ["long ones", cors("a".repeat(10_240)), /GET \/orders: expected constant headers of at most 10240 bytes, got 10/],
      [
        "those of a private API's gateway response",
        api(
          { "/orders": { get: integrated({ type: "mock" }) } },
          {
            "x-amazon-apigateway-gateway-responses": {
              THROTTLED: { responseParameters: { "gatewayresponse.header.Link": `'${"a".repeat(8000)}'` } },
            },
          },
          { endpoint_configuration: { types: ["PRIVATE"] } },
        ),
        /THROTTLED: expected constant headers of at most 8000 bytes, got 8004/,
      ],
    ],
  },
};
