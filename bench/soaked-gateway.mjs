// The gateway of the soak, in a process that can say how much memory it holds: `node --expose-gc bench/soaked-gateway.mjs <job>`.
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { root } from "../bin/compile.mjs";

/** @type {typeof import("../tools/gateway/gateway.js")} */
const { startGateway } = createRequire(import.meta.url)(join(root, ".build/tools/gateway/gateway.cjs"));
const { folders, dataDirectory } = JSON.parse(process.argv[2] ?? "{}");
const gateway = await startGateway({ folders, dataDirectory, port: 0, host: "127.0.0.1" });

process.on("message", (message) => {
  if (message === "sample") void sample().then((memory) => process.send?.(memory));
  else void gateway.close().then(() => process.exit());
});
process.send?.({ port: gateway.port, apis: gateway.apis });

async function sample() {
  for (let times = 0; times < 2; times++) {
    /** @type {() => void} */ (globalThis.gc)();
    // what a first collection lets go by a callback is there for the second
    await setImmediate();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const threads = existsSync("/proc/self/task") ? readdirSync("/proc/self/task").length : Number.NaN;
  return { rss, heap: heapUsed + external, threads };
}
