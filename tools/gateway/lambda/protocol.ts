/** What a worker is started with. */
export interface WorkerStart {
  /** Folder of the unpacked zip. */
  taskRoot: string;
  handler: string;
  functionArn: string;
  /** Major version of the Node.js runtime. */
  nodeVersion: number;
}

/** To a worker: an event. */
export type Invoke = [requestId: string, payload: string, deadline: number, traceId: string | undefined];

/**
 * From a worker: `ready` once, when the handler is loaded; then a `result` or `error` (both JSON text) for each event;
 * `log` at any time; `crash` (JSON text) when nothing more can come, also while the handler loads.
 */
export type Report = ["ready"] | ["log" | "result" | "error" | "crash", string];
