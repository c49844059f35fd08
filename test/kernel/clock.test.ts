import { expect, test } from "vitest";

import { systemClock } from "../../src/kernel/clock.ts";

test("the clock calls back after the delay, unless it is cancelled", async () => {
  const startMs = systemClock.nowMs();
  let cancelledRan = false;
  const { promise, resolve } = Promise.withResolvers<void>();
  systemClock
    .after(1, () => {
      cancelledRan = true;
    })
    .cancel();
  systemClock.after(5, resolve);
  // The clock's timers do not keep a process alive; this one does, until they have run.
  const alive = setInterval(() => {}, 1000);
  await promise;
  clearInterval(alive);
  expect(systemClock.nowMs() - startMs).toBeGreaterThanOrEqual(4);
  expect(cancelledRan).toBe(false);
});
