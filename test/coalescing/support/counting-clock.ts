import { type Clock, systemClock } from "../../../src/kernel/clock.ts";

/** The system's clock, which knows what still waits for it. */
export interface CountingClock extends Clock {
  /** How many timers are running. */
  readonly timerCount: () => number;
}

export function createCountingClock(): CountingClock {
  const running = new Set<symbol>();
  return {
    ...systemClock,
    after(delayMs, callback) {
      const id = Symbol("timer");
      running.add(id);
      const timer = systemClock.after(delayMs, () => {
        running.delete(id);
        callback();
      });
      return {
        cancel() {
          running.delete(id);
          timer.cancel();
        },
      };
    },
    timerCount: () => running.size,
  };
}
