import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RollingWindow } from "../../src/sources/rolling-window.ts";

describe("rolling window", () => {
  test("counts calls and failures, and forgets them after its span", () => {
    const window = new RollingWindow(1000);
    window.add(true, 0);
    window.add(false, 950);
    expect(window.read(999)).toEqual({ calls: 2, failures: 1 });
    expect(window.read(1000)).toEqual({ calls: 1, failures: 0 });
    expect(window.read(5000)).toEqual({ calls: 0, failures: 0 });
  });

  test("counts no less than the last nine tenths of its span, and no more than all of it", () => {
    const gaps = fc.array(fc.tuple(fc.nat(400), fc.boolean()), { maxLength: 50 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 2000 }), (steps, spanMs) => {
        const window = new RollingWindow(spanMs);
        const added: { readonly atMs: number; readonly isFailure: boolean }[] = [];
        let nowMs = 0;
        for (const [gapMs, isFailure] of steps) {
          nowMs += gapMs;
          window.add(isFailure, nowMs);
          added.push({ atMs: nowMs, isFailure });
          const within = (ms: number) => added.filter(({ atMs }) => atMs > nowMs - ms);
          const { calls, failures } = window.read(nowMs);
          expect(calls).toBeGreaterThanOrEqual(within(spanMs * 0.9).length);
          expect(calls).toBeLessThanOrEqual(within(spanMs).length);
          expect(failures).toBeLessThanOrEqual(
            within(spanMs).filter((call) => call.isFailure).length,
          );
        }
      }),
    );
  });
});
