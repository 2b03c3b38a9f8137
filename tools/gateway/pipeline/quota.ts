import type { Quota, QuotaPeriod } from "../api/rest-api";

const day = 86_400_000;

/** Numbers the period that a time is in. Days, weeks from Sunday on, and months begin at midnight UTC. */
const periodAt: Record<QuotaPeriod, (now: number) => number> = {
  DAY: (now) => Math.floor(now / day),
  // 1 January 1970 was a Thursday
  WEEK: (now) => Math.floor((Math.floor(now / day) + 4) / 7),
  MONTH: (now) => {
    const date = new Date(now);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  },
};

/** Counts one API key's requests in the periods of its plan (API reference, "QuotaSettings"). */
export class QuotaMeter {
  private readonly first: number;
  private period: number;
  private used = 0;

  /** The first period, in which the limit is less by the offset, is that of `startedAt` (milliseconds since 1970). */
  constructor(
    private readonly quota: Quota,
    startedAt: number,
  ) {
    this.first = this.period = periodAt[quota.period](startedAt);
  }

  /** Counts a request if the quota still has one. */
  take(now: number): boolean {
    const current = periodAt[this.quota.period](now);
    if (current !== this.period) {
      this.period = current;
      this.used = 0;
    }
    const allowed = this.quota.limit - (current === this.first ? this.quota.offset : 0);
    if (this.used >= allowed) return false;
    this.used += 1;
    return true;
  }
}
