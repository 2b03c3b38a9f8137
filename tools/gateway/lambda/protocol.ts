/** What a worker is started with. */
export interface WorkerStart {
  /** Folder of the unpacked zip. */
  taskRoot: string;
  handler: string;
  functionArn: string;
  /** Major version of the Node.js runtime. */
  nodeVersion: number;
}

/** To a worker: an event, or the number of bytes of a streamed answer that were taken. */
export type Invoke = [requestId: string, payload: string, deadline: number, traceId: string | undefined];
export type ToWorker = Invoke | number;

/** How an event ended: with a `result` or `error` (both JSON text), or at the `end` of what its handler streamed. */
export type Outcome = ["result" | "error", string] | ["end"];

/**
 * From a worker: `ready` once, when the handler is loaded; then `done` for each event, with the milliseconds that it ran, after
 * any number of `chunk` of a handler that streams; `log` at any time; `crash` (JSON text) when nothing more can come, also while
 * the handler loads.
 */
export type Report =
  ["ready"] | ["log" | "crash", string] | ["chunk", Uint8Array<ArrayBuffer>] | ["done", number, ...Outcome];
