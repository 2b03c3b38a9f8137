/** The steps of the pipeline, in API Gateway's order. */
export type StepName =
  | "receive"
  | "route"
  | "resource policy"
  | "authorize"
  | "api key"
  | "throttle"
  | "cache"
  | "validate"
  | "integration request"
  | "integration"
  | "integration response"
  | "method response"
  | "compression"
  | "gateway response";

export type Details = Record<string, string | number | boolean | undefined>;

/** One step of one request: how long it took, without steps inside it, and what it decided. */
export type TracedStep = { name: StepName; milliseconds: number } & Details;

/** What happened to one request step by step, for `--verbose`; without it no request has one. */
export class Trace {
  readonly steps: TracedStep[] = [];
  private current: TracedStep | undefined;
  /** Milliseconds that steps inside the current one took. */
  private inside = 0;

  /** Runs a step and keeps how long it took. */
  async time<T>(name: StepName, run: () => T): Promise<Awaited<T>> {
    const { current, inside } = this;
    const step: TracedStep = { name, milliseconds: 0 };
    this.steps.push(step);
    this.current = step;
    this.inside = 0;
    const started = performance.now();
    try {
      return await run();
    } finally {
      const milliseconds = performance.now() - started;
      step.milliseconds = toMicroseconds(milliseconds - this.inside);
      this.current = current;
      this.inside = inside + milliseconds;
    }
  }

  /** Adds what the current step decided. Never a credential, nor the value of a header or query parameter. */
  note(details: Details): void {
    if (this.current) Object.assign(this.current, details);
  }
}

/** How much a body is, as steps say it. */
export const sizeOf = (body: unknown): string =>
  typeof body === "string" || Buffer.isBuffer(body) ? `${Buffer.byteLength(body)} bytes` : "a stream";

const toMicroseconds = (milliseconds: number) => Math.round(milliseconds * 1000) / 1000;
