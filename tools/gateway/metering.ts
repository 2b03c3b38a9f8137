import { accountThrottle } from "./api/method-settings";
import type { Quota, RestApi, Throttle } from "./api/rest-api";
import { QuotaMeter } from "./pipeline/quota";
import { TokenBucket } from "./pipeline/token-bucket";

/** What is counted over requests of every stage: throttles and quotas, each made when it is first asked for. */
export class Metering {
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly quotas = new Map<string, QuotaMeter>();
  private readonly startedAt: number;

  /** `now` gives milliseconds since 1970. */
  constructor(readonly now: () => number) {
    this.startedAt = now();
  }

  /** The bucket of that name; whoever names the same one shares it. */
  bucket(name: string, limit: Throttle): TokenBucket {
    let bucket = this.buckets.get(name);
    if (!bucket) this.buckets.set(name, (bucket = new TokenBucket(limit)));
    return bucket;
  }

  /** What all APIs of an account and region share. */
  account({ accountId, region }: RestApi): TokenBucket {
    return this.bucket(`account ${accountId} ${region}`, accountThrottle);
  }

  quota(name: string, quota: Quota): QuotaMeter {
    let meter = this.quotas.get(name);
    if (!meter) this.quotas.set(name, (meter = new QuotaMeter(quota, this.startedAt)));
    return meter;
  }
}
