import { anyMethod, mock, proxy, says, ServedApi } from "./served-api";

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start({
    paths: {
      "/": { get: says("root"), post: says("root post") },
      "/head": { head: says("12345"), get: says("12345") },
      "/get": { get: says("x") },
      "/any": { [anyMethod]: proxy("echo") },
      "/cors": {
        get: says("x"),
        options: mock({
          responses: {
            default: { statusCode: "200", responseParameters: { "method.response.header.Allow": "'GET,OPTIONS'" } },
          },
        }),
      },
    },
    functions: { echo: "exports.handler = async ({ httpMethod }) => ({ body: httpMethod });" },
  });
});

afterAll(() => api.close());

test("the root of an API is a resource like others", async () => {
  expect((await api.call("GET", "/")).text).toBe("root");
  expect((await api.call("POST", "")).text).toBe("root post");
});

test("HEAD is answered with the headers of its method and no body", async () => {
  const answer = await api.call("HEAD", "/head");
  expect([answer.status, answer.text, answer.headers["content-length"]]).toEqual([200, "", "5"]);
});

test("HEAD is not answered by GET", async () => {
  expect((await api.call("HEAD", "/get")).status).toBe(403);
});

test("OPTIONS is answered only where it is a method", async () => {
  expect((await api.call("OPTIONS", "/cors")).headers).toMatchObject({ allow: "GET,OPTIONS" });
  expect((await api.call("OPTIONS", "/get")).status).toBe(403);
});

test.each(["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"])(
  "ANY takes %s, and the function sees it",
  async (verb) => {
    expect((await api.call(verb, "/any")).text).toBe(verb);
  },
);

test.each(["TRACE", "PURGE"])("%s is no verb of API Gateway: ANY doesn't take it", async (verb) => {
  expect((await api.call(verb, "/any")).status).toBe(403);
});
