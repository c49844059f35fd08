import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Span, splitTime } from "../../../src/execution/explain/split-time.ts";

const whole = { fromMs: 100, toMs: 200 };

describe("the time of an operation", () => {
  test("is upstream while a source is asked, waiting while something waits alone, else the gateway's", () => {
    const upstream = [
      { fromMs: 120, toMs: 150 },
      { fromMs: 130, toMs: 160 },
    ];
    const waiting = [{ fromMs: 110, toMs: 140 }];
    expect(splitTime(whole, { upstream, waiting })).toEqual({
      upstreamMs: 40,
      waitingMs: 10,
      gatewayMs: 50,
    });
  });

  test("is the gateway's where nothing was asked", () => {
    expect(splitTime(whole, { upstream: [], waiting: [] })).toEqual({
      upstreamMs: 0,
      waitingMs: 0,
      gatewayMs: 100,
    });
  });

  test("does not count what others did before it began, or what went on after it ended", () => {
    const upstream = [
      { fromMs: 0, toMs: 110 },
      { fromMs: 190, toMs: 900 },
      { fromMs: 300, toMs: 400 },
    ];
    expect(splitTime(whole, { upstream, waiting: [] })).toMatchObject({ upstreamMs: 20 });
  });

  test("adds up to the whole, each moment in one part, whatever was going on", () => {
    const moment = fc.integer({ min: 0, max: 300 });
    const spans = fc.array(
      fc.tuple(moment, moment).map(([fromMs, forMs]) => ({ fromMs, toMs: fromMs + forMs })),
    );
    fc.assert(
      fc.property(spans, spans, (upstream, waiting) => {
        const split = splitTime(whole, { upstream, waiting });
        const counts = { upstreamMs: 0, waitingMs: 0, gatewayMs: 0 };
        for (let ms = whole.fromMs; ms < whole.toMs; ms += 1) {
          if (upstream.some(isAt(ms))) counts.upstreamMs += 1;
          else if (waiting.some(isAt(ms))) counts.waitingMs += 1;
          else counts.gatewayMs += 1;
        }
        expect(split).toEqual(counts);
      }),
    );
  });
});

function isAt(ms: number): (span: Span) => boolean {
  return ({ fromMs, toMs }) => fromMs <= ms && ms < toMs;
}
