import { stripVTControlCharacters } from "node:util";
import { createLogLines } from "../../tools/gateway/log-lines";
import type { RequestLog } from "../../tools/gateway/server";

const plain = () => createLogLines({ colors: false });

const answered: RequestLog = {
  time: "2026-11-22T12:30:01.000Z",
  requestId: "1f0c9a3b-0000-4000-8000-000000000000",
  httpMethod: "GET",
  host: "api.dev.example.com",
  path: "/v1/orders/42",
  api: "orders",
  stage: "dev",
  door: "regional",
  version: "v1",
  resource: "/orders/{orderId}",
  status: 200,
  milliseconds: 3.2,
};
const refused: RequestLog = {
  ...answered,
  httpMethod: "DELETE",
  status: 403,
  milliseconds: 120,
  gatewayResponse: "ACCESS_DENIED",
  error: "resource policy: ExplicitDeny",
};

test("a request is one line: when, what, how it ended, how long it took, where it went, its id", () => {
  expect(plain().request(answered)).toBe(
    "12:30:01  GET      200        3.2 ms  regional v1  /v1/orders/42 -> /orders/{orderId}  1f0c9a3b",
  );
});

test("lines are aligned", () => {
  const lines = plain();
  const [first, second] = [answered, { ...refused, path: "/v1/a", error: undefined! }].map((log) => lines.request(log));
  for (const column of [["GET", "DELETE"], ["200", "403"], ["3.2 ms", "120.0 ms"], ["1f0c9a3b"]])
    expect(first!.indexOf(column[0]!) + (column[0] === "3.2 ms" ? column[0].length : 0)).toBe(
      second!.indexOf(column.at(-1)!) + (column[0] === "3.2 ms" ? column.at(-1)!.length : 0),
    );
});

test("why it was refused is said below it, with the gateway response that answered", () => {
  expect(plain().request(refused).split("\n")[1]).toBe("          ACCESS_DENIED: resource policy: ExplicitDeny");
});

test("a request that came nowhere shows its host", () => {
  const { door: _, version: _v, resource: _r, ...lost } = answered;
  expect(plain().request({ ...lost, host: "nobody.example.com", path: "/x" })).toMatch(
    / {2}- {2}nobody\.example\.com\/x /,
  );
});

test("a local address is shown by the path inside the API", () => {
  const path = "/_aws/execute-api/abcdefghij/dev/orders";
  expect(plain().request({ ...answered, path, resource: "/orders" })).toMatch(/regional v1 {2}\/orders {2}/);
});

test("steps are below the line, each with its time and what it decided", () => {
  const steps = [
    { name: "route" as const, milliseconds: 0.012, method: "GET", resource: "/orders/{orderId}" },
    { name: "cache" as const, milliseconds: 1.5, cache: "hit", keyParameters: "" },
  ];
  expect(
    plain()
      .request({ ...answered, steps })
      .split("\n")
      .slice(1),
  ).toEqual([
    "          route                    0.012 ms  method GET, resource /orders/{orderId}",
    "          cache                    1.500 ms  cache hit",
  ]);
});

test("what a function prints is attributed to it and its request", () => {
  const entry = { functionName: "orders", requestId: answered.requestId, line: "one\ntwo" };
  expect(plain().function(entry, new Date(answered.time))).toBe("12:30:01  orders 1f0c9a3b | one\n          two");
  expect(plain().function({ ...entry, requestId: "", line: "cold" }, new Date(answered.time))).toBe(
    "12:30:01  orders | cold",
  );
});

test("a structured log line is shown as level, message and the rest", () => {
  const line = '{"timestamp":"t","level":"WARN","message":"slow","requestId":"r","latency":12,"of":"getOrder"}';
  expect(plain().function({ functionName: "f", requestId: "", line }, new Date(0))).toMatch(
    /\| WARN {2}slow {2}latency=12 {2}of=getOrder$/,
  );
});

test("nothing that is printed steers the terminal", () => {
  const line = "\u001B[2Jcleared\rover";
  expect(plain().function({ functionName: "f", requestId: "", line }, new Date(0))).toMatch(/\| \?\[2Jcleared\?over$/);
  expect(plain().request({ ...answered, path: "/a\u009B2J" })).toContain("/a?2J");
  expect(plain().request({ ...refused, error: "got \u001B]0;title\u0007" })).toMatch(/got \?\]0;title\?$/);
});

test("colors change nothing but the color", () => {
  const colored = createLogLines({ colors: true }).request(refused);
  expect(colored).toContain("\u001B[33m403\u001B[39m");
  expect(stripVTControlCharacters(colored)).toBe(plain().request(refused));
});
