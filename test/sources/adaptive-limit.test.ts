import { describe, expect, test } from "vitest";

import { AdaptiveLimit } from "../../src/sources/adaptive-limit.ts";

/** A source that works on `slots` calls at once, each for about `serviceMs`; the others queue. */
interface Upstream {
  readonly slots: number;
  readonly serviceMs: number;
  /** From 0, always the same time, to 1, anything between none and double. */
  readonly jitter?: number;
  /** How many wait at most; the next is refused at once. */
  readonly maxQueued?: number;
}

/**
 * Asks an upstream as much as the limit allows, or `demand` at once at most, until so many calls have
 * ended. Gives the mean of the limit over the last half of them.
 */
function drive(limit: AdaptiveLimit, upstream: Upstream, { calls = 20_000, demand = 10_000 } = {}) {
  const { slots, serviceMs, jitter = 0.2, maxQueued = Number.POSITIVE_INFINITY } = upstream;
  const random = seededRandom();
  const running: { readonly startMs: number; readonly endMs: number }[] = [];
  const freeAtMs: number[] = Array<number>(slots).fill(0);
  let nowMs = 0;
  let sum = 0;
  for (let ended = 0; ended < calls; ended++) {
    while (running.length < Math.min(demand, limit.limit)) {
      if (running.length >= slots + maxQueued) {
        limit.record({ latencyMs: 1, inside: running.length + 1, isOverload: true });
        break;
      }
      const slot = freeAtMs.indexOf(Math.min(...freeAtMs));
      const startMs = Math.max(nowMs, freeAtMs[slot] ?? 0);
      const endMs = startMs + serviceMs * (1 + jitter * (random() * 2 - 1));
      freeAtMs[slot] = endMs;
      running.push({ startMs: nowMs, endMs });
    }
    running.sort((a, b) => a.endMs - b.endMs);
    const inside = running.length;
    const next = running.shift();
    if (next === undefined) throw new Error("The limit lets nothing go.");
    nowMs = next.endMs;
    limit.record({ latencyMs: next.endMs - next.startMs, inside, isOverload: false });
    if (ended >= calls / 2) sum += limit.limit;
  }
  return sum / (calls / 2);
}

function seededRandom(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe("adaptive limit", () => {
  test("begins with sixteen calls at once", () => {
    expect(new AdaptiveLimit().limit).toBe(16);
  });

  test.each([
    [1, 0.2],
    [2, 0.2],
    [4, 0.2],
    [10, 0],
    [10, 0.2],
    [10, 1],
    [50, 0.2],
    [50, 1],
    [200, 0.2],
  ])(
    "settles near the %i calls that a source works on at once, if their times differ by %d",
    (slots, jitter) => {
      const limit = new AdaptiveLimit();
      const settled = drive(limit, { slots, serviceMs: 50, jitter }, { calls: 40_000 });
      expect(settled).toBeGreaterThan(slots * 0.8);
      expect(settled).toBeLessThan(slots * 2.6 + 1);
    },
  );

  test.each([
    ["works on more at once", { slots: 40, serviceMs: 50 }, 40],
    ["works on fewer at once", { slots: 4, serviceMs: 50 }, 4],
    ["is faster", { slots: 10, serviceMs: 10 }, 10],
    ["is slower", { slots: 10, serviceMs: 500 }, 10],
  ])("finds its place again when the source %s", (_what, then, slots) => {
    const limit = new AdaptiveLimit();
    drive(limit, { slots: 10, serviceMs: 50 });
    const settled = drive(limit, then, { calls: 40_000 });
    expect(settled).toBeGreaterThan(slots * 0.8);
    expect(settled).toBeLessThan(slots * 2.6 + 1);
  });

  test("stays under what a source refuses", () => {
    const settled = drive(new AdaptiveLimit(), { slots: 10, serviceMs: 50, maxQueued: 2 });
    expect(settled).toBeGreaterThan(6);
    expect(settled).toBeLessThan(14);
  });

  test("does not grow while it is not in use", () => {
    const limit = new AdaptiveLimit();
    drive(limit, { slots: 100, serviceMs: 50 }, { calls: 5000, demand: 4 });
    expect(limit.limit).toBeLessThanOrEqual(16);
  });

  test("goes down to one call at once, and no further, when all are refused", () => {
    const limit = new AdaptiveLimit();
    const overload = { latencyMs: 5, inside: 9, isOverload: true };
    limit.record(overload);
    expect(limit.limit).toBe(12);
    for (let call = 0; call < 19; call++) limit.record(overload);
    expect(limit.limit).toBe(12);
    for (let call = 0; call < 2000; call++) limit.record(overload);
    expect(limit.limit).toBe(1);
    const settled = drive(limit, { slots: 10, serviceMs: 50 });
    expect(settled).toBeGreaterThan(8);
  });

  test("never lets more than a thousand go, however much a source takes", () => {
    const limit = new AdaptiveLimit();
    const most = { latencyMs: 5, inside: 1000, isOverload: false };
    for (let call = 0; call < 200_000; call++) limit.record(most);
    expect(limit.limit).toBe(1000);
  });
});
