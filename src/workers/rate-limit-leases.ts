import type { Clock } from "../kernel/clock.ts";
import type { RateLimitLease } from "../sources/rate-limit-share.ts";
import type { RateLimitSettings } from "../sources/source-settings.ts";
import { TokenBucket } from "../sources/token-bucket.ts";

export interface LeaseRequest {
  /** The source's name. */
  readonly source: string;
  readonly calls: number;
  readonly limit: RateLimitSettings;
}

/** The rate limits of sources for all workers of a machine together, in the process that all of them can ask. */
export class RateLimitLeases {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Grants as many of the calls as may go now. */
  lease({ source, calls, limit }: LeaseRequest): RateLimitLease {
    const nowMs = this.#clock.nowMs();
    const bucket = this.#buckets.get(source) ?? new TokenBucket(limit);
    this.#buckets.set(source, bucket);
    bucket.tune(limit, nowMs);
    let granted = 0;
    while (granted < calls && bucket.take(nowMs) === 0) granted += 1;
    return { granted, waitMs: granted === calls ? 0 : bucket.waitMs(0, nowMs) };
  }
}
