import type { Clock, Timer } from "../kernel/clock.ts";
import type { RateLimitLease, RateLimitShare } from "./rate-limit-share.ts";
import type { RateLimitSettings } from "./source-settings.ts";

/** How a rate limit is shared with other gateways. */
export interface Sharing {
  readonly share: RateLimitShare;
  /** The clock that the `nowMs` of all methods come from. */
  readonly clock: Clock;
  /** Called when whoever was told to wait should ask again, as something has changed. */
  readonly onReady: () => void;
  /** Called once when the share no longer answers: until it does, this gateway limits for itself. */
  readonly onLost: (cause: unknown) => void;
  /** Called once when the share answers again. */
  readonly onFound: () => void;
}

/**
 * Calls that a shared limit has granted to this gateway.
 *
 * They are asked for in the background, a small part of the limit at a time, before they run out;
 * as many as were lately in demand, so that a quiet gateway does not keep what a busy one needs.
 */
export class LeasedTokens {
  readonly #sharing: Sharing;
  #tokens = 0;
  /** What was granted is lost by then: else it would be used in a span it was not granted for. */
  #expiresAtMs = 0;
  /** Calls that have asked to go since a lease was asked for. */
  #demand = 0;
  #asking: Asking | undefined;
  #askAfterMs = 0;
  #isLost = false;

  constructor(sharing: Sharing) {
    this.#sharing = sharing;
  }

  /**
   * 0: a call may go, and is counted. Else how long to wait, unless `onReady` comes first; undefined
   * while the share does not answer.
   */
  take(limit: RateLimitSettings, nowMs: number): number | undefined {
    if (nowMs >= this.#expiresAtMs) this.#tokens = 0;
    const mayGo = this.#tokens > 0;
    if (mayGo) this.#tokens--;
    this.#demand++;
    const chunk = Math.max(1, Math.ceil(limit.calls / 20));
    // Where a chunk is one call, one kept ahead would be kept from the others.
    if (this.#tokens < Math.floor(chunk / 2) || !mayGo) this.#ask(chunk, limit, nowMs);
    if (mayGo) return 0;
    if (this.#isLost) return undefined;
    return Math.max(1, Math.ceil((this.#asking?.deadlineMs ?? this.#askAfterMs) - nowMs));
  }

  #ask(chunk: number, limit: RateLimitSettings, nowMs: number): void {
    if (this.#asking !== undefined || nowMs < this.#askAfterMs) return;
    const { share, clock } = this.#sharing;
    const { deadlineMs = usualDeadlineMs } = share;
    const asking: Asking = {
      deadlineMs: nowMs + deadlineMs,
      timer: clock.after(deadlineMs, () => {
        this.#lose(asking, new Error(`The share did not answer within ${deadlineMs} ms.`));
      }),
    };
    this.#asking = asking;
    const calls = Math.min(chunk, this.#demand * 2);
    this.#demand = 0;
    share.lease(calls, limit).then(
      (lease) => this.#receive(asking, lease, limit),
      (cause: unknown) => this.#lose(asking, cause),
    );
  }

  #receive(
    asking: Asking,
    { granted, waitMs }: RateLimitLease,
    { perMs }: RateLimitSettings,
  ): void {
    if (!this.#hasEnded(asking)) return;
    const nowMs = this.#sharing.clock.nowMs();
    if (nowMs >= this.#expiresAtMs) this.#tokens = 0;
    this.#tokens += granted;
    this.#expiresAtMs = nowMs + perMs / 4;
    this.#askAfterMs = nowMs + (granted > 0 ? waitMs : Math.max(1, waitMs));
    if (this.#isLost) this.#sharing.onFound();
    this.#isLost = false;
    this.#sharing.onReady();
  }

  #lose(asking: Asking, cause: unknown): void {
    if (!this.#hasEnded(asking)) return;
    this.#askAfterMs = this.#sharing.clock.nowMs() + lostMs;
    if (this.#isLost) return;
    this.#isLost = true;
    this.#sharing.onLost(cause);
    this.#sharing.onReady();
  }

  /** False for what comes too late: a lease after its deadline is given up, like what it grants. */
  #hasEnded(asking: Asking): boolean {
    if (asking !== this.#asking) return false;
    asking.timer.cancel();
    this.#asking = undefined;
    return true;
  }
}

/** A lease that has been asked for. */
interface Asking {
  readonly deadlineMs: number;
  readonly timer: Timer;
}

/** How long an answer is waited for, where the share does not say. */
const usualDeadlineMs = 100;

/** How long a share that did not answer is left alone. */
const lostMs = 1000;
