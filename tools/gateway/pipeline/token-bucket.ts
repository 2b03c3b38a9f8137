import type { Throttle } from "../api/rest-api";

/** Lets `rate` requests a second pass and `burst` at once (developer guide, "Throttle requests to your REST APIs"). */
export class TokenBucket {
  private tokens: number;
  private filledAt = Number.NEGATIVE_INFINITY;

  constructor(readonly limit: Throttle) {
    this.tokens = limit.burst;
  }

  /** Takes a token if there is one; `now` in milliseconds. */
  take(now: number): boolean {
    const { rate, burst } = this.limit;
    if (rate <= 0) return false;
    if (now > this.filledAt) {
      this.tokens = Math.min(burst, this.tokens + ((now - this.filledAt) / 1000) * rate);
      this.filledAt = now;
    }
    if (this.tokens < 1 - rounding) return false;
    this.tokens -= 1;
    return true;
  }
}

/** So that ten tenths make a token. */
const rounding = 1e-9;
