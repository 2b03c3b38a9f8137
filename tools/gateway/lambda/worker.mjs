// An execution environment of a Lambda function: loads its handler, then runs one event after the other.
import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { errorPayload, RuntimeError } from "./errors.mjs";
import { loadHandler } from "./handler.mjs";
import { runAwaited, runStreaming, runWithCallback } from "./invocation.mjs";
import { captureOutput } from "./output.mjs";
import { awslambda, ResponseStream, streamingOptions } from "./response-stream.mjs";

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
const start = /** @type {import("./protocol.js").WorkerStart} */ (workerData);

const post = (/** @type {import("./protocol.js").Report} */ report) => port.postMessage(report);
const log = (/** @type {string} */ line) => post(["log", line]);
const flushOutput = captureOutput(log);

/** @type {(() => void) | undefined} */
let onEmptyLoop;
process.on("beforeExit", () => {
  const action = onEmptyLoop;
  onEmptyLoop = undefined;
  action?.();
});
process.on("uncaughtException", (error) => crash("Uncaught Exception", error));
process.on("unhandledRejection", (reason) => {
  log(inspect(reason));
  crash("Unhandled Promise Rejection", new RuntimeError("UnhandledPromiseRejection", reason));
});

// Of a thread, this would be the folder and the end of the whole gateway.
process.cwd = () => start.taskRoot;
const kill = process.kill.bind(process);
process.kill = (pid, signal) => (pid === process.pid && signal !== 0 ? process.exit(137) : kill(pid, signal));

Object.assign(globalThis, { awslambda });

loadHandler(start.taskRoot, start.handler).then(serve, (error) => crash("Init Error", error));

/** @param {import("./handler.mjs").Handler} handler */
function serve(handler) {
  const streaming = streamingOptions(handler);
  const awaits = start.nodeVersion >= 24;
  if (awaits && !streaming && handler.length > 2)
    return crash(
      "Init Error",
      new RuntimeError(
        "CallbackHandlerDeprecated",
        "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.",
      ),
    );
  const run = awaits ? runAwaited : runWithCallback;
  const { env } = process;
  const fixed = {
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"],
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"],
    invokedFunctionArn: start.functionArn,
    clientContext: undefined,
    identity: undefined,
  };

  /** @type {ResponseStream | undefined} */
  let stream;
  port.on("message", (/** @type {import("./protocol.js").ToWorker} */ message) => {
    if (typeof message === "number") stream?.taken(message);
    else invoke(message);
  });
  post(["ready"]);

  function invoke(/** @type {import("./protocol.js").Invoke} */ [requestId, payload, deadline, traceId]) {
    if (traceId === undefined) delete env["_X_AMZN_TRACE_ID"];
    else env["_X_AMZN_TRACE_ID"] = traceId;
    let reported = false;
    const begun = performance.now();
    const context = { ...fixed, awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
    const report = (/** @type {import("./protocol.js").Outcome} */ outcome) => {
      if (reported) return;
      reported = true;
      onEmptyLoop = undefined;
      stream = undefined;
      if (outcome[0] === "error") log(`Invoke Error\t${outcome[1]}`);
      flushOutput();
      port.ref();
      post(["done", performance.now() - begun, ...outcome]);
    };
    if (streaming) {
      stream = new ResponseStream((chunk) => port.postMessage(["chunk", chunk], [chunk.buffer]), streaming);
      void runStreaming({ handler, payload, context, report }, stream);
      return;
    }
    // Only what the handler waits for keeps the thread's loop busy now: see `onEmptyLoop`.
    port.unref();
    run({
      handler,
      payload,
      context,
      report,
      onEmptyLoop(action) {
        if (!reported) onEmptyLoop = action;
      },
    });
  }
}

/**
 * @param {string} title
 * @param {unknown} error
 */
function crash(title, error) {
  const payload = errorPayload(error);
  log(`${title}\t${payload}`);
  flushOutput();
  post(["crash", payload]);
  process.exit(1);
}
