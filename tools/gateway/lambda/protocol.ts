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

/**
 * From a worker: `ready` once, when the handler is loaded; then a `result` or `error` (both JSON text) for each event, or of a
 * handler that streams any number of `chunk` followed by `end` or `error`; `log` at any time; `crash` (JSON text) when nothing
 * more can come, also while the handler loads.
 */
export type Report =
  ["ready"] | ["log" | "result" | "error" | "crash", string] | ["chunk", Uint8Array<ArrayBuffer>] | ["end"];
