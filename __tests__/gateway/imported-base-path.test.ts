import { says, ServedApi } from "./served-api";

const swagger = { swagger: "2.0", openapi: undefined, basePath: "/shop/v1/" };
const server = { servers: [{ url: "https://{host}.example.com/shop/v1", variables: { host: { default: "api" } } }] };
const variable = {
  servers: [{ url: "https://api.example.com/{basePath}", variables: { basePath: { default: "/shop/v1" } } }],
};

describe.each([
  ["Swagger 2.0", swagger],
  ["the first server of OpenAPI 3.0", server],
  ["the server variable basePath of OpenAPI 3.0", variable],
])("the base path of %s", (_, document) => {
  test.each([
    [undefined, "/orders"],
    ["ignore", "/orders"],
    ["prepend", "/shop/v1/orders"],
    ["split", "/v1/orders"],
  ])("with basepath %s leads to %s", async (basepath, expected) => {
    const api = await ServedApi.start({
      paths: { "/orders/": { get: says("$context.resourcePath") } },
      document,
      api: basepath === undefined ? {} : { parameters: { basepath } },
    });
    try {
      expect(api.routes.map(({ path }) => path)).toContain(expected);
      expect((await api.call("GET", expected)).text).toBe(expected);
    } finally {
      await api.close();
    }
  });
});

test("another value of basepath is refused", async () => {
  const started = ServedApi.start({ paths: { "/": { get: says("x") } }, api: { parameters: { basepath: "drop" } } });
  await expect(started).rejects.toThrow("parameters.basepath: expected ignore, prepend, split, got drop");
});
