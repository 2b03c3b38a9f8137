// Signs requests without a body with the gateway's local credentials (SigV4).
import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";

/** The hash that the SDK's signer asks for. */
class Sha256 {
  /** @param {import("@smithy/types").SourceData} [secret] */
  constructor(secret) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", /** @type {string} */ (secret));
  }
  /** @param {Uint8Array} data */
  update(data) {
    this.hash.update(data);
  }
  digest() {
    return Promise.resolve(this.hash.digest());
  }
  reset() {}
}

const signer = new SignatureV4({
  service: "execute-api",
  region: "eu-west-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  sha256: Sha256,
});

/**
 * Headers of a signed request.
 *
 * @param {string} method
 * @param {string} host
 * @param {string} path
 */
export async function signatureOf(method, host, path) {
  const request = { method, protocol: "http:", hostname: host, path, headers: { host } };
  const { headers } = await signer.sign(request);
  return headers;
}
