import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { sourceSettings } from "../../src/config/config.ts";
import type { Settings } from "../../src/config/config-layer.ts";
import { completeSettings } from "../../src/config/resolve-config.ts";
import { CallerCounts } from "../../src/workers/caller-counts.ts";
import { partOfLimits } from "../../src/workers/part-of-limits.ts";
import { RateLimitLeases } from "../../src/workers/rate-limit-leases.ts";
import { workerCount } from "../../src/workers/worker-count.ts";
import { createManualClock } from "../support/manual-clock.ts";

const settingsOf = (api: object) => sourceSettings(completeSettings({ sources: { api } }), "api");
const count = (settings: Settings) => workerCount(completeSettings(settings), 8);
const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

describe("the parts of a source's limits", () => {
  test("are the limit, all together, and differ by one at most", () => {
    const limits = { of: fc.integer({ min: 2, max: 65 }), slots: fc.integer({ min: 1, max: 300 }) };
    fc.assert(
      fc.property(fc.record(limits), ({ of, slots }) => {
        fc.pre(slots >= of);
        const settings = settingsOf({ maxConcurrentCalls: slots, maxQueuedCalls: slots });
        const parts = Array.from({ length: of }, (_, index) =>
          partOfLimits(settings, { number: index + 1, of }),
        );
        const calls = parts.map(({ maxConcurrentCalls }) => Number(maxConcurrentCalls));
        expect(sum(calls)).toBe(slots);
        expect(sum(parts.map(({ maxQueuedCalls }) => maxQueuedCalls))).toBe(slots);
        expect(Math.max(...calls) - Math.min(...calls)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("are one call at least; adaptive and rates stay what they are", () => {
    const rateLimit = { calls: 5, per: "1s" };
    const part = { number: 3, of: 3 };
    expect(partOfLimits(settingsOf({ maxConcurrentCalls: 2, rateLimit }), part)).toMatchObject({
      maxConcurrentCalls: 1,
      rateLimit: { calls: 5, perMs: 1000 },
    });
    expect(partOfLimits(settingsOf({ maxConcurrentCalls: "adaptive" }), part)).toMatchObject({
      maxConcurrentCalls: "adaptive",
    });
  });
});

describe("leases of a rate limit", () => {
  const limit = { calls: 10, perMs: 1000 };

  test("are never more in any span than the limit, whoever asks", () => {
    const clock = createManualClock();
    const leases = new RateLimitLeases(clock);
    const grants: { readonly atMs: number; readonly granted: number }[] = [];
    for (let asked = 0; asked < 300; asked += 1) {
      const { granted } = leases.lease({ source: "api", calls: 3, limit });
      grants.push({ atMs: clock.nowMs(), granted });
      clock.advance(17);
    }
    for (const { atMs: startMs } of grants) {
      const within = grants.filter(({ atMs }) => atMs >= startMs && atMs < startMs + limit.perMs);
      expect(sum(within.map(({ granted }) => granted))).toBeLessThanOrEqual(limit.calls);
    }
    expect(sum(grants.map(({ granted }) => granted))).toBeGreaterThan(40);
  });

  test("say how long until there is more, and are of each source alone", () => {
    const leases = new RateLimitLeases(createManualClock());
    expect(leases.lease({ source: "one", calls: 1, limit })).toEqual({ granted: 1, waitMs: 0 });
    const { granted, waitMs } = leases.lease({ source: "one", calls: 1, limit });
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(0);
    expect(leases.lease({ source: "two", calls: 1, limit })).toEqual({ granted: 1, waitMs: 0 });
  });
});

describe("what callers use", () => {
  const use = { operations: 1, calls: 3 };
  const none = { operations: 0, calls: 0 };

  test("is counted for all workers, in this minute and the one before", () => {
    const clock = createManualClock();
    const counts = new CallerCounts(clock);
    const add = (callerKey = "one") => counts.add({ callerKey, use });
    expect(add()).toEqual({ now: use, before: none, elapsedMs: 0 });
    clock.advance(1000);
    const twice = { operations: 2, calls: 6 };
    expect(add()).toEqual({ now: twice, before: none, elapsedMs: 1000 });
    expect(add("two")).toEqual({ now: use, before: none, elapsedMs: 1000 });
    clock.advance(60_000);
    expect(add()).toEqual({ now: use, before: twice, elapsedMs: 1000 });
    clock.advance(120_000);
    expect(add()).toEqual({ now: use, before: none, elapsedMs: 1000 });
  });

  test("is never less than nothing, when more is given back than is known", () => {
    const counts = new CallerCounts(createManualClock());
    const { now } = counts.add({ callerKey: "one", use: { operations: 0, calls: -2 } });
    expect(now).toEqual(none);
  });
});

describe("how many workers there are", () => {
  test("is one where nothing is said, and else what is said", () => {
    expect(count({})).toBe(1);
    expect(count({ workers: 3 })).toBe(3);
    expect(count({ workers: 1, sources: { api: { maxConcurrentCalls: 1 } } })).toBe(1);
  });

  test("is with auto that of processors, or as many as there are slots for", () => {
    expect(count({ workers: "auto" })).toBe(8);
    expect(count({ workers: "auto", sources: { api: { maxConcurrentCalls: "adaptive" } } })).toBe(
      8,
    );
    expect(count({ workers: "auto", sources: { api: { maxConcurrentCalls: 4 } } })).toBe(3);
    expect(count({ workers: "auto", sources: { api: { maxConcurrentCalls: 1 } } })).toBe(1);
  });

  test("must leave a slot for each of them, and one at a restart", () => {
    const sources = { few: { maxConcurrentCalls: 4 }, many: { maxConcurrentCalls: 5 } };
    expect(() => count({ workers: 4, sources })).toThrow(
      "TOO_MANY_WORKERS: With 4 workers, sources.few.maxConcurrentCalls must be 5 or more, and is 4",
    );
  });
});
