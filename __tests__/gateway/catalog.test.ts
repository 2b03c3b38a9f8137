import { getArticle, getArticleImage } from "../../contract/orders/catalog";
import { ordersV1 } from "../../contract/orders/v1";
import { toRestApiBody } from "../../contract/rest-api-body";
import { service } from "../../contract";
import { backend, services } from "../contract/service-addresses";
import { HttpBackend } from "./http-backend";
import { methodSettings } from "./stage-settings";
import { functionUri, ServedApi } from "./served-api";

/** The sample's catalogue behind a VPC link, with an HTTP server in the place of the older system. */

/** It gives the older system a fifth of a second. */
const timeoutInMillis = 200;
const impatient = { ...getArticle, integration: { ...getArticle.integration, timeoutInMillis } };

const { paths, ...document } = toRestApiBody(
  { ...ordersV1, routes: { getArticle: impatient, getArticleImage } },
  {
    name: "test",
    endpoint: { disableExecuteApiEndpoint: false },
    functionUri,
    services,
    backend: (name) => ({ ...backend(name), vpcLinkId: "abc123" }),
    door: service.authorization.doors.regional,
    authorizers: service.authorization.authorizers,
    userPoolArn: () => "",
  },
);
const item = { ARTNO: "cup-01", TEXT: 'Cup "Rim" $5 #1\\', PRICE: "19.90", CURR: "EUR", AVAIL: "Y" };

let older: HttpBackend;
let api: ServedApi;

const start = (localBackends: ReadonlyMap<string, string>) =>
  ServedApi.start(
    {
      paths: paths as Record<string, object>,
      document,
      api: { binary_media_types: [...ordersV1.binaryMediaTypes] },
      stage: { cache_cluster_enabled: true, cache_cluster_size: "0.5" },
      resource: methodSettings({
        "*/*": { caching_enabled: false },
        "~1catalog~1{sku}/GET": {
          caching_enabled: true,
          cache_ttl_in_seconds: 300,
          require_authorization_for_cache_control: true,
          unauthorized_cache_control_header_strategy: "FAIL_WITH_403",
        },
      }),
    },
    { localBackends },
  );

beforeAll(async () => {
  older = await HttpBackend.start();
  api = await start(new Map([["https://catalog.example.com/api", `http://${older.host}`]]));
});
afterAll(async () => {
  await api.close();
  await older.close();
});

const gives = (answer: unknown, status = 200) => {
  const headers = { "Content-Type": "application/json", "Last-Modified": "Thu, 09 Apr 2026 12:00:00 GMT" };
  older.answer = { status, headers, body: JSON.stringify(answer) };
};

test("an article is asked for as the older system wants it, and answered in the contract's shape", async () => {
  gives({ ITEM: item });
  const answer = await api.call("GET", "/catalog/cup-01", { headers: { Cookie: "secret", Authorization: "secret" } });
  expect([answer.status, answer.json()]).toEqual([
    200,
    { sku: "cup-01", title: item.TEXT, price: { amount: 1990, currency: "EUR" }, available: true },
  ]);
  expect(answer.headers).toMatchObject({
    "access-control-allow-origin": "*",
    "content-type": "application/json",
    "last-modified": "Thu, 09 Apr 2026 12:00:00 GMT",
  });
  expect(older.last).toMatchObject({ method: "POST", url: "/items/lookup" });
  expect(JSON.parse(older.last.body.toString())).toEqual({ QUERY: { ARTNO: "cup-01", LANG: "EN" } });
  expect(older.last.headers).toMatchObject({
    "content-type": "application/json",
    "x-correlation-id": answer.headers["x-amzn-requestid"],
  });
  expect(JSON.stringify(older.last.headers)).not.toContain("secret");
});

test("a hostile number stays a text of the older system's question", async () => {
  gives({}, 404);
  await api.call("GET", `/catalog/${encodeURIComponent('x","LANG":"XX')}`);
  expect(JSON.parse(older.last.body.toString())).toMatchObject({ QUERY: { LANG: "EN" } });
});

