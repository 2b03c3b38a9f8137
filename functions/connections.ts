import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { environmentVariable } from "./environment-variable";
import { defaultProvider } from "./lambda-credentials";

/** Milliseconds for one message. */
const patience = 2000;

/**
 * Sends messages to clients of a WebSocket API, by a signed request each. Source: API Gateway developer guide, "Use
 * @connections commands in your backend service".
 */
export class Connections {
  private readonly signer = new SignatureV4({
    service: "execute-api",
    region: environmentVariable("AWS_REGION"),
    credentials: defaultProvider(),
    sha256: Sha256,
  });

  /** @param endpoint address of the stage, `https://<host>[/<mapping>]` */
  constructor(private readonly endpoint: string) {}

  /** @throws Error where it is not known whether the client gets the message */
  async send(connectionId: string, message: object): Promise<"sent" | "gone"> {
    const url = new URL(`${this.endpoint}/@connections/${encodeURIComponent(connectionId)}`);
    const body = JSON.stringify(message);
    const { headers } = await this.signer.sign({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, "content-type": "application/json" },
      body,
    });
    const { status } = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(patience) });
    if (status === 410) return "gone";
    if (status !== 200) throw new Error(`@connections: expected 200 or 410, got ${status}`);
    return "sent";
  }
}

/** The hash that the signer asks for, keyed or not. */
class Sha256 {
  private readonly hash: { update(data: Uint8Array): unknown; digest(): Buffer };

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | NodeJS.TypedArray);
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("sha256: expected to be used once");
  }
}
