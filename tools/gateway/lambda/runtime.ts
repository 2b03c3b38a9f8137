import { statSync } from "node:fs";
import { DeploymentPackages } from "./deployment-package";
import { FunctionPool, type InvokeOptions } from "./function-pool";
import { ThreadLoad } from "./thread-load";

/** A Lambda function as `aws_lambda_function` describes it, with the zip that would be uploaded. */
export interface FunctionDefinition {
  name: string;
  /** `file.export` inside the zip, such as `index.handler`. */
  handler: string;
  /** `nodejs22.x` and the like; no other language runs here. */
  runtime: string;
  /** Seconds. */
  timeout: number;
  /** MB. */
  memorySize: number;
  environment: Record<string, string>;
  /** Path of the zip. */
  zip: string;
  arn: string;
  version: string;
}

export interface InvocationResult {
  /**
   * JSON text: the handler's result, or `{errorType, errorMessage, trace}` when `functionError` is set. What a handler streamed, as
   * it is; empty when it was taken in parts.
   */
  payload: string;
  functionError?: "Unhandled" | "Handled";
  timedOut?: boolean;
  /** Milliseconds that loading the handler took, for the first event of an execution environment. */
  initMilliseconds?: number;
}

/**
 * A line that a function printed; what a console call prints is one line, even with line breaks in it. `requestId` is empty
 * while a handler is loaded.
 */
export interface LambdaLogEntry {
  functionName: string;
  requestId: string;
  line: string;
}

/**
 * Runs Lambda functions from their zips in worker threads, which keep their state between events as on Lambda, with one event
 * at a time in each. Unlike on Lambda, a thread goes on between events with what a handler left running, shares the time
 * zone of this process, and can't have another working directory for relative file names.
 */
export class LambdaRuntime {
  private readonly pools = new Map<string, FunctionPool>();
  private replaced: FunctionPool[] = [];
  private readonly load = new ThreadLoad();
  private readonly packages = new DeploymentPackages();

  constructor(private readonly options: { onLog: (entry: LambdaLogEntry) => void }) {}

  /** Adds a function, or replaces the one of that name: events that wait or run now still go to the old one. */
  register(fn: FunctionDefinition): void {
    if (!/^nodejs\d+\.x$/.test(fn.runtime))
      throw new Error(`lambda function '${fn.name}': expected a nodejs runtime, got '${fn.runtime}'`);
    if (!statSync(fn.zip, { throwIfNoEntry: false })?.isFile())
      throw new Error(`lambda function '${fn.name}': expected its zip at '${fn.zip}', got no such file`);
    this.replace(this.pools.get(fn.name));
    const log = (requestId: string, line: string) => this.options.onLog({ functionName: fn.name, requestId, line });
    this.pools.set(fn.name, new FunctionPool(fn, () => this.packages.unpack(fn.zip), this.load, log));
  }

  /**
   * Runs an event, JSON text, and answers as Lambda does (its Invoke, or InvokeWithResponseStream with `onChunk`), also for a
   * handler that fails, times out or ends its process.
   * Rejects for an unknown function, a zip that can't be unpacked, when its caller leaves and when the runtime is closed. An
   * event whose caller leaves while it runs keeps running, as on Lambda.
   */
  invoke(name: string, payload: string, options: InvokeOptions): Promise<InvocationResult> {
    const pool = this.pools.get(name);
    if (!pool) {
      const known = [...this.pools.keys()].join(", ");
      return Promise.reject(new Error(`lambda function '${name}': expected one of ${known}`));
    }
    return pool.invoke(payload, options);
  }

  /** Ends all workers and removes what was unpacked; events that wait or run are rejected. */
  async close(): Promise<void> {
    const reason = new Error("lambda runtime: closed");
    await Promise.all([...this.pools.values(), ...this.replaced].map((pool) => pool.close(reason)));
    this.pools.clear();
    await this.packages.close();
  }

  private replace(pool: FunctionPool | undefined) {
    pool?.retire();
    this.replaced = [...this.replaced, ...(pool ? [pool] : [])].filter((old) => !old.isEmpty);
  }
}
