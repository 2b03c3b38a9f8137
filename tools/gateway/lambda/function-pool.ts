import { availableParallelism } from "node:os";
import {
  ExecutionEnvironment,
  type EnvironmentListener,
  type Failure,
  type Invocation,
  type TakeChunk,
} from "./execution-environment";
import type { FunctionDefinition, InvocationResult } from "./runtime";
import type { ThreadLoad } from "./thread-load";

const cores = availableParallelism();

/** Handlers mostly wait, for a database or another service, so that a core serves several environments. */
const maxEnvironments = Math.min(64, 8 * cores);

/** How long an event waits until another environment is started, in milliseconds, while a core is free for it or not. */
const patience = { free: 10, busy: 1000 };

/** How long an environment may be idle before it is ended, in milliseconds; one stays. */
const maxIdle = 30_000;

export interface InvokeOptions {
  requestId: string;
  traceId?: string;
  /** Default: one that stays. */
  caller?: Caller;
  /** Takes what a handler streams; without it, all that is streamed becomes the payload of the result. */
  onChunk?: TakeChunk;
}

/** Who waits for the answer of one event. Less than an AbortController, of which each request would make one. */
export class Caller {
  onLeave: ((reason: Error) => void) | undefined;

  /** Rejects the invocation; an event that has not begun will not. */
  leave(reason: Error): void {
    this.onLeave?.(reason);
  }
}

/**
 * The execution environments of one function. An event goes to the environment used last, waits while all are busy, and has
 * another one started when it waits too long and that would help.
 */
export class FunctionPool implements EnvironmentListener {
  private readonly environments = new Set<ExecutionEnvironment>();
  /** The environment used last is last. */
  private readonly idleOnes: { environment: ExecutionEnvironment; since: number }[] = [];
  private readonly queue: (Invocation & { since: number })[] = [];
  private readonly reaper = setInterval(() => this.endIdle(), maxIdle / 3).unref();
  private growth: NodeJS.Timeout | undefined;
  private starting = 0;
  /** How long events ran, in milliseconds, the last ones counting most; undefined before the first. */
  private usual: number | undefined;
  private retired = false;

  constructor(
    private readonly fn: FunctionDefinition,
    private readonly unpack: () => string,
    private readonly load: ThreadLoad,
    readonly log: EnvironmentListener["log"],
  ) {}

  invoke(payload: string, { requestId, traceId, caller, onChunk }: InvokeOptions): Promise<InvocationResult> {
    return new Promise((settle, reject) => {
      const invocation = { payload, requestId, traceId, onChunk, settle, reject, since: performance.now() };
      if (caller)
        caller.onLeave = (reason) => {
          const place = this.queue.indexOf(invocation);
          if (place >= 0) this.queue.splice(place, 1);
          reject(reason);
        };
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
    this.take(environment);
    this.dispatch();
  }

  idle(environment: ExecutionEnvironment, milliseconds: number): void {
    this.usual = this.usual === undefined ? milliseconds : 0.9 * this.usual + 0.1 * milliseconds;
    this.take(environment);
  }

  private take(environment: ExecutionEnvironment) {
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

  /** Starts environments for the events that wait, as many as cores soon, more where that would help. */
  private grow() {
    while (this.starting < Math.min(cores, this.queue.length) && this.environments.size < maxEnvironments) {
      const waited = performance.now() - this.queue[0]!.since;
      if (waited < this.patience() || this.isKeepingUp()) return this.growLater();
      this.start();
    }
  }

  private patience(): number {
    if (this.environments.size === 0) return 0;
    const isFree = this.environments.size < cores || this.load.hasRoom();
    return isFree ? patience.free : patience.busy;
  }

  /** Whether the environments there are would soon be through with what waits: it waits for this thread, not for them. */
  private isKeepingUp(): boolean {
    if (this.usual === undefined) return false;
    const environments = [...this.environments];
    return (
      (this.usual * this.queue.length) / environments.length < patience.free &&
      environments.some(({ elapsed }) => elapsed < patience.free)
    );
  }

  private growLater() {
    this.growth ??= setTimeout(() => {
      this.growth = undefined;
      this.dispatch();
    }, patience.free);
  }

  private start() {
    try {
      this.environments.add(new ExecutionEnvironment(this.fn, this.unpack(), this, this.load));
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
