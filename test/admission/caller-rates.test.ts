import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { CallerAllowance, CallerLimits } from "../../src/admission/caller-allowance.ts";
import { CallerRates } from "../../src/admission/caller-rates.ts";
import type { RateShare, RateUse, SharedUse } from "../../src/admission/rate-share.ts";
import { createManualClock } from "../support/manual-clock.ts";

function open(limits: CallerLimits, more: { share?: RateShare; maxCallers?: number } = {}) {
  const clock = createManualClock();
  const rates = new CallerRates({ limits: () => limits, clock, share: undefined, ...more });
  /** How long until the next may be sent; 0: this one may. */
  const send = (caller = "a"): number => rates.admit(caller).refusal?.retryAfterMs ?? 0;
  return { clock, rates, send };
}

const leftOf = (allowance: CallerAllowance) =>
  Object.fromEntries(allowance.readings().map(({ kind, left }) => [kind, left]));

test("nothing is counted where nothing is limited", () => {
  expect(open({}).rates.isOn).toBe(false);
  expect(open({ callsPerMinute: 1 }).rates.isOn).toBe(true);
  expect(open({ operationsPerMinute: 1 }).rates.isOn).toBe(true);
});

describe("operations of a caller", () => {
  test("may be as many as the limit at once, and then each when an earlier one is a minute ago", () => {
    const { clock, send } = open({ operationsPerMinute: 2 });
    expect([send(), send(), send()]).toEqual([0, 0, 90_000]);
    // Those that are refused do not count.
    clock.advance(89_999);
    expect(send()).toBe(1);
    clock.advance(1);
    expect([send(), send()]).toEqual([0, 30_000]);
    clock.advance(180_000);
    expect([send(), send()]).toEqual([0, 0]);
  });

  test("are counted apart from those of others", () => {
    const { send } = open({ operationsPerMinute: 1 });
    expect([send("a"), send("b"), send("a")]).toEqual([0, 0, 120_000]);
  });

  test("are forgotten where there are too many callers: whoever was not seen for longest", () => {
    const { send } = open({ operationsPerMinute: 1 }, { maxCallers: 2 });
    expect([send("a"), send("b"), send("c"), send("a"), send("c")]).toEqual([0, 0, 0, 0, 120_000]);
  });

  test("are refused with what was allowed, and when to send them again", () => {
    const { rates } = open({ operationsPerMinute: 1 });
    rates.admit("a");
    const { refusal } = rates.admit("a");
    expect(refusal?.message).toBe(
      "A caller may send 1 operations in a minute, and this one has. Nothing was asked for. Send it again in 120 s. (limits.operationsPerMinute)",
    );
    expect(refusal?.extensions).toEqual({
      code: "TOO_MANY_REQUESTS",
      retryable: true,
      retryAfterMs: 120_000,
      setting: "limits.operationsPerMinute",
      limit: 1,
    });
  });

  test("that are used up are told to come off when they do, by the reading as by the refusal", () => {
    const { clock, rates } = open({ operationsPerMinute: 2 });
    const first = rates.admit("a");
    clock.advance(5000);
    const last = rates.admit("a");
    expect(first.readings()).toMatchObject([{ left: 0, restMs: 85_000 }]);
    expect(last.readings()).toMatchObject([{ left: 0, restMs: 85_000 }]);
    const refused = rates.admit("a");
    expect(refused.refusal?.retryAfterMs).toBe(85_000);
    expect(refused.readings()).toMatchObject([{ left: 0, restMs: 85_000 }]);
    clock.advance(85_000);
    expect(rates.admit("a").refusal).toBeUndefined();
  });

  test("come off after the time that was told, whenever they were sent", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 60 }),
        (limit, pauses) => {
          const { clock, send } = open({ operationsPerMinute: limit });
          for (const pauseMs of pauses) {
            clock.advance(pauseMs);
            const waitMs = send();
            if (waitMs === 0) continue;
            clock.advance(waitMs);
            expect(send()).toBe(0);
          }
        },
      ),
    );
  });

  test("are never more than twice the limit in any minute", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 100 }),
        (limit, pauses) => {
          const { clock, send } = open({ operationsPerMinute: limit });
          const sentAtMs: number[] = [];
          for (const pauseMs of pauses) {
            clock.advance(pauseMs);
            if (send() === 0) sentAtMs.push(clock.nowMs());
          }
          for (const atMs of sentAtMs) {
            const within = sentAtMs.filter((other) => other > atMs - 60_000 && other <= atMs);
            expect(within.length).toBeLessThanOrEqual(limit * 2);
          }
        },
      ),
    );
  });
});

