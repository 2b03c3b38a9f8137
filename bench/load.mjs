// A load generator in a process of its own: forked with a job, it answers with a report.
import net from "node:net";
import { performance } from "node:perf_hooks";

/**
 * @typedef {object} Job
 * @property {number} port on 127.0.0.1
 * @property {string} path
 * @property {number} connections kept alive, one request at a time on each
 * @property {number} seconds that count
 * @property {number} warmUp seconds that don't
 *
 * @typedef {object} Report
 * @property {number} rate answers of status 200 per second
 * @property {number} failures other answers, and connections that broke
 * @property {number} requests answers that counted
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 */

process.once("message", (/** @type {Job} */ job) => {
  void run(job).then((report) => process.send?.(report, () => process.disconnect()));
});

/** @param {Job} job */
async function run({ port, path, connections, seconds, warmUp }) {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const begin = performance.now() + 1000 * warmUp;
  const end = begin + 1000 * seconds;
  /** @type {number[]} */
  const latencies = [];
  let failures = 0;
  const client = async () => {
    while (performance.now() < end) {
      const answered = (/** @type {boolean} */ isOk, /** @type {number} */ milliseconds) => {
        const now = performance.now();
        if (now < begin || now > end) return;
        if (isOk) latencies.push(milliseconds);
        else failures++;
      };
      await converse(port, request, end, answered).catch(() => {
        failures++;
        return new Promise((resolve) => setTimeout(resolve, 100));
      });
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  latencies.sort((a, b) => a - b);
  const percentile = (/** @type {number} */ share) => latencies[Math.floor(share * latencies.length)] ?? Number.NaN;
  return {
    rate: latencies.length / seconds,
    failures,
    requests: latencies.length,
    p50: percentile(0.5),
    p99: percentile(0.99),
  };
}

/**
 * Sends request after request on one connection, each when the answer before it is complete. Rejects when it breaks.
 *
 * @param {number} port
 * @param {Buffer} request
 * @param {number} end
 * @param {(isOk: boolean, milliseconds: number) => void} answered
 * @returns {Promise<void>}
 */
function converse(port, request, end, answered) {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    let received = "";
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    const next = () => {
      sentAt = performance.now();
      if (sentAt > end) socket.end();
      else socket.write(request);
    };
    socket.setEncoding("latin1");
    socket.on("connect", next);
    socket.on("data", (text) => {
      received += text;
      const head = received.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1];
      if (length === undefined) socket.destroy(new Error("answer: expected a content-length, got none"));
      else if (received.length >= head + 4 + Number(length)) {
        answered(received.startsWith("HTTP/1.1 200"), performance.now() - sentAt);
        received = "";
        next();
      }
    });
    socket.on("error", reject);
    socket.on("close", () => (performance.now() > end ? resolve() : reject(new Error("closed"))));
  });
}
