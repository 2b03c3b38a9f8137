import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { environmentVariables } from "./environment-variables";
import type { Invoke, Outcome, Report, WorkerStart } from "./protocol";
import type { FunctionDefinition, InvocationResult } from "./runtime";
import type { ThreadLoad } from "./thread-load";

/** Seconds that loading a handler may take beside the function's own timeout. */
const minInitSeconds = 10;

/** Lambda's limit for the answer of a synchronous invocation, as its error message gives it. */
const maxResponseBytes = 6_291_556;

/** Lambda's limit for a streamed answer (Developer Guide, "Lambda quotas"), which AWS raises on request. */
const maxStreamedBytes = 200 * 1024 * 1024;

/** Node's default lets each thread grow by 48 MB before it collects what an event left. */
const maxYoungGenerationSizeMb = 16;

/** An event for a function, until `settle` has its answer. */
export interface Invocation {
  requestId: string;
  payload: string;
  traceId: string | undefined;
  onChunk?: TakeChunk | undefined;
  settle(result: InvocationResult): void;
  reject(reason: unknown): void;
}

/** Takes a part of a streamed answer and says when it has room for more. */
export type TakeChunk = (chunk: Uint8Array, taken: () => void) => void;

export interface EnvironmentListener {
  /** It has loaded its handler and can take an event. */
  ready(environment: ExecutionEnvironment): void;
  /** It has the answer of an event, which ran for so many milliseconds, and can take the next. */
  idle(environment: ExecutionEnvironment, milliseconds: number): void;
  /** It has ended by itself; when it could not load its handler, `initFailure` answers the event that waits for it. */
  gone(environment: ExecutionEnvironment, initFailure: Failure | undefined): void;
  log(requestId: string, line: string): void;
}

export type Failure = (requestId: string) => InvocationResult;

/** One execution environment of a function: a worker thread with its handler loaded, which runs one event at a time. */
export class ExecutionEnvironment {
  private readonly worker: Worker;
  private readonly initTimer: NodeJS.Timeout;
  private eventTimer: NodeJS.Timeout | undefined;
  private current: Invocation | undefined;
  /** Of the event that runs or ran last. */
  private requestId = "";
  private begunAt = 0;
  private state: "starting" | "serving" | "gone" = "starting";
  private exitReason: Failure | undefined;
  /** What the event that runs has streamed to a caller who wants the whole. */
  private chunks: Uint8Array[] = [];
  private streamedBytes = 0;
  private readonly startedAt = performance.now();
  /** Until its first event is answered. */
  private initMilliseconds: number | undefined;

