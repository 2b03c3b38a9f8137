import https from "node:https";
import type { AddressInfo } from "node:net";
import { ServedApi } from "./served-api";

/** Of localhost, signed by itself; it guards nothing. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQrRFlBr3ib18HXDS
oYvYqHRMCR7xxV3sYcsjuNETO2+hRANCAARr+bRbwjj+dtQyf1dVL6/DjjU37ezp
E90F0x/e7izl7Ya8WgaLH23iDy7vGk50MqeiAKivTCgaJY76aDjHu3+g
-----END PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUUNV+ixpITtWthRjaReC2++w4vLMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIwMjMxNloYDzIxMjYxMDI5
MjAyMzE2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARr+bRbwjj+dtQyf1dVL6/DjjU37ezpE90F0x/e7izl7Ya8WgaLH23i
Dy7vGk50MqeiAKivTCgaJY76aDjHu3+go1MwUTAdBgNVHQ4EFgQUT69td4jL5y7X
BOuDP332WQWbTRgwHwYDVR0jBBgwFoAUT69td4jL5y7XBOuDP332WQWbTRgwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiA5nOf/F8w+lkUraOkd9fEW
QDNo5LSNgOGsKQeZ+lhtiAIhAJA9kQYRnukSw3jZBYbRdpPO+UA0V558LxU2y5fc
+/6P
-----END CERTIFICATE-----`;

let backend: https.Server;
beforeAll(async () => {
  backend = https.createServer({ key, cert }, (_, response) => response.end("secure"));
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  const closed = new Promise((resolve) => backend.close(resolve));
  backend.closeAllConnections();
  await closed;
});

const call = async (integration: object) => {
  const uri = `https://localhost:${(backend.address() as AddressInfo).port}/`;
  const api = await ServedApi.start({
    paths: {
      "/": {
        get: { "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "GET", uri, ...integration } },
      },
    },
  });
  const answer = await api.call("GET", "/");
  const { error } = api.logs.at(-1)!;
  await api.close();
  return { status: answer.status, text: answer.text, error };
};

test("a backend whose certificate nobody known has issued is not called", async () => {
  const { status, error } = await call({});
  expect(status).toBe(500);
  expect(error).toMatch(/self-signed certificate/);
});

test("unless the integration skips that verification", async () => {
  expect(await call({ tlsConfig: { insecureSkipVerification: true } })).toEqual({
    status: 200,
    text: "secure",
    error: undefined,
  });
});