test.each([
  ["404", {}, 404, "NOT_FOUND"],
  ["500", { STACK: "secret" }, 503, "SERVICE_UNAVAILABLE"],
  ["503", {}, 503, "SERVICE_UNAVAILABLE"],
  ["401", {}, 502, "INTEGRATION_FAILURE"],
  ["302", {}, 502, "INTEGRATION_FAILURE"],
  ["200", { ITEM: { ...item, PRICE: "19.9" } }, 502, "INTEGRATION_FAILURE"],
])("the older system's %s with %j is %d %s, in the contract's shape", async (given, body, status, code) => {
  gives(body, Number(given));
  const answer = await api.call("GET", `/catalog/cup-${given}`);
  expect([answer.status, answer.json()]).toEqual([
    status,
    { code, message: expect.any(String) as string, requestId: answer.headers["x-amzn-requestid"] },
  ]);
  expect(answer.headers["retry-after"]).toBe(status === 503 ? "1" : undefined);
});

test("an older system that takes too long is 504 INTEGRATION_TIMEOUT, in the contract's shape", async () => {
  older.answer = { status: 200, delay: 10 * timeoutInMillis };
  const answer = await api.call("GET", "/catalog/cup-late");
  expect([answer.status, answer.json()]).toEqual([
    504,
    { code: "INTEGRATION_TIMEOUT", message: expect.any(String), requestId: answer.headers["x-amzn-requestid"] },
  ]);
  expect(answer.headers["access-control-allow-origin"]).toBe("*");
});

test("a second question for an article is answered from the cache, another article's is not, and nobody invalidates it", async () => {
  gives({ ITEM: { ...item, ARTNO: "mug" } });
  const before = older.seen.length;
  const first = await api.call("GET", "/catalog/mug");
  gives({ ITEM: { ...item, ARTNO: "mug", PRICE: "1.00" } });
  expect((await api.call("GET", "/catalog/mug")).json()).toEqual(first.json());
  expect(older.seen.length).toBe(before + 1);
  await api.call("GET", "/catalog/mug-2");
  expect(older.seen.length).toBe(before + 2);
  const refused = await api.call("GET", "/catalog/mug", { headers: { "Cache-Control": "max-age=0" } });
  expect([refused.status, (refused.json() as { code: string }).code]).toEqual([403, "ACCESS_DENIED"]);
  expect(older.seen.length).toBe(before + 2);
});

test("an article, or that there is none, is text to a client that would rather have a picture", async () => {
  const headers = { Accept: "image/webp,*/*" };
  gives({ ITEM: { ...item, ARTNO: "text-01" } });
  const found = await api.call("GET", "/catalog/text-01", { headers });
  expect([found.status, found.json()]).toMatchObject([200, { sku: "text-01" }]);
  gives({}, 404);
  const none = await api.call("GET", "/catalog/text-02", { headers });
  expect([none.status, none.json()]).toMatchObject([404, { code: "NOT_FOUND" }]);
});

test("a picture comes as the bytes that the older system has, and isn't kept", async () => {
  const picture = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  older.answer = { status: 200, headers: { "Content-Type": "image/png" }, body: picture };
  for (let count = 0; count < 2; count++) {
    const seen = older.seen.length;
    const answer = await api.call("GET", "/catalog/cup-01/image", { headers: { Accept: "image/png" } });
    expect([answer.status, answer.headers["content-type"], answer.bytes]).toEqual([200, "image/png", picture]);
    // what the proxied backend doesn't answer, nobody adds
    expect(
      Object.keys(answer.headers).filter((name) => /^(access-control|deprecation|sunset|link)/.test(name)),
    ).toEqual([]);
    expect([older.seen.length, older.last.url]).toEqual([seen + 1, "/images/cup-01"]);
  }
});

test("an address that nobody answers at is our fault, and the log says how to answer it here", async () => {
  const alone = await start(new Map([["https://catalog.example.com/api", "http://catalog.invalid"]]));
  const answer = await alone.call("GET", "/catalog/cup-01");
  expect([answer.status, (answer.json() as { code: string }).code]).toEqual([500, "INTERNAL_ERROR"]);
  expect(JSON.stringify(alone.logs)).toContain("--backend http://catalog.invalid=http://127.0.0.1:<port>");
  await alone.close();
});

test("a local backend for an address that no route leads to is refused", async () => {
  await expect(start(new Map([["https://katalog.example.com", "http://127.0.0.1:1"]]))).rejects.toThrow(
    "--backend https://katalog.example.com: expected an address that integrations lead to, got one of none",
  );
});
