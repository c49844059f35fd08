import { LeasedTokens, type Sharing } from "./leased-tokens.ts";
import type { RateLimitSettings } from "./source-settings.ts";
import { TokenBucket } from "./token-bucket.ts";

/**
 * Says when the next call to a source may go: by the operator's limit, and, where that is shared, by
 * what other gateways have left of it.
 *
 * All times come from one clock that never goes back.
 */
export class RateLimiter {
  #limit: RateLimitSettings | undefined;
  #bucket: TokenBucket | undefined;
  readonly #leased: LeasedTokens | undefined;

  /** Without a limit all may go. */
  constructor(limit: RateLimitSettings | undefined, sharing?: Sharing) {
    this.#leased = sharing && new LeasedTokens(sharing);
    this.tune(limit, 0);
  }

  /** Changes the limit; what has been spent stays spent. */
  tune(limit: RateLimitSettings | undefined, nowMs: number): void {
    this.#limit = limit;
    if (limit === undefined) this.#bucket = undefined;
    else if (this.#bucket === undefined) this.#bucket = new TokenBucket(limit);
    else this.#bucket.tune(limit, nowMs);
  }

  /**
   * 0: a call may go now, and has been counted. Else how many whole milliseconds until it is worth
   * asking again.
   */
  take(nowMs: number): number {
    if (this.#limit === undefined || this.#bucket === undefined) return 0;
    const leasedMs = this.#leased?.take(this.#limit, nowMs);
    if (leasedMs === undefined) return this.#bucket.take(nowMs);
    // Counted here too, for the time when the others can no longer be asked.
    if (leasedMs === 0) this.#bucket.spend(nowMs);
    return leasedMs;
  }

  /** An estimate: how long a call will wait that has so many before it. */
  waitMs(ahead: number, nowMs: number): number {
    return this.#bucket?.waitMs(ahead, nowMs) ?? 0;
  }
}
