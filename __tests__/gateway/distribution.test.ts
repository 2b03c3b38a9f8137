import { proxy, says, ServedApi } from "./served-api";

let served: ServedApi;

beforeAll(async () => {
  served = await ServedApi.start({
    paths: { "/where": { get: says("$context.domainName") }, "/event": { get: proxy("echo") } },
    functions: { echo: "exports.handler = async ({ requestContext }) => ({ body: requestContext.domainName });" },
    resource: {
      aws_api_gateway_domain_name: { domain: { domain_name: "api.example.com" } },
      aws_api_gateway_base_path_mapping: {
        v1: {
          domain_name: "${aws_api_gateway_domain_name.domain.domain_name}",
          api_id: "${aws_api_gateway_rest_api.api.id}",
          stage_name: "dev",
          base_path: "v1",
        },
      },
      aws_cloudfront_distribution: {
        distribution: {
          aliases: ["www.example.com"],
          origin: [
            {
              domain_name: "${aws_api_gateway_domain_name.domain.domain_name}",
              origin_id: "api",
              custom_header: [
                { name: "x-origin-verify", value: "${data.aws_secretsmanager_secret_version.x.secret_string}" },
              ],
            },
          ],
        },
        other: {
          aliases: ["files.example.com"],
          origin: [{ domain_name: "${data.aws_s3_bucket.files.bucket_regional_domain_name}", origin_id: "files" }],
        },
      },
    },
  });
});

afterAll(() => served.close());

const get = (host: string, rawPath: string) => served.call("GET", "", { host, rawPath });

test("a distribution's host name leads to the API behind it, which knows its own domain name only", async () => {
  expect((await get("www.example.com", "/v1/where")).text).toBe("api.example.com");
  expect((await get("www.example.com", "/v1/event")).text).toBe("api.example.com");
  expect((await get("api.example.com", "/v1/where")).text).toBe("api.example.com");
});

test("is what clients are told", () => {
  expect(served.apis.map(({ url }) => new URL(url).hostname)).toEqual(["www.example.com.localhost"]);
});

test("of another origin leads nowhere", async () => {
  expect((await get("files.example.com", "/v1/where")).status).toBe(403);
});
