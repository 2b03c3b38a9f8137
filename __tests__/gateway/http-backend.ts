import http from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** An HTTP server that remembers what it was asked and answers as it is told. */
export class HttpBackend {
  readonly seen: SeenRequest[] = [];
  answer: { status: number; headers?: Record<string, string | string[]>; body?: string | Buffer; delay?: number } = {
    status: 200,
  };
  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      this.seen.push({ method, url, headers, body: Buffer.concat(chunks) });
      const { status, headers: sent = {}, body = "", delay = 0 } = this.answer;
      setTimeout(() => response.writeHead(status, sent).end(body), delay);
    });
  });

  static async start(): Promise<HttpBackend> {
    const backend = new HttpBackend();
    await new Promise<void>((resolve) => backend.server.listen(0, "127.0.0.1", resolve));
    return backend;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get last(): SeenRequest {
    return this.seen.at(-1)!;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