  constructor(
    private readonly fn: FunctionDefinition,
    taskRoot: string,
    private readonly listener: EnvironmentListener,
    private readonly load: ThreadLoad,
  ) {
    const start: WorkerStart = {
      taskRoot,
      handler: fn.handler,
      functionArn: fn.arn,
      nodeVersion: Number(/\d+/.exec(fn.runtime)?.[0]),
    };
    this.worker = new Worker(join(__dirname, "worker.mjs"), {
      name: fn.name,
      workerData: start,
      env: environmentVariables(fn, taskRoot),
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: fn.memorySize, maxYoungGenerationSizeMb },
    });
    this.worker.on("message", (report: Report) => this.take(report));
    this.worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.exitReason = exitError("signal: killed");
      else this.log(String(error.stack));
    });
    this.worker.on("exit", (code) => this.leave(this.exitReason ?? exitError(exitStatus(code))));
    for (const stream of [this.worker.stdout, this.worker.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => this.log(text.trimEnd()));
    this.initTimer = setTimeout(() => this.timeOut(), 1000 * Math.max(fn.timeout, minInitSeconds));
  }

  run(invocation: Invocation): void {
    const milliseconds = 1000 * this.fn.timeout;
    const message: Invoke = [invocation.requestId, invocation.payload, Date.now() + milliseconds, invocation.traceId];
    this.current = invocation;
    this.requestId = invocation.requestId;
    this.streamedBytes = 0;
    this.begunAt = performance.now();
    // armed anew for each event: one that fires when there is none means nothing
    if (this.eventTimer) this.eventTimer.refresh();
    else this.eventTimer = setTimeout(() => this.current && this.timeOut(), milliseconds);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.worker.postMessage(message);
  }

  /** For how many milliseconds it has run an event now. */
  get elapsed(): number {
    return this.current ? performance.now() - this.begunAt : 0;
  }

  /** Ends it; an event that it runs is rejected with the reason. */
  async close(reason: Error): Promise<void> {
    const { current } = this;
    const terminated = this.terminate();
    current?.reject(reason);
    await terminated;
  }

  private terminate() {
    this.state = "gone";
    this.current = undefined;
    clearTimeout(this.initTimer);
    clearTimeout(this.eventTimer);
    this.load.remove(this.worker.performance);
    return this.worker.terminate();
  }

  private take(report: Report) {
    const [kind] = report;
    if (kind === "log") return this.log(report[1]);
    if (this.state === "gone") return;
    if (kind === "crash") return this.leave(() => failed(report[1]));
    if (kind === "chunk") return this.pass(report[1]);
    if (kind === "done") return this.finish(report[1], report[2], report[3] ?? "");
    clearTimeout(this.initTimer);
    this.state = "serving";
    this.initMilliseconds = performance.now() - this.startedAt;
    this.load.add(this.worker.performance);
    this.listener.ready(this);
  }

  private finish(milliseconds: number, outcome: Outcome[0], payload: string) {
    const answered = this.current!;
    this.current = undefined;
    const streamed = this.chunks;
    this.chunks = [];
    // The worker gets its next event before this one's answer is dealt with.
    this.listener.idle(this, milliseconds);
    if (outcome === "end") answered.settle(this.withInit(limited(Buffer.concat(streamed).toString())));
    else answered.settle(this.withInit(outcome === "result" ? limited(payload) : failed(payload)));
  }

  private pass(chunk: Uint8Array) {
    const taken = () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      if (this.state !== "gone") this.worker.postMessage(chunk.length);
    };
    this.streamedBytes += chunk.length;
    const onChunk = this.current?.onChunk;
    const most = onChunk ? maxStreamedBytes : maxResponseBytes;
    if (this.streamedBytes > most) return this.leave(() => tooLarge(most));
    if (onChunk) return onChunk(chunk, taken);
    this.chunks.push(chunk);
    taken();
  }

  /** The first answer says how long its environment took to start. */
  private withInit(result: InvocationResult): InvocationResult {
    if (this.initMilliseconds === undefined) return result;
    const initMilliseconds = Math.round(this.initMilliseconds);
    this.initMilliseconds = undefined;
    return { ...result, initMilliseconds };
  }

  private timeOut() {
    const duration = `Task timed out after ${this.fn.timeout.toFixed(2)} seconds`;
    this.log(`${new Date().toISOString()} ${this.requestId} ${duration}`);
    this.leave((requestId) => ({ ...failed(runtimeError("Sandbox.Timedout", requestId, duration)), timedOut: true }));
  }

  private leave(failure: Failure) {
    if (this.state === "gone") return;
    const { current, state } = this;
    void this.terminate();
    this.listener.gone(this, state === "starting" ? failure : undefined);
    current?.settle(failure(current.requestId));
  }

  private log(line: string) {
    this.listener.log(this.requestId, line);
  }
}

const failed = (payload: string): InvocationResult => ({ payload, functionError: "Unhandled" });

function limited(payload: string): InvocationResult {
  if (payload.length * 3 <= maxResponseBytes || Buffer.byteLength(payload) <= maxResponseBytes) return { payload };
  return tooLarge(maxResponseBytes);
}

function tooLarge(most: number): InvocationResult {
  const message = `Response payload size exceeded maximum allowed payload size (${most} bytes).`;
  return failed(JSON.stringify({ errorType: "Function.ResponseSizeTooLarge", errorMessage: message }));
}

const exitStatus = (code: number) => (code === 137 ? "signal: killed" : `exit status ${code}`);

function exitError(reason: string): Failure {
  const message =
    reason === "exit status 0" ? "Runtime exited without providing a reason" : `Runtime exited with error: ${reason}`;
  return (requestId) => failed(runtimeError("Runtime.ExitError", requestId, message));
}

const runtimeError = (type: string, requestId: string, message: string) =>
  JSON.stringify({ errorType: type, errorMessage: `RequestId: ${requestId} Error: ${message}` });
