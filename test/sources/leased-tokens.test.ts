import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RateLimiter } from "../../src/sources/rate-limiter.ts";
import type { RateLimitLease } from "../../src/sources/rate-limit-share.ts";
import { createManualClock } from "../support/manual-clock.ts";

const limit = { calls: 100, perMs: 1000 };

/** A limiter whose share answers when the test says so. */
function setUp({ calls, perMs } = limit) {
  const clock = createManualClock();
  const asked: number[] = [];
  const events: string[] = [];
  const waiting: PromiseWithResolvers<RateLimitLease>[] = [];
  const limiter = new RateLimiter(
    { calls, perMs },
    {
      share: {
        lease(count, asLimit) {
          expect(asLimit).toEqual({ calls, perMs });
          asked.push(count);
          const answer = Promise.withResolvers<RateLimitLease>();
          waiting.push(answer);
          return answer.promise;
        },
      },
      clock,
      onReady: () => events.push("ready"),
      onLost: (cause) => events.push(`lost: ${cause instanceof Error ? cause.message : ""}`),
      onFound: () => events.push("found"),
    },
  );
  /** Answers the oldest lease that has none. */
  const answer = async (lease: RateLimitLease | Error) => {
    const oldest = waiting.shift();
    if (lease instanceof Error) oldest?.reject(lease);
    else oldest?.resolve(lease);
    await Promise.resolve();
    await Promise.resolve();
  };
  const take = () => limiter.take(clock.nowMs());
  return { clock, asked, events, answer, take, limiter, waiting };
}

describe("a shared rate limit", () => {
  test("lets a call go once it is granted, and says when it is", async () => {
    const { take, answer, asked, events } = setUp();
    expect([take(), take(), asked, events]).toEqual([100, 100, [2], []]);
    await answer({ granted: 2, waitMs: 0 });
    expect([events, take(), take(), take()]).toEqual([["ready"], 0, 0, 100]);
  });

  test("asks for more before it runs out, and for as many as are in demand, up to a twentieth", async () => {
    const { take, answer, asked } = setUp();
    take();
    await answer({ granted: 2, waitMs: 0 });
    take();
    expect(asked).toEqual([2, 2]);
    await answer({ granted: 2, waitMs: 0 });
    for (let call = 0; call < 4; call++) take();
    await answer({ granted: 5, waitMs: 0 });
    expect(asked.at(-1)).toBeLessThanOrEqual(5);
    for (let call = 0; call < 9; call++) take();
    await answer({ granted: 5, waitMs: 0 });
    take();
    expect(Math.max(...asked)).toBe(5);
  });

  test("asks for nothing ahead where the limit is small: others may need it", async () => {
    const { take, answer, asked } = setUp({ calls: 1, perMs: 1000 });
    take();
    await answer({ granted: 1, waitMs: 900 });
    expect([take(), asked]).toEqual([0, [1]]);
  });

  test("does not ask before the share wants it, and says how long that is", async () => {
    const { clock, take, answer, asked, events } = setUp();
    take();
    await answer({ granted: 0, waitMs: 30 });
    expect([events, take(), asked]).toEqual([["ready"], 30, [2]]);
    clock.advance(29);
    expect([take(), asked]).toEqual([1, [2]]);
    clock.advance(1);
    expect([take(), asked.length]).toEqual([100, 2]);
    await answer({ granted: 0, waitMs: 0 });
    expect([take(), asked.length]).toEqual([1, 2]);
  });

  test("loses what is granted and not used soon", async () => {
    const { clock, take, answer } = setUp();
    take();
    await answer({ granted: 2, waitMs: 0 });
    clock.advance(250);
    expect(take()).toBe(100);
    clock.advance(10);
    await answer({ granted: 1, waitMs: 0 });
    expect([take(), take()]).toEqual([0, 100]);
  });

  test("is the limit of this gateway alone while the share does not answer", async () => {
    const { clock, take, asked, events } = setUp();
    expect(take()).toBe(100);
    clock.advance(100);
    expect(events).toEqual(["lost: The share did not answer within 100 ms.", "ready"]);
    const taken = Array.from({ length: 11 }, take);
    expect([taken.filter((wait) => wait === 0).length, taken.at(-1)]).toEqual([10, 12]);
    expect([asked.length, clock.timerCount()]).toEqual([1, 0]);
  });

  test("counts what was granted before when it limits for itself", async () => {
    const { take, answer, events } = setUp();
    take();
    await answer({ granted: 5, waitMs: 0 });
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 0]);
    await answer(new Error("gone"));
    expect(events).toEqual(["ready", "lost: gone", "ready"]);
    const alone = Array.from({ length: 12 }, take).filter((wait) => wait === 0);
    // The fifth that was granted, and what five leave of the ten that may go at once.
    expect(alone).toHaveLength(6);
  });

  test("is shared again once the share answers, which it is asked now and then", async () => {
    const { clock, take, asked, events, answer } = setUp();
    take();
    await answer(new Error("gone"));
    clock.advance(999);
    expect([take(), asked.length]).toEqual([0, 1]);
    clock.advance(1);
    expect([take(), asked.length]).toEqual([0, 2]);
    await answer(new Error("still gone"));
    clock.advance(1000);
    take();
    await answer({ granted: 1, waitMs: 0 });
    expect(events).toEqual(["lost: gone", "ready", "found", "ready"]);
    expect([take(), take()]).toEqual([0, 100]);
  });

  test("has no use for an answer that comes too late", async () => {
    const { clock, take, answer, events } = setUp();
    take();
    clock.advance(100);
    await answer({ granted: 5, waitMs: 0 });
    expect(events).not.toContain("found");
    clock.advance(1000);
    take();
    clock.advance(100);
    await answer(new Error("late"));
    expect(events).toEqual(["lost: The share did not answer within 100 ms.", "ready"]);
    expect(clock.timerCount()).toBe(0);
  });

  test("lets no more calls go than were granted, whatever happens, while the share answers", async () => {
    const step = fc.oneof(
      fc.constant("take" as const),
      fc.record({ granted: fc.nat(5), waitMs: fc.nat(20) }),
      fc.record({ afterMs: fc.nat(90) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { clock, take, answer, asked, events, waiting } = setUp();
        let granted = 0;
        let taken = 0;
        for (const each of steps) {
          if (each === "take") {
            if (take() === 0) taken++;
          } else if ("afterMs" in each) {
            // Answered in time: before more time goes by.
            // oxlint-disable-next-line no-await-in-loop -- one after the other, as time goes
            while (waiting.length > 0) await answer({ granted: 0, waitMs: 0 });
            clock.advance(each.afterMs);
          } else if (waiting.length > 0) {
            granted += each.granted;
            // oxlint-disable-next-line no-await-in-loop -- one after the other, as time goes
            await answer(each);
          }
          expect(waiting.length).toBeLessThanOrEqual(1);
          expect(taken).toBeLessThanOrEqual(granted);
        }
        expect(Math.max(0, ...asked)).toBeLessThanOrEqual(5);
        expect(events.every((event) => event === "ready")).toBe(true);
      }),
    );
  });
});
