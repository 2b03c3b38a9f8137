import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../tools/gateway/serve";
import { says, stackOf } from "./served-api";
import { writeStack } from "./stack-folder";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-loopback-"));
  writeStack(join(root, "app"), stackOf({ paths: { "/health": { get: says("ok") } } }));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Whether the gateway that `gatehouse serve` starts takes connections at each address. */
async function answersAt(addresses: string[]): Promise<boolean[]> {
  const ending = new AbortController();
  let ended: Promise<number> | undefined;
  const line = await new Promise<string>((resolve, reject) => {
    const terminal = { out: resolve, err: () => {}, signal: ending.signal, colors: false };
    ended = serve.run(terminal, { port: "0", json: true }, [join(root, "app")]);
    ended.catch(reject);
  });
  const { apis } = JSON.parse(line) as { apis: { localUrl: string }[] };
  const port = Number(new URL(apis[0]!.localUrl).port);
  const answers = await Promise.all(addresses.map((address) => connects(address, port)));
  ending.abort();
  await ended;
  return answers;
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const finish = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.on("connect", () => {
      finish(true);
    });
    socket.on("error", () => {
      finish(false);
    });
    socket.on("timeout", () => {
      finish(false);
    });
  });
}

// 127.0.0.2 stands for every other address: what listens on all of them answers there, too
test("serve listens on 127.0.0.1 and nowhere else", async () => {
  expect(await answersAt(["127.0.0.1", "127.0.0.2", "::1"])).toEqual([true, false, false]);
});
