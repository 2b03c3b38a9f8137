import http from "node:http";
import { type RequestLog, type Server, startServer } from "../../tools/gateway/server";

let server: Server;
let logs: RequestLog[];

beforeEach(async () => {
  logs = [];
  server = await startServer({
    host: "127.0.0.1",
    port: 0,
    now: () => Date.now(),
    verbose: false,
    onRequest: (log) => logs.push(log),
    find: () => {
      throw new TypeError("a fault of the address book");
    },
  });
});

afterEach(() => server.close());

/** What a client gets that sends a body on a connection of its agent. */
function post(agent: http.Agent): Promise<{ status: number | undefined; errorType: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port: server.port, host: "127.0.0.1", method: "POST", agent }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => {
        resolve({ status: response.statusCode, errorType: response.headers["x-amzn-errortype"], body });
      });
    });
    request.on("error", reject).end("x".repeat(100_000));
  });
}

test("a fault of the gateway is answered as API Gateway answers its own, and said in the log", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const internalServerError = {
    status: 500,
    errorType: "InternalServerErrorException",
    body: '{"message":"Internal server error"}',
  };
  // the connection goes on
  for (let i = 0; i < 2; i++) expect(await post(agent)).toEqual(internalServerError);
  agent.destroy();
  expect(logs).toHaveLength(2);
  expect(logs[0]).toMatchObject({
    status: 500,
    httpMethod: "POST",
    path: "/",
    error: expect.stringMatching(/^TypeError: a fault of the address book\n +at /) as string,
  });
});
