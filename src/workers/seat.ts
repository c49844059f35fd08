import type { RateShare } from "../admission/rate-share.ts";
import type { Invalidation } from "../freshness/invalidation.ts";
import type { RateLimitShare } from "../sources/rate-limit-share.ts";
import type { SourceSettings } from "../sources/source-settings.ts";
import type { Answers, Channel } from "./channel.ts";
import { partOfLimits } from "./part-of-limits.ts";
import type { AskedOfPrimary, AskedOfWorker, Part } from "./questions.ts";

/** What a gateway has in common with the other workers of its machine. */
export interface Seat {
  /** How many workers there may be at a time, this one included. */
  readonly workers: number;
  /** The part of a source's limits that this one has. */
  readonly limitsOf: (settings: SourceSettings) => SourceSettings;
  /** The rate limit of a source, which all lease from. */
  readonly rateLimitShare: (source: string) => RateLimitShare;
  /** Where the rates of callers are counted for all. */
  readonly callerRates: RateShare;
  /** Tells all others. Gives how many know, this one included; undefined while one does not. */
  readonly shareInvalidation: (invalidation: Invalidation) => Promise<number | undefined>;
  /** Calls `take` with what others have invalidated. */
  readonly onInvalidation: (take: (invalidation: Invalidation) => void) => void;
}

/** A seat, and what it answers when another worker has invalidated something. */
export interface OpenedSeat {
  readonly seat: Seat;
  readonly forget: Answers<AskedOfWorker>["forget"];
}

/** Opens the seat of this worker; the primary process is asked when it is used. */
export function openSeat(
  part: Part,
  ask: Channel<AskedOfPrimary, AskedOfWorker>["ask"],
): OpenedSeat {
  const listeners: ((invalidation: Invalidation) => void)[] = [];
  return {
    forget(invalidation) {
      for (const take of listeners) take(invalidation);
    },
    seat: {
      workers: part.of,
      limitsOf: (settings) => partOfLimits(settings, part),
      rateLimitShare: (source) => ({
        deadlineMs: leaseDeadlineMs,
        lease: (calls, limit) => ask("lease", { source, calls, limit }, leaseDeadlineMs),
      }),
      callerRates: {
        add: (callerKey, use) => ask("count", { callerKey, use }, countDeadlineMs),
      },
      // The primary process says who did not answer: it has the shorter deadline.
      shareInvalidation: (invalidation) =>
        ask("share", invalidation, 2 * forgetDeadlineMs).catch(() => undefined),
      onInvalidation: (take) => void listeners.push(take),
    },
  };
}

/**
 * The primary process is never away while a worker lives: who waits for it waits, and does not limit
 * for itself meanwhile, which would be more than the machine may in all.
 */
const leaseDeadlineMs = 60_000;

/** Meanwhile each worker counts for itself. */
const countDeadlineMs = 5000;

/** How long a worker may take to forget what another has invalidated. */
export const forgetDeadlineMs = 2000;
