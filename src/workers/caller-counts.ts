import { LRUCache } from "lru-cache";

import type { RateUse, SharedUse } from "../admission/rate-share.ts";
import type { Clock } from "../kernel/clock.ts";

export interface CountRequest {
  readonly callerKey: string;
  readonly use: RateUse;
}

/** What callers use of all workers of a machine together, in windows of a minute. */
export class CallerCounts {
  readonly #clock: Clock;
  readonly #callers = new LRUCache<string, Counted>({ max: maxCallers });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds what one worker has counted, and tells what all have. */
  add({ callerKey, use }: CountRequest): SharedUse {
    const nowMs = this.#clock.nowMs();
    const window = Math.floor(nowMs / minuteMs);
    const { now, before } = this.#at(window, this.#callers.get(callerKey));
    const added = {
      operations: Math.max(0, now.operations + use.operations),
      calls: Math.max(0, now.calls + use.calls),
    };
    this.#callers.set(callerKey, { window, now: added, before });
    return { now: added, before, elapsedMs: nowMs - window * minuteMs };
  }

  #at(window: number, counted: Counted | undefined): Omit<Counted, "window"> {
    if (counted?.window === window) return counted;
    return { now: none, before: counted?.window === window - 1 ? counted.now : none };
  }
}

interface Counted {
  /** Which minute of the clock. */
  readonly window: number;
  readonly now: RateUse;
  readonly before: RateUse;
}

const none: RateUse = { operations: 0, calls: 0 };
const minuteMs = 60_000;

/** Whoever was not seen for longest is forgotten. */
const maxCallers = 50_000;
