import type { RateLimitSettings } from "./source-settings.ts";

/**
 * Spaces calls so that in any span of `perMs` there are at most `calls`: a tenth of them at once,
 * the others evenly.
 */
export class TokenBucket {
  #limit: RateLimitSettings;
  /** How many tokens are missing; parts of one come back with time. */
  #spent = 0;
  #atMs = 0;

  constructor(limit: RateLimitSettings) {
    this.#limit = limit;
  }

  /** Changes the limit. What has been spent stays spent, but is waited for one span at most. */
  tune(limit: RateLimitSettings, nowMs: number): void {
    this.#refill(nowMs);
    this.#limit = limit;
    this.#spent = Math.min(this.#spent, limit.calls);
  }

  /** 0: a call may go, and is counted. Else how long until one may, in whole milliseconds. */
  take(nowMs: number): number {
    const waitMs = this.waitMs(0, nowMs);
    if (waitMs === 0) this.#spent++;
    return waitMs;
  }

  /** Counts a call that somebody else let go. */
  spend(nowMs: number): void {
    this.#refill(nowMs);
    this.#spent = Math.min(this.#spent + 1, this.#limit.calls);
  }

  /** How long a call waits that has this many before it. */
  waitMs(ahead: number, nowMs: number): number {
    this.#refill(nowMs);
    const missing = this.#spent + ahead + 1 - burstOf(this.#limit);
    // What is missing by rounding alone is there.
    return missing < 1e-9 ? 0 : Math.ceil(missing / tokensPerMs(this.#limit));
  }

  #refill(nowMs: number): void {
    const back = Math.max(0, nowMs - this.#atMs) * tokensPerMs(this.#limit);
    this.#spent = Math.max(0, this.#spent - back);
    this.#atMs = nowMs;
  }
}

/** How many calls may go at once. */
export function burstOf({ calls }: RateLimitSettings): number {
  return Math.max(1, Math.ceil(calls / 10));
}

/**
 * How fast tokens come back.
 *
 * In a span that begins with a full bucket there are at most the burst and what comes back within
 * it. That may be one more than is left of `calls`, as the last of them comes when the span is over.
 */
export function tokensPerMs(limit: RateLimitSettings): number {
  return (limit.calls - burstOf(limit) + 1) / (limit.perMs * spread);
}

/** The network does not keep distances: calls arrive nearer to each other than they were sent. */
const spread = 1.02;
