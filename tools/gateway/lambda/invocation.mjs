import { finished } from "node:stream/promises";
import { errorPayload, RuntimeError } from "./errors.mjs";

/**
 * One event on its way through a handler.
 * @typedef {object} Invocation
 * @property {import("./handler.mjs").Handler} handler
 * @property {string} payload
 * @property {Record<string, unknown>} context without what answers
 * @property {(outcome: import("./protocol.js").Outcome) => void} report takes the answer; later ones are ignored
 * @property {(action: () => void) => void} onEmptyLoop takes what to do when nothing is left that could answer
 */

/** @typedef {(error: unknown, result: unknown) => void} Answer */

/**
 * As nodejs22.x and older do it: the handler answers by a promise, by its callback or by its context; what it returns
 * otherwise is ignored, and `null` is the answer when there is nothing left to wait for.
 * @param {Invocation} invocation
 */
export function runWithCallback({ handler, payload, context, report, onEmptyLoop }) {
  let answered = false;
  /** @type {(answer: Answer) => (error: unknown, result?: unknown) => void} */
  const once = (answer) => (error, result) => {
    if (answered) return;
    answered = true;
    answer(error, result);
  };
  /** @type {Answer} */
  const answer = (error, result) => report(isMissing(error) ? resultReport(result) : errorReport(error));
  const callback = once((error, result) => {
    if (!isMissing(error) || !context.callbackWaitsForEmptyEventLoop) answer(error, result);
    else onEmptyLoop(() => answer(null, result));
  });
  const done = once(answer);
  const fail = (/** @type {unknown} */ error) => done(isMissing(error) ? "handled" : error);

  context.callbackWaitsForEmptyEventLoop = true;
  context.done = done;
  context.fail = fail;
  context.succeed = (/** @type {unknown} */ result) => done(null, result);

  onEmptyLoop(() => report(isAsync(handler) ? errorReport(neverSettled()) : resultReport(null)));
  try {
    const result = handler(JSON.parse(payload), context, callback);
    if (isPromise(result)) result.then((value) => done(null, value), fail);
  } catch (error) {
    callback(error);
  }
}

/**
 * As nodejs24.x and newer do it: what the handler returns or its promise comes to is the answer.
 * @param {Invocation} invocation
 */
export function runAwaited({ handler, payload, context, report, onEmptyLoop }) {
  onEmptyLoop(() => report(errorReport(neverSettled())));
  const result = new Promise((resolve) => resolve(handler(JSON.parse(payload), context)));
  result.then(
    (value) => report(resultReport(value)),
    (error) => report(errorReport(error)),
  );
}

/**
 * As every version runs a handler of `awslambda.streamifyResponse`: it has to give a promise, its answer is what it writes, and the
 * event is done when the promise has come and the stream has ended.
 * @param {Omit<Invocation, "onEmptyLoop">} invocation
 * @param {import("./response-stream.mjs").ResponseStream} stream
 */
export async function runStreaming({ handler, payload, context, report }, stream) {
  const ended = finished(stream);
  ended.catch(() => {});
  context.callbackWaitsForEmptyEventLoop = true;
  try {
    const result = handler(JSON.parse(payload), stream, context);
    // oxlint-disable-next-line typescript/only-throw-error -- text, as the runtime reports it
    if (!isPromise(result)) throw "Streaming does not support non-async handlers.";
    if ((await result) !== undefined) console.warn("Streaming handlers ignore return values.");
    await ended;
    report(["end"]);
  } catch (error) {
    report(errorReport(error));
  }
}

/**
 * @param {unknown} result
 * @returns {import("./protocol.js").Outcome}
 */
function resultReport(result) {
  try {
    return ["result", JSON.stringify(result) ?? "null"];
  } catch {
    return errorReport(new Error("Unable to stringify response body"));
  }
}

/**
 * @param {unknown} error
 * @returns {import("./protocol.js").Outcome}
 */
function errorReport(error) {
  return ["error", errorPayload(error)];
}

const neverSettled = () =>
  new RuntimeError(
    "NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );

const isMissing = (/** @type {unknown} */ error) => error === undefined || error === null;

const isAsync = (/** @type {Function} */ handler) => handler.constructor.name === "AsyncFunction";

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
const isPromise = (value) =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
