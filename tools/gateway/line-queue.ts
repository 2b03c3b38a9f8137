/** How long a line may wait for others, in milliseconds: shorter than a person sees. */
const patience = 20;

/** Writes lines together, each made when it is written: neither that nor the terminal keeps a client waiting. */
export class LineQueue {
  private waiting: (() => string)[] = [];

  constructor(private readonly write: (lines: string) => void) {}

  add(line: () => string): void {
    if (this.waiting.push(line) === 1) setTimeout(() => this.flush(), patience);
  }

  /** Writes what waits now. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const lines = this.waiting;
    this.waiting = [];
    this.write(lines.map((line) => line()).join("\n"));
  }
}
