import { anyMethod, says, ServedApi } from "./served-api";

/** Each route answers with its own name and the path parameters it got. */
const route = (name: string) => says(`${name} $input.params().path`);

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start({
    paths: {
      "/": { get: route("root") },
      "/orders": { get: route("orders"), post: route("create") },
      "/orders/{orderId}": { get: route("order"), [anyMethod]: route("any") },
      "/orders/search": { get: route("search") },
      "/orders/{orderId}/items/{itemId}": { get: route("item") },
      "/files/{path+}": { get: route("file") },
      "/{proxy+}": { delete: route("rest") },
    },
  });
});

afterAll(() => api.close());

test.each([
  ["GET", "/", "root {}"],
  ["GET", "", "root {}"],
  ["GET", "/orders", "orders {}"],
  ["GET", "/orders/", "orders {}"],
  ["GET", "//orders", "orders {}"],
  ["POST", "/orders", "create {}"],
  ["GET", "/orders/7", "order {orderId=7}"],
  ["GET", "/orders/7/items/b", "item {orderId=7, itemId=b}"],
  ["GET", "/files/a", "file {path=a}"],
  ["GET", "/files/a/b/", "file {path=a/b}"],
  ["GET", "/files/a//b", "file {path=a//b}"],
])("%s %s goes to %s", async (method, path, expected) => {
  expect((await api.call(method, path)).text).toBe(expected);
});

test("a literal part wins over a parameter", async () => {
  expect((await api.call("GET", "/orders/search")).text).toBe("search {}");
});

test("a verb of the resource wins over its ANY", async () => {
  expect((await api.call("GET", "/orders/7")).text).toMatch(/^order /);
  expect((await api.call("PATCH", "/orders/7")).text).toMatch(/^any /);
});

test("a resource without the verb gives way to the next that has it", async () => {
  expect((await api.call("DELETE", "/orders/search")).text).toBe("any {orderId=search}");
  expect((await api.call("DELETE", "/orders")).text).toBe("rest {proxy=orders}");
  expect((await api.call("DELETE", "/orders/7/items/b")).text).toBe("rest {proxy=orders/7/items/b}");
});

test("path parameters arrive as the client encoded them", async () => {
  expect((await api.call("GET", "/orders/a%2Fb+c%20d")).text).toBe("order {orderId=a%2Fb+c%20d}");
});

test("a literal part matches when it is encoded, too", async () => {
  expect((await api.call("GET", "/%6Frders")).text).toBe("orders {}");
});

describe("a path or verb that no resource has", () => {
  test.each([
    ["GET", "/nothing"],
    ["GET", "/orders/7/items"],
    ["PUT", "/orders"],
    ["HEAD", "/orders"],
    ["GET", "/files"],
  ])("%s %s is answered 403 Missing Authentication Token", async (method, path) => {
    const answer = await api.call(method, path);
    expect(answer.status).toBe(403);
    expect(answer.headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
    expect(answer.text).toBe(method === "HEAD" ? "" : '{"message":"Missing Authentication Token"}');
  });

  test("is explained to the person at the terminal", async () => {
    await api.call("GET", "/nothing");
    expect(api.logs.at(-1)).toMatchObject({ status: 403, error: "no method GET /nothing in test" });
  });
});
