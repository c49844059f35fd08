import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { TokenBucket } from "../../src/sources/token-bucket.ts";

/** Takes as soon as one may, from `fromMs` to `toMs`; the times at which calls went. */
function takeAll(bucket: TokenBucket, fromMs: number, toMs: number): readonly number[] {
  const takenAtMs: number[] = [];
  let nowMs = fromMs;
  while (nowMs < toMs) {
    const waitMs = bucket.take(nowMs);
    if (waitMs === 0) takenAtMs.push(nowMs);
    nowMs += waitMs;
  }
  return takenAtMs;
}

function mostInAnySpan(timesMs: readonly number[], spanMs: number): number {
  let start = 0;
  return timesMs.reduce((most, timeMs, index) => {
    while ((timesMs[start] ?? timeMs) <= timeMs - spanMs) start++;
    return Math.max(most, index - start + 1);
  }, 0);
}

const limits = fc.record({
  calls: fc.integer({ min: 1, max: 200 }),
  perMs: fc.integer({ min: 10, max: 60_000 }),
});

describe("token bucket", () => {
  test("lets a tenth go at once, and the others evenly", () => {
    const bucket = new TokenBucket({ calls: 100, perMs: 1000 });
    expect(Array.from({ length: 11 }, () => bucket.take(0))).toEqual([...Array<0>(10).fill(0), 12]);
    expect(bucket.take(12)).toBe(0);
    expect(bucket.take(12)).toBeGreaterThan(0);
  });

  test("uses most of what is allowed", () => {
    const bucket = new TokenBucket({ calls: 100, perMs: 1000 });
    expect(takeAll(bucket, 0, 10_000).length).toBeGreaterThan(850);
  });

  test("lets one call go for each span where that is all", () => {
    const bucket = new TokenBucket({ calls: 1, perMs: 1000 });
    expect(takeAll(bucket, 0, 3000)).toEqual([0, 1020, 2040]);
  });

  test("never lets more calls go in any span than are allowed, whenever they come", () => {
    const gaps = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 300 });
    fc.assert(
      fc.property(limits, gaps, (limit, pauses) => {
        const bucket = new TokenBucket(limit);
        const takenAtMs: number[] = [];
        let nowMs = 0;
        for (const pauseMs of pauses) {
          nowMs += pauseMs;
          while (bucket.take(nowMs) === 0) takenAtMs.push(nowMs);
        }
        expect(mostInAnySpan(takenAtMs, limit.perMs)).toBeLessThanOrEqual(limit.calls);
      }),
    );
  });

  test("lets a call go after just the wait that it told", () => {
    fc.assert(
      fc.property(limits, fc.double({ min: 0, max: 1e9, noNaN: true }), (limit, startMs) => {
        const bucket = new TokenBucket(limit);
        let nowMs = startMs;
        for (let call = 0; call < 50; call++) {
          const waitMs = bucket.take(nowMs);
          nowMs += waitMs;
          expect(waitMs === 0 ? 0 : bucket.take(nowMs)).toBe(0);
        }
      }),
    );
  });

  test("knows how long one waits who has others before", () => {
    const limit = { calls: 100, perMs: 1000 };
    const bucket = new TokenBucket(limit);
    const expectedMs = bucket.waitMs(49, 0);
    expect(expectedMs).toBeCloseTo(40 * 11.2, -1);
    expect(bucket.waitMs(9, 0)).toBe(0);
    expect(takeAll(bucket, 0, 10_000)[49]).toBeGreaterThanOrEqual(expectedMs);
  });

  test("keeps what is spent when the limit changes, but makes nobody wait for more than a span", () => {
    const bucket = new TokenBucket({ calls: 1000, perMs: 1000 });
    for (let call = 0; call < 100; call++) bucket.take(0);
    bucket.tune({ calls: 200, perMs: 1000 }, 0);
    expect(bucket.take(0)).toBeGreaterThan(400);
    bucket.tune({ calls: 1, perMs: 1000 }, 0);
    expect(bucket.take(0)).toBe(1020);
    bucket.tune({ calls: 1000, perMs: 1000 }, 0);
    expect(bucket.take(0)).toBe(0);
  });

  test("counts the time before a change by the limit of then", () => {
    const bucket = new TokenBucket({ calls: 10, perMs: 1000 });
    bucket.take(0);
    bucket.tune({ calls: 1, perMs: 3_600_000 }, 1000);
    expect(bucket.take(1000)).toBe(0);
  });

  test("counts the calls that others let go, for as long as one span", () => {
    const bucket = new TokenBucket({ calls: 10, perMs: 1000 });
    for (let call = 0; call < 50; call++) bucket.spend(0);
    expect(bucket.take(0)).toBe(1020);
  });
});