describe("calls of a caller's operations", () => {
  const limits = { callsPerMinute: 10 };

  test("that are certain are counted before they are made, so that many at one time are not too many", () => {
    const { rates } = open(limits);
    const [first, second, third] = [rates.admit("a"), rates.admit("a"), rates.admit("a")];
    expect(first.admitCalls(6)).toBeUndefined();
    expect(second.admitCalls(5)).toMatchObject({
      code: "TOO_MANY_REQUESTS",
      message:
        "The operations of a caller may cause 10 calls in a minute, and with the 5 that this one needs there would be more. Nothing was asked for. Send it again in 70 s. (limits.callsPerMinute)",
    });
    expect(second.refusal).toBeDefined();
    // It needs more than the one that comes off first.
    expect(second.readings()).toEqual([
      { kind: "calls", limit: 10, left: 4, restMs: second.refusal?.retryAfterMs },
    ]);
    expect(third.admitCalls(4)).toBeUndefined();
    expect(leftOf(third)).toEqual({ calls: 0 });
  });

  test("count as many as were made in the end: those that were not needed are given back", () => {
    const { rates } = open(limits);
    const first = rates.admit("a");
    first.admitCalls(6);
    first.settle(2);
    expect(leftOf(first)).toEqual({ calls: 8 });
    // What came later.
    first.settle(9);
    expect(leftOf(first)).toEqual({ calls: 1 });
    first.settle(25);
    expect(leftOf(first)).toEqual({ calls: 0 });
    expect(rates.admit("a").admitCalls(1)?.retryAfterMs).toBeGreaterThan(60_000);
  });

  test("may be none for an operation of a caller who has no more", () => {
    const { rates } = open(limits);
    rates.admit("a").settle(10);
    expect(rates.admit("a").refusal).toBeUndefined();
    expect(rates.admit("a").admitCalls(0)).toBeUndefined();
  });

  test("are refused for good where one operation needs more than the limit", () => {
    const allowance = open(limits).rates.admit("a");
    expect(allowance.admitCalls(11)).toMatchObject({
      code: "TOO_MANY_CALLS",
      retryable: false,
      extensions: { limit: 10, found: 11, setting: "limits.callsPerMinute" },
    });
    expect(allowance.refusal).toBeUndefined();
  });

  test("are not looked at where they are not limited", () => {
    const allowance = open({ operationsPerMinute: 5 }).rates.admit("a");
    expect(allowance.admitCalls(1000)).toBeUndefined();
    expect(allowance.readings()).toEqual([
      { kind: "operations", limit: 5, left: 4, restMs: 60_000 },
    ]);
  });
});

/** What all know, and what they were told. */
function shared(told: RateUse[] = []) {
  const known = new Map<string, RateUse>();
  const state = { isDown: false };
  const share: RateShare = {
    async add(caller, use): Promise<SharedUse> {
      if (state.isDown) throw new Error("down");
      told.push(use);
      const { operations, calls } = known.get(caller) ?? { operations: 0, calls: 0 };
      const now = { operations: operations + use.operations, calls: calls + use.calls };
      known.set(caller, now);
      return { now, before: { operations: 0, calls: 0 }, elapsedMs: 15_000 };
    },
  };
  return { share, state, told };
}
const settled = () => new Promise((resolve) => void setImmediate(resolve));

describe("what several gateways count together", () => {
  test("counts from the next operation on", async () => {
    const { share } = shared();
    const one = open({ operationsPerMinute: 3 }, { share });
    const other = open({ operationsPerMinute: 3 }, { share });
    expect([one.send(), one.send()]).toEqual([0, 0]);
    await settled();
    expect(other.send()).toBe(0);
    await settled();
    // The minute of all has begun 15 seconds ago, and one of three is to pass.
    expect(other.send()).toBe(65_000);
    expect(one.send()).toBe(0);
    await settled();
    expect(one.send()).toBeGreaterThan(0);
  });

  test("is told once for all that happened meanwhile, calls that were not needed included", async () => {
    const { share, told } = shared();
    const { rates } = open({ callsPerMinute: 10 }, { share });
    const first = rates.admit("a");
    first.admitCalls(5);
    first.settle(2);
    await settled();
    expect(told).toEqual([
      { operations: 1, calls: 0 },
      { operations: 0, calls: 2 },
    ]);
    expect(leftOf(first)).toEqual({ calls: 8 });
  });

  test("is counted by each for itself while the others are out of reach, and told when they are back", async () => {
    const { share, state, told } = shared();
    state.isDown = true;
    const { clock, send, rates } = open({ operationsPerMinute: 3 }, { share });
    expect([send(), send()]).toEqual([0, 0]);
    await settled();
    state.isDown = false;
    // For a second they are left alone.
    expect([send(), send() > 0]).toEqual([0, true]);
    await settled();
    expect(told).toEqual([]);
    clock.advance(1000);
    rates.admit("a").settle(1);
    await settled();
    expect(told).toEqual([{ operations: 3, calls: 1 }]);
  });

  test("is not what is long over", async () => {
    const { share, state, told } = shared();
    state.isDown = true;
    const { clock, send } = open({ operationsPerMinute: 3 }, { share });
    send();
    await settled();
    state.isDown = false;
    clock.advance(180_000);
    send();
    await settled();
    expect(told).toEqual([{ operations: 1, calls: 0 }]);
  });
});
