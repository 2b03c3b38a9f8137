import { createHash, createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { SignatureV4 } from "@smithy/signature-v4";
import { multiValues, parseQuery } from "../../tools/gateway/query-string";
import { type Answer, says, ServedApi } from "./served-api";

const iam = { security: [{ iam: [] }] };

const definition = {
  paths: {
    "/whoami": { get: says("$context.identity.accessKey $context.identity.userArn", iam) },
    "/orders": { post: says("posted", iam) },
    "/orders/{id}": { get: says("order", iam) },
  },
  document: {
    components: {
      securitySchemes: {
        iam: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
      },
    },
  },
};

/** The hash that the SDK's signer asks for. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string);
  }
  update(data: Uint8Array) {
    this.hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }
  reset() {}
}

interface Signing {
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
  region?: string;
  service?: string;
  /** Seconds from now. */
  at?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

let api: ServedApi;

beforeAll(async () => {
  api = await ServedApi.start(definition);
});

afterAll(() => api.close());

function requestOf(method: string, url: string, { headers = {}, body }: Signing) {
  const [path, query = ""] = url.split("?");
  const { host } = new URL(api.apis[0]!.url);
  const sent = multiValues(parseQuery(query));
  return {
    method,
    protocol: "http:",
    hostname: host,
    path: `/dev${path}`,
    query: sent,
    headers: { host, ...headers },
    ...(body !== undefined && { body }),
  };
}

function signerOf({ region = "eu-west-1", service = "execute-api", ...signing }: Signing) {
  const { accessKeyId = "local", secretAccessKey = "local", sessionToken } = signing;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return new SignatureV4({ credentials, region, service, sha256: Sha256 });
}

const dateOf = ({ at = 0 }: Signing) => new Date(Date.now() + at * 1000);

async function sign(method: string, url: string, signing: Signing = {}): Promise<Record<string, string>> {
  const request = requestOf(method, url, signing);
  return (await signerOf(signing).sign(request, { signingDate: dateOf(signing) })).headers;
}

async function call(method: string, url: string, signing: Signing = {}): Promise<Answer> {
  const headers = await sign(method, url, signing);
  return api.call(method, url, { headers, ...(signing.body !== undefined && { body: signing.body }) });
}

async function presign(method: string, url: string, expiresIn: number, signing: Signing = {}): Promise<string> {
  const request = requestOf(method, url, signing);
  const { query } = await signerOf(signing).presign(request, { expiresIn, signingDate: dateOf(signing) });
  const parts = Object.entries(query as Record<string, string | string[]>).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return `${url.split("?")[0]}?${parts.join("&")}`;
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

const refusal = ({ status, headers, text }: Answer) => [
  status,
  headers["x-amzn-errortype"],
  (JSON.parse(text) as { message: string }).message,
];

describe("a signed request", () => {
  test("passes, and its caller is known", async () => {
    expect((await call("GET", "/whoami")).text).toBe("local arn:aws:iam::111122223333:user/local");
  });

  test.each([
    "/orders/a%20b",
    "/orders/ä".replace("ä", "%C3%A4"),
    "/orders/1?b=2&a=1&b=1&empty=&space=a%20b%2Bc",
    "/orders/1/",
  ])("passes whatever is in its path and query: %s", async (url) => {
    expect((await call("GET", url)).text).toBe("order");
  });

  test("passes with its body and further headers signed", async () => {
    const headers = { "content-type": "application/json", "x-amz-meta": "  a   b " };
    expect((await call("POST", "/orders", { body: '{"id":7}', headers })).text).toBe("posted");
  });

  test("covers a compressed payload as it is sent", async () => {
    const answer = await call("POST", "/orders", {
      body: gzipSync('{"id":7}'),
      headers: { "content-encoding": "gzip", "content-type": "application/json" },
    });
    expect([answer.status, answer.text]).toEqual([200, "posted"]);
  });

  test.each([-299, 299])("passes when clocks are %d seconds apart", async (at) => {
    expect((await call("GET", "/whoami", { at })).status).toBe(200);
  });
});

describe("a presigned URL", () => {
  test("passes until it expires", async () => {
    expect((await api.call("GET", await presign("GET", "/orders/1?a=1", 900, { at: -600 }))).text).toBe("order");
    const late = await api.call("GET", await presign("GET", "/orders/1", 900, { at: -901 }));
    expect(refusal(late)).toEqual([403, "InvalidSignatureException", expect.stringMatching(/^Signature expired: /)]);
  });

  test.each<[string, (url: string) => string]>([
    ["its expiry", (url) => url.replace("Expires=60", "Expires=600")],
    ["a parameter", (url) => url.replace("a=1", "a=2")],
    ["a further parameter", (url) => `${url}&b=1`],
    ["its path", (url) => url.replace("/orders/1", "/orders/2")],
  ])("doesn't pass with %s changed", async (_, change) => {
    const answer = await api.call("GET", change(await presign("GET", "/orders/1?a=1", 60)));
    expect(refusal(answer).slice(0, 2)).toEqual([403, "InvalidSignatureException"]);
  });

  test.each(["X-Amz-Expires", "X-Amz-Signature", "X-Amz-Date", "X-Amz-Algorithm"])(
    "doesn't pass without %s",
    async (name) => {
      const url = await presign("GET", "/orders/1?a=1", 60);
      const answer = await api.call("GET", url.replace(new RegExp(`&${name}=[^&]*`), ""));
      expect(refusal(answer).slice(0, 2)).toEqual([403, "IncompleteSignatureException"]);
    },
  );

  test("doesn't pass when it is valid for more than a week", async () => {
    const url = await presign("GET", "/orders/1", 60);
    const answer = await api.call("GET", url.replace("Expires=60", "Expires=604801"));
    expect(refusal(answer)[1]).toBe("IncompleteSignatureException");
  });
});

describe("a signature is refused", () => {
  test("when it isn't there", async () => {
    expect(refusal(await api.call("GET", "/whoami"))).toEqual([
      403,
      "MissingAuthenticationTokenException",
      "Missing Authentication Token",
    ]);
  });

  test.each<[string, string, string | RegExp]>([
    [
      "no signature",
      "foo",
      /^Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed .*\): '.+'\.$/,
    ],
    ["a bearer token", "Bearer a.b.c", /^Invalid key=value pair/],
    [
      "half a signature",
      "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/execute-api/aws4_request",
      /^Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. /,
    ],
    [
      "a credential that is none",
      "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=0",
      /^Credential must have exactly 5 slash-delimited elements/,
    ],
  ])("when the header holds %s", async (_, authorization, message) => {
    const headers = { Authorization: authorization, "x-amz-date": "20260101T000000Z" };
    expect(refusal(await api.call("GET", "/whoami", { headers }))).toEqual([
      403,
      "IncompleteSignatureException",
      expect.stringMatching(message),
    ]);
  });

  test.each<[string, Signing, string, RegExp]>([
    [
      "an unknown key",
      { accessKeyId: "other" },
      "UnrecognizedClientException",
      /^The security token included in the request is invalid\.$/,
    ],
    ["a session token", { sessionToken: "t" }, "UnrecognizedClientException", /^The security token/],
    [
      "another secret",
      { secretAccessKey: "other" },
      "InvalidSignatureException",
      /^The request signature we calculated does not match/,
    ],
    ["another region", { region: "us-east-1" }, "InvalidSignatureException", /valid region/],
    ["another service", { service: "s3" }, "InvalidSignatureException", /correct service: 'execute-api'/],
    [
      "an old date",
      { at: -301 },
      "InvalidSignatureException",
      /^Signature expired: \S+Z is now earlier than \S+Z \(\S+Z - 5 min\.\)$/,
    ],
    ["a date to come", { at: 302 }, "InvalidSignatureException", /^Signature not yet current: /],
    [
      "an unsigned payload",
      { headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
      "InvalidSignatureException",
      /^The request signature we calculated/,
    ],
  ])("when it was made with %s", async (_, signing, errorType, message) => {
    expect(refusal(await call("GET", "/whoami", signing))).toEqual([403, errorType, expect.stringMatching(message)]);
  });

  test.each<[string, string, string, (headers: Record<string, string>) => [Record<string, string>, string]]>([
    ["another body", "POST", "/orders", (headers) => [headers, '{"id":8}']],
    [
      "another body of its hash",
      "POST",
      "/orders",
      (headers) => [
        { ...headers, "x-amz-content-sha256": createHash("sha256").update('{"id":8}').digest("hex") },
        '{"id":8}',
      ],
    ],
    ["another path", "POST", "/orders?x=1", (headers) => [headers, '{"id":7}']],
    ["another signed header", "POST", "/orders", (headers) => [{ ...headers, "x-tenant": "other" }, '{"id":7}']],
    ["a signed header left out", "POST", "/orders", (headers) => [without(headers, "x-tenant"), '{"id":7}']],
    [
      "another date",
      "POST",
      "/orders",
      (headers) => [
        { ...headers, "x-amz-date": headers["x-amz-date"]!.replace(/..Z$/, (end) => (end === "00Z" ? "01Z" : "00Z")) },
        '{"id":7}',
      ],
    ],
  ])("when the request is sent again with %s", async (_, method, url, change) => {
    const signed = await sign("POST", "/orders", { body: '{"id":7}', headers: { "x-tenant": "own" } });
    const [headers, body] = change(signed);
    const answer = await api.call(method, url, { headers, body });
    expect(refusal(answer).slice(0, 2)).toEqual([403, "InvalidSignatureException"]);
  });

  test("when the host wasn't signed", async () => {
    const headers = await sign("GET", "/whoami");
    const authorization = headers["authorization"]!.replace("host;", "");
    expect(refusal(await api.call("GET", "/whoami", { headers: { ...headers, authorization } }))[1]).toBe(
      "InvalidSignatureException",
    );
  });

  test("when there are two of them", async () => {
    const headers = await sign("GET", "/whoami");
    const url = await presign("GET", "/whoami", 60);
    expect(refusal(await api.call("GET", url, { headers }))[1]).toBe("IncompleteSignatureException");
  });
});

test("a resource policy denies a signed request, and knows its caller", async () => {
  const statement = (Effect: string, Principal: unknown, path: string) => ({
    Effect,
    Principal,
    Action: "execute-api:Invoke",
    Resource: `execute-api:/*/GET/${path}`,
  });
  const Statement = [statement("Deny", { AWS: "arn:aws:iam::111122223333:user/local" }, "whoami")];
  const outer = api;
  api = await ServedApi.start({ ...definition, api: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } });
  try {
    const denied = await call("GET", "/whoami");
    expect([denied.status, denied.text]).toEqual([
      403,
      expect.stringMatching(
        /^\{"Message":"User: arn:aws:iam::111122223333:user\/local is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}3333:\w+\/dev\/GET\/whoami with an explicit deny"\}$/,
      ),
    ]);
    expect((await call("GET", "/orders/1")).status).toBe(200);
    expect((await api.call("GET", "/whoami")).headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
  } finally {
    await api.close();
    api = outer;
  }
});

describe("local credentials", () => {
  afterEach(() => {
    delete process.env["GATEHOUSE_ACCESS_KEY_ID"];
    delete process.env["GATEHOUSE_SECRET_ACCESS_KEY"];
  });

  test("may be set, and then the defaults are no longer accepted", async () => {
    process.env["GATEHOUSE_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
    process.env["GATEHOUSE_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI";
    const outer = api;
    api = await ServedApi.start(definition);
    try {
      expect(
        (await call("GET", "/whoami", { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" })).status,
      ).toBe(200);
      expect((await call("GET", "/whoami")).status).toBe(403);
    } finally {
      await api.close();
      api = outer;
    }
  });

  test("must be set together", async () => {
    process.env["GATEHOUSE_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
    await expect(ServedApi.start(definition)).rejects.toThrow(/^GATEHOUSE_SECRET_ACCESS_KEY: expected a value/);
  });
});
