import { LeasedTokens, type Sharing } from "./leased-tokens.ts";
import type { RateLimitSettings } from "./source-settings.ts";
import { TokenBucket } from "./token-bucket.ts";

/**
 * Says when the next call to a source may go: by the operator's limit, by what the source itself has
 * asked for, and, where the limit is shared, by what other gateways have left of it.
 *
 * All times come from one clock that never goes back.
 */
export class RateLimiter {
  #limit: RateLimitSettings | undefined;
  #bucket: TokenBucket | undefined;
  readonly #leased: LeasedTokens | undefined;
  #pausedUntilMs = 0;

  /** Without a limit only the pauses count. */
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
    const pauseMs = this.#pauseMs(nowMs);
    if (pauseMs > 0) return pauseMs;
    if (this.#limit === undefined || this.#bucket === undefined) return 0;
    const leasedMs = this.#leased?.take(this.#limit, nowMs);
    if (leasedMs === undefined) return this.#bucket.take(nowMs);
    // Counted here too, for the time when the others can no longer be asked.
    if (leasedMs === 0) this.#bucket.spend(nowMs);
    return leasedMs;
  }

  /** An estimate: how long a call will wait that has so many before it. */
  waitMs(ahead: number, nowMs: number): number {
    return Math.max(this.#pauseMs(nowMs), this.#bucket?.waitMs(ahead, nowMs) ?? 0);
  }

  /** Lets nothing go before that time. A pause that is already longer stays. */
  pauseUntil(atMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, atMs);
  }

  #pauseMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#pausedUntilMs - nowMs));
  }
}
