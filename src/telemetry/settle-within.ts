import type { Clock } from "../kernel/clock.ts";

/** Waits until the work ends, well or not, and no longer than `limitMs`. Never rejects. */
export async function settleWithin(
  limitMs: number,
  work: Promise<unknown>,
  clock: Clock,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Not unref'd by us: the clock's timers never keep the process alive, and neither does this one.
  const timer = clock.after(limitMs, resolve);
  work.then(
    () => resolve(),
    () => resolve(),
  );
  await promise;
  timer.cancel();
}
