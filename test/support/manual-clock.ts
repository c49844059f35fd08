import type { Clock } from "../../src/kernel/clock.ts";

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, and calls what falls due on the way, in order. */
  readonly advance: (durationMs: number) => void;
  /** How many timers are running. */
  readonly timerCount: () => number;
}

export function createManualClock(): ManualClock {
  let nowMs = 0;
  const timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  return {
    nowMs: () => nowMs,
    dateMs: () => startDateMs + nowMs,
    after(delayMs, callback) {
      const timer = { dueMs: nowMs + delayMs, callback };
      timers.add(timer);
      return { cancel: () => timers.delete(timer) };
    },
    advance(durationMs) {
      const endMs = nowMs + durationMs;
      for (;;) {
        const [next] = [...timers]
          .filter((timer) => timer.dueMs <= endMs)
          .toSorted((a, b) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = next.dueMs;
        next.callback();
      }
      nowMs = endMs;
    },
    timerCount: () => timers.size,
  };
}

/** 2026-01-01, midnight, UTC. */
const startDateMs = Date.UTC(2026, 0, 1);
