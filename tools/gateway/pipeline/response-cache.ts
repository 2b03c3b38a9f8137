import type { GatewayAnswer } from "../exchange";

/** Largest response that is cached (developer guide, "Cache settings for REST APIs"). */
export const cacheEntryBytes = 1_048_576;

/** An answer that is there as a whole. */
export type WholeAnswer = GatewayAnswer & { body: Buffer | string };

interface Entry {
  answer: WholeAnswer;
  bytes: number;
  expiresAt: number;
}

/** Responses by key, until they expire or the least recently used have to make room. */
export class ResponseCache {
  private readonly entries = new Map<string, Entry>();
  private used = 0;

  /** `capacity` in bytes; `now` gives milliseconds. */
  constructor(
    private readonly capacity: number,
    private readonly now: () => number,
  ) {}

  get(key: string): GatewayAnswer | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.remove(key, entry);
    if (entry.expiresAt <= this.now()) return undefined;
    // behind all others: used last
    this.add(key, entry);
    return entry.answer;
  }

  /** Keeps an answer for some seconds, in the place of the one that the key had; one that is too large is not kept. */
  set(key: string, answer: WholeAnswer, seconds: number): void {
    const old = this.entries.get(key);
    if (old) this.remove(key, old);
    const bytes = sizeOf(answer);
    if (bytes > cacheEntryBytes) return;
    this.add(key, { answer, bytes: bytes + key.length, expiresAt: this.now() + seconds * 1000 });
    for (const [oldest, entry] of this.entries) {
      if (this.used <= this.capacity) break;
      this.remove(oldest, entry);
    }
  }

  private add(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.used += entry.bytes;
  }

  private remove(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.used -= entry.bytes;
  }
}

function sizeOf({ headers, body }: WholeAnswer): number {
  let bytes = Buffer.byteLength(body);
  for (const { name, values } of headers.entries()) for (const value of values) bytes += name.length + value.length;
  return bytes;
}
