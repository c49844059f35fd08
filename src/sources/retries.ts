import type { Clock } from "../kernel/clock.ts";
import type { Endpoints } from "./endpoints.ts";
import { type AttemptResult, isRetryable, retryDelayMs } from "./retry.ts";
import { retryAfterOf } from "./retry-after-of.ts";
import { RetryBudget } from "./retry-budget.ts";
import type { SourceCall } from "./source-call.ts";
import type { RetrySettings } from "./source-settings.ts";

export interface RetriesOptions {
  readonly clock: Clock;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
  readonly endpoints: Endpoints;
}

/** Says which calls of a source are sent again, and when. */
export class Retries {
  readonly #options: RetriesOptions;
  readonly #budget = new RetryBudget();

  constructor(options: RetriesOptions) {
    this.#options = options;
  }

  /** Counts a call that is sent for the first time. */
  recordCall(): void {
    this.#budget.recordCall();
  }

  /** How long a call waits that ended so; undefined where there is to be no further attempt. */
  delayMs(call: SourceCall, result: AttemptResult, settings: RetrySettings): number | undefined {
    const isAllowed =
      call.mayRetry !== false && !call.hasEnded && call.attempts < settings.attempts;
    if (!isAllowed || !isRetryable(result)) return undefined;
    const { clock, random, endpoints } = this.#options;
    const nowMs = clock.nowMs();
    const next = endpoints.next(nowMs, call);
    if (next === undefined) return undefined;
    const delayMs = retryDelayMs({
      attempt: call.attempts,
      settings,
      random,
      // What one endpoint asks for does not count for another.
      retryAfterMs: next === call.endpoint ? retryAfterOf(result, clock.dateMs()) : undefined,
    });
    const isInTime = call.deadlineMs === undefined || nowMs + delayMs < call.deadlineMs;
    return isInTime && this.#budget.take(settings.budget) ? delayMs : undefined;
  }
}
