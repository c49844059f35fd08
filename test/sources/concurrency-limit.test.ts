import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ConcurrencyLimit } from "../../src/sources/concurrency-limit.ts";

const nobody = { enter: () => {} };

describe("concurrency limit", () => {
  test("lets callers in up to the bound, queues up to the next, and refuses beyond", () => {
    const limit = new ConcurrencyLimit({ maxConcurrentCalls: 2, maxQueuedCalls: 1 });
    const admissions = [1, 2, 3, 4].map(() => limit.enter({ enter: () => {} }));
    expect(admissions).toEqual(["entered", "entered", "queued", "refused"]);
  });

  test("gives a place that is left to the one who has waited longest", () => {
    const limit = new ConcurrencyLimit({ maxConcurrentCalls: 1, maxQueuedCalls: 9 });
    const entered: string[] = [];
    limit.enter(nobody);
    for (const name of ["a", "b"]) limit.enter({ enter: () => entered.push(name) });
    limit.leave();
    expect(entered).toEqual(["a"]);
    limit.leave();
    expect(entered).toEqual(["a", "b"]);
  });

  test("a place nobody waits for is free again", () => {
    const limit = new ConcurrencyLimit({ maxConcurrentCalls: 1, maxQueuedCalls: 0 });
    limit.enter(nobody);
    expect(limit.enter(nobody)).toBe("refused");
    limit.leave();
    expect(limit.enter(nobody)).toBe("entered");
  });

  test("never lets one in who gave up", () => {
    const limit = new ConcurrencyLimit({ maxConcurrentCalls: 1, maxQueuedCalls: 1 });
    const impatient = { enter: () => expect.unreachable() };
    limit.enter(nobody);
    limit.enter(impatient);
    limit.giveUp(impatient);
    limit.leave();
    expect(limit.enter(nobody)).toBe("entered");
  });

  test("holds its bounds, and the order of arrival, whatever the interleaving", () => {
    const steps = fc.array(fc.constantFrom("enter", "leave", "giveUp"), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 3 }), (actions, maxConcurrentCalls) => {
        const limit = new ConcurrencyLimit({ maxConcurrentCalls, maxQueuedCalls: 2 });
        let inside = 0;
        let isFifo = true;
        const expectedQueue: { enter: () => void }[] = [];
        for (const action of actions) {
          if (action === "leave" && inside > 0) {
            inside--;
            limit.leave();
          } else if (action === "giveUp") {
            const quitter = expectedQueue.pop();
            if (quitter !== undefined) limit.giveUp(quitter);
          } else if (action === "enter") {
            const waiter = {
              enter: () => {
                inside++;
                isFifo &&= expectedQueue.shift() === waiter;
              },
            };
            const admission = limit.enter(waiter);
            if (admission === "entered") inside++;
            if (admission === "queued") expectedQueue.push(waiter);
          }
          expect(inside).toBeLessThanOrEqual(maxConcurrentCalls);
          expect(expectedQueue.length).toBeLessThanOrEqual(2);
          expect(inside === maxConcurrentCalls || expectedQueue.length === 0).toBe(true);
          expect(isFifo).toBe(true);
        }
      }),
    );
  });
});
