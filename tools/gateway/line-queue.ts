/**
 * Writes lines, each made when it is written, together once the event loop has dealt with what came in: neither printing nor what
 * a terminal takes for it keeps a client waiting.
 */
export class LineQueue {
  private waiting: (() => string)[] = [];

  constructor(private readonly write: (lines: string) => void) {}

  add(line: () => string): void {
    if (this.waiting.push(line) === 1) setImmediate(() => this.flush());
  }

  /** Writes what waits now. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const lines = this.waiting;
    this.waiting = [];
    this.write(lines.map((line) => line()).join("\n"));
  }
}
