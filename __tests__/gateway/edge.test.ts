import { HttpBackend } from "./http-backend";
import { proxy, says, ServedApi } from "./served-api";

const functions = {
  echo: "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) })",
  failing: "exports.handler = async () => ({ statusCode: 404, headers: { Via: '1.1 own' }, body: '' })",
};

let backend: HttpBackend;
let edge: ServedApi;
let regional: ServedApi;

beforeAll(async () => {
  backend = await HttpBackend.start();
  const paths = {
    "/echo": { get: proxy("echo") },
    "/failing": { get: proxy("failing") },
    "/mock": { get: says("x") },
    "/http": {
      get: {
        responses: {},
        "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "GET", uri: `http://${backend.host}/` },
      },
    },
  };
  edge = await ServedApi.start({ paths, functions, endpoint: "EDGE" });
  regional = await ServedApi.start({ paths, functions });
});

afterAll(async () => {
  await edge.close();
  await regional.close();
  await backend.close();
});

interface Event {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  requestContext: { identity: { sourceIp: string } };
}

const eventOf = async (headers: Record<string, string> = {}, api = edge) =>
  (await api.call("GET", "/echo", { headers })).json() as Event;

const distribution = /^1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/;

describe("a function behind an edge-optimized API", () => {
  test("sees what CloudFront adds", async () => {
    const { headers } = await eventOf();
    expect(headers).toMatchObject({
      "CloudFront-Forwarded-Proto": "https",
      "CloudFront-Is-Desktop-Viewer": "true",
      "CloudFront-Is-Mobile-Viewer": "false",
      "CloudFront-Is-SmartTV-Viewer": "false",
      "CloudFront-Is-Tablet-Viewer": "false",
      Via: expect.stringMatching(distribution) as string,
      "X-Amz-Cf-Id": expect.stringMatching(/^[\w-]{54}==$/) as string,
      "X-Forwarded-Port": "443",
      "X-Forwarded-Proto": "https",
    });
  });

  test("sees two hops, and the client as source", async () => {
    const { headers, requestContext } = await eventOf({ "X-Forwarded-For": "203.0.113.9" });
    expect(headers["X-Forwarded-For"]).toBe("203.0.113.9, 127.0.0.1, 192.0.2.1");
    expect(requestContext.identity.sourceIp).toBe("127.0.0.1");
  });

  test.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", "Mobile"],
    ["Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36", "Mobile"],
    ["Mozilla/5.0 (Linux; Android 13; SM-X700) Safari/537.36", "Tablet"],
    ["Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Mobile/15E148", "Tablet"],
    ["Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0)", "SmartTV"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Desktop"],
    ["curl/8.5.0", "Desktop"],
  ])("of %s learns that it is a %s viewer", async (userAgent, kind) => {
    const { headers } = await eventOf({ "User-Agent": userAgent });
    const viewers = Object.keys(headers).filter(
      (name) => name.startsWith("CloudFront-Is-") && headers[name] === "true",
    );
    expect(viewers).toEqual([`CloudFront-Is-${kind}-Viewer`]);
  });

  test("sees the country only when the client says it, and never CloudFront's headers from the client", async () => {
    const forged = {
      "CloudFront-Viewer-Country": "AQ",
      "cloudfront-viewer-asn": "1",
      "CloudFront-Forwarded-Proto": "http",
    };
    const { headers } = await eventOf(forged);
    expect(Object.keys(headers).filter((name) => /country|asn/i.test(name))).toEqual([]);
    expect(headers["CloudFront-Forwarded-Proto"]).toBe("https");
    const told = await eventOf({ "x-gatehouse-viewer-country": "DE" });
    expect(told.headers["CloudFront-Viewer-Country"]).toBe("DE");
    expect(told.headers).not.toHaveProperty("x-gatehouse-viewer-country");
  });

  test("sees names that CloudFront capitalizes, cookies by name, and Via after the client's own", async () => {
    const { headers, multiValueHeaders } = await eventOf({
      accept: "text/csv",
      cookie: "b=2; a=1; c=3",
      "cache-control": "no-cache",
      via: "1.0 proxy",
    });
    expect(headers).toMatchObject({ Accept: "text/csv", Cookie: "a=1; b=2; c=3", "cache-control": "no-cache" });
    expect(multiValueHeaders["Via"]).toEqual(["1.0 proxy", expect.stringMatching(distribution)]);
  });
});

describe("an answer of an edge-optimized API", () => {
  test.each([
    ["/mock", 200, "Miss from cloudfront"],
    ["/failing", 404, "Error from cloudfront"],
    ["/missing", 403, "Error from cloudfront"],
  ])("to %s says that it came through CloudFront", async (path, status, cache) => {
    const { headers, ...answer } = await edge.call("GET", path);
    expect(answer.status).toBe(status);
    expect(headers["x-cache"]).toBe(cache);
    expect(headers["x-amz-cf-id"]).toMatch(/^[\w-]{54}==$/);
    expect(headers["via"]?.split(", ").at(-1)).toMatch(distribution);
  });

  test("has the id that the function sees", async () => {
    const answer = await edge.call("GET", "/echo");
    expect((answer.json() as Event).headers["X-Amz-Cf-Id"]).toBe(answer.headers["x-amz-cf-id"]);
  });
});

test("an HTTP backend behind an edge-optimized API sees CloudFront's headers, but Via", async () => {
  await edge.call("GET", "/http");
  expect(backend.last.headers).toMatchObject({ "cloudfront-is-desktop-viewer": "true" });
  expect(backend.last.headers).not.toHaveProperty("via");
});

test("a Regional API has nothing of CloudFront", async () => {
  const answer = await regional.call("GET", "/echo", { headers: { accept: "a", cookie: "b=1; a=2" } });
  const names = [...Object.keys(answer.headers), ...Object.keys((answer.json() as Event).headers)];
  expect(names.filter((name) => /cloudfront|cf-id|via|x-cache/i.test(name))).toEqual([]);
  expect((answer.json() as Event).headers).toMatchObject({ accept: "a", cookie: "b=1; a=2" });
});
