import { availableParallelism } from "node:os";
import { ExecutionEnvironment, type EnvironmentListener, type Failure, type Invocation } from "./execution-environment";
import type { FunctionDefinition, InvocationResult } from "./runtime";

/** Handlers mostly wait, for a database or another service, so that a core serves several environments. */
const maxEnvironments = Math.min(64, 8 * availableParallelism());

/** Loading a handler is all computing. */
const maxStarting = availableParallelism();

/** How long an event waits for a busy environment before another is started, in milliseconds. */
const patience = 10;

/** How long an environment may be idle before it is ended, in milliseconds; one stays. */
const maxIdle = 30_000;

export interface InvokeOptions {
  requestId: string;
  traceId?: string;
  signal?: AbortSignal;
}

/**
 * The execution environments of one function. An event goes to the environment used last, waits while all are busy, and has
 * another one started when it waits too long.
 */
export class FunctionPool implements EnvironmentListener {
  private readonly environments = new Set<ExecutionEnvironment>();
  /** The environment used last is last. */
  private readonly idleOnes: { environment: ExecutionEnvironment; since: number }[] = [];
  private readonly queue: (Invocation & { since: number })[] = [];
  private readonly reaper = setInterval(() => this.endIdle(), maxIdle / 3).unref();
  private growth: NodeJS.Timeout | undefined;
  private starting = 0;
  private retired = false;

  constructor(
    private readonly fn: FunctionDefinition,
    private readonly unpack: () => string,
    readonly log: EnvironmentListener["log"],
  ) {}

  invoke(payload: string, { requestId, traceId, signal }: InvokeOptions): Promise<InvocationResult> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = () => {
        const place = this.queue.indexOf(invocation);
        if (place >= 0) this.queue.splice(place, 1);
        reject(signal!.reason as Error);
      };
      const settle = (result: InvocationResult) => {
        signal?.removeEventListener("abort", abort);
        resolve(result);
      };
      const invocation = { payload, requestId, traceId, settle, reject, since: performance.now() };
      signal?.addEventListener("abort", abort, { once: true });
      this.queue.push(invocation);
      this.dispatch();
    });
  }

  /** No more events come: environments end when no event is left for them. */
  retire(): void {
    this.retired = true;
    clearInterval(this.reaper);
    for (const { environment } of this.idleOnes.splice(0)) this.end(environment);
  }

  get isEmpty(): boolean {
    return this.environments.size === 0;
  }

  async close(reason: Error): Promise<void> {
    this.retire();
    clearTimeout(this.growth);
    for (const waiting of this.queue.splice(0)) waiting.reject(reason);
    const environments = [...this.environments];
    this.environments.clear();
    await Promise.all(environments.map((environment) => environment.close(reason)));
  }

  ready(environment: ExecutionEnvironment): void {
    this.starting--;
    this.idle(environment);
    this.dispatch();
  }

  idle(environment: ExecutionEnvironment): void {
    const next = this.queue.shift();
    if (next) environment.run(next);
    else if (this.retired) this.end(environment);
    else this.idleOnes.push({ environment, since: performance.now() });
  }

  gone(environment: ExecutionEnvironment, initFailure: Failure | undefined): void {
    this.environments.delete(environment);
    const place = this.idleOnes.findIndex((idle) => idle.environment === environment);
    if (place >= 0) this.idleOnes.splice(place, 1);
    if (initFailure) {
      this.starting--;
      const next = this.queue.shift();
      next?.settle(initFailure(next.requestId));
    }
    this.dispatch();
  }

  private dispatch() {
    while (this.queue.length > 0) {
      const idle = this.idleOnes.pop();
      if (!idle) return this.grow();
      idle.environment.run(this.queue.shift()!);
    }
  }

  /** Starts environments for the events that wait, now or when they have waited long enough. */
  private grow() {
    while (this.environments.size < maxEnvironments && this.starting < Math.min(maxStarting, this.queue.length)) {
      const wait = this.environments.size === 0 ? 0 : this.queue[0]!.since + patience - performance.now();
      if (wait > 0) {
        this.growth ??= setTimeout(() => {
          this.growth = undefined;
          this.dispatch();
        }, Math.ceil(wait));
        return;
      }
      this.start();
    }
  }

  private start() {
    try {
      this.environments.add(new ExecutionEnvironment(this.fn, this.unpack(), this));
      this.starting++;
    } catch (error) {
      for (const waiting of this.queue.splice(0)) waiting.reject(error);
    }
  }

  private endIdle() {
    const longAgo = performance.now() - maxIdle;
    while (this.environments.size > 1 && this.idleOnes[0] && this.idleOnes[0].since < longAgo)
      this.end(this.idleOnes.shift()!.environment);
  }

  private end(environment: ExecutionEnvironment) {
    this.environments.delete(environment);
    void environment.close(new Error(`lambda function '${this.fn.name}': its environment has ended`));
  }
}
