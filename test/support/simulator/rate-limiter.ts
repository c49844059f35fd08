import type { Clock } from "../../../src/kernel/clock.ts";

export interface RateLimit {
  readonly calls: number;
  readonly perMs: number;
  /**
   * `fixed`: the count starts anew when its time is over. `sliding`: no span of `perMs`, wherever it
   * begins, has more calls. Those that are refused do not count.
   */
  readonly window: "fixed" | "sliding";
  /**
   * What callers are told: `Retry-After` with a 429; `RateLimit` and `RateLimit-Policy` as the
   * draft has them; `RateLimit-Limit`, `-Remaining` and `-Reset` in seconds, as it used to have
   * them; `X-RateLimit-…`, whose reset is a date in seconds since 1970.
   */
  readonly tells: readonly ("retry-after" | "ratelimit" | "ratelimit-fields" | "x-ratelimit")[];
}

/** What becomes of a call. */
export interface Verdict {
  readonly isAllowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts the calls of one API. */
export class RateLimiter {
  readonly #clock: Clock;
  /** When the calls that count were made, oldest first. */
  #madeAtMs: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(limit: RateLimit): Verdict {
    const nowMs = this.#clock.nowMs();
    this.#forget(limit, nowMs);
    const isAllowed = this.#madeAtMs.length < limit.calls;
    if (isAllowed) this.#madeAtMs.push(nowMs);
    const remaining = limit.calls - this.#madeAtMs.length;
    const resetMs = (this.#madeAtMs[0] ?? nowMs) + limit.perMs - nowMs;
    return { isAllowed, headers: this.#write(limit, { isAllowed, remaining, resetMs }) };
  }

  #forget({ window, perMs }: RateLimit, nowMs: number): void {
    const isOver = (madeAtMs: number) => nowMs - madeAtMs >= perMs;
    const [first] = this.#madeAtMs;
    if (first === undefined || !isOver(first)) return;
    const kept = window === "fixed" ? -1 : this.#madeAtMs.findIndex((it) => !isOver(it));
    this.#madeAtMs = kept === -1 ? [] : this.#madeAtMs.slice(kept);
  }

  #write({ calls, perMs, tells }: RateLimit, state: LimitState): Readonly<Record<string, string>> {
    const reset = String(Math.ceil(state.resetMs / 1000));
    const resetDate = String(Math.ceil((this.#clock.dateMs() + state.resetMs) / 1000));
    const remaining = String(state.remaining);
    return {
      ...(tells.includes("retry-after") && !state.isAllowed && { "retry-after": reset }),
      ...(tells.includes("ratelimit") && {
        "ratelimit-policy": `"calls";q=${calls};w=${Math.ceil(perMs / 1000)}`,
        ratelimit: `"calls";r=${remaining};t=${reset}`,
      }),
      ...(tells.includes("ratelimit-fields") && {
        "ratelimit-limit": String(calls),
        "ratelimit-remaining": remaining,
        "ratelimit-reset": reset,
      }),
      ...(tells.includes("x-ratelimit") && {
        "x-ratelimit-limit": String(calls),
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset": resetDate,
      }),
    };
  }
}

interface LimitState {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Until there is room for a call again, or for one more. */
  readonly resetMs: number;
}
