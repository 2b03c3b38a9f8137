/** Keeps what authorizers answered for a while, in a bounded number of entries: the oldest go first. */
export class PolicyCache<T> {
  private readonly entries = new Map<string, { value: T; expiresAt: number }>();

  constructor(
    private readonly ttlInSeconds: number,
    private readonly capacity = 10_000,
  ) {}

  /** `now` in milliseconds. */
  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    if (entry && entry.expiresAt > now) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  set(key: string, value: T, now: number): void {
    if (this.ttlInSeconds === 0) return;
    this.entries.delete(key);
    if (this.entries.size >= this.capacity) this.entries.delete(this.entries.keys().next().value!);
    this.entries.set(key, { value, expiresAt: now + this.ttlInSeconds * 1000 });
  }
}
