import { describe, expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { turns } from "../support/until.ts";
import { createCountedMetrics } from "./support/counted-metrics.ts";
import { openFreshness, valueOf } from "./support/open-freshness.ts";

const minute = 60_000;
const place = { connector: "Query.things", typeName: "User" };
const down: Outcome = { kind: "error", error: new GatewayError("CIRCUIT_OPEN", "down") };

describe("metrics are told what came of the keys of a batch:", () => {
  test("misses, with errors among them, then hits, and how old the oldest was", async () => {
    const { metrics, told } = createCountedMetrics();
    const { ask, clock } = openFreshness({
      metrics,
      rules: { missingTtlMs: minute },
      say: ({ id }) => ({
        outcome: id === "3" ? { kind: "missing" } : id === "4" ? down : valueOf(id),
      }),
    });
    await ask([1, 3, 4]);
    expect(told.lookedUp).toEqual([[place, { miss: 3 }]]);
    expect(told.served).toEqual([]);

    clock.advance(10);
    await ask([2]);
    clock.advance(5);
    await ask([1, 2, 3, 5]);
    expect(told.lookedUp.at(-1)).toEqual([place, { hit: 2, missing_hit: 1, miss: 1 }]);
    expect(told.served).toEqual([[place, 15]]);
  });

  test("stale values, and refreshes", async () => {
    const { metrics, told } = createCountedMetrics();
    const { ask, clock } = openFreshness({
      metrics,
      rules: { staleWhileRevalidateMs: minute },
      random: () => 0.000_001,
      say: () => ({ outcome: valueOf(1), facts: { tookMs: 1000 } }),
    });
    await ask([1, 2]);
    clock.advance(0.95 * minute);
    await ask([2]);
    await turns();
    expect(told.refreshed).toEqual([[place, "early", 1]]);
    clock.advance(0.05 * minute);
    await ask([1, 2]);
    await turns();
    expect(told.refreshed.slice(1)).toEqual([[place, "stale", 1]]);
    expect(told.lookedUp.at(-1)).toEqual([place, { stale: 1, hit: 1 }]);
  });

  test("early and late refreshes of one batch", async () => {
    const { metrics, told } = createCountedMetrics();
    const { ask, clock } = openFreshness({
      metrics,
      rules: { staleWhileRevalidateMs: minute },
      random: () => 0.000_001,
      say: () => ({ outcome: valueOf(1), facts: { tookMs: 1000 } }),
    });
    await ask([1]);
    clock.advance(0.05 * minute);
    await ask([2]);
    clock.advance(0.95 * minute);
    await ask([1, 2]);
    await turns();
    expect(told.refreshed).toEqual([
      [place, "early", 1],
      [place, "stale", 1],
    ]);
  });

  test("stale values in place of errors", async () => {
    const { metrics, told } = createCountedMetrics();
    let isDown = false;
    const { ask, clock } = openFreshness({
      metrics,
      rules: { staleIfErrorMs: minute },
      say: () => ({ outcome: isDown ? down : valueOf(1) }),
    });
    await ask([1]);
    isDown = true;
    clock.advance(minute);
    await ask([1]);
    expect(told.lookedUp.at(-1)).toEqual([place, { stale_on_error: 1 }]);
    expect(told.served).toEqual([[place, minute]]);
  });
});

test("a batch's span says what the cache had of its keys", async () => {
  const { tracing, spans } = createRecordedTracing();
  const { ask, clock } = openFreshness();
  await ask([1]);
  clock.advance(10);
  await ask([1, 2], { trace: tracing.start("batch", undefined).context });
  expect(spans[0]?.attributes).toEqual({
    "sluice.cache.hits": 1,
    "sluice.cache.stale": 0,
    "sluice.cache.misses": 1,
    "sluice.cache.age_ms": 10,
  });
});

function broken(): never {
  throw new Error("a bug");
}

describe("a bug", () => {
  test("is told to those who wait for the answer, and to nobody else", async () => {
    const { metrics, told } = createCountedMetrics();
    const { ask, bugs } = openFreshness({ metrics, say: broken });
    await expect(ask([1])).rejects.toThrow("a bug");
    await turns();
    expect(told.lookedUp).toEqual([]);
    expect(bugs).toEqual([]);
  });

  test("in a refresh is told to who asked to be told; the key is left alone for a second", async () => {
    let isBroken = false;
    const { ask, clock, bugs, asked } = openFreshness({
      rules: { staleWhileRevalidateMs: minute },
      say: () => (isBroken ? broken() : { outcome: valueOf(1) }),
    });
    await ask([1]);
    clock.advance(minute);
    isBroken = true;
    await ask([1]);
    await turns();
    expect(bugs).toMatchObject([{ message: "a bug" }]);
    await ask([1]);
    await turns();
    expect(asked.length).toBe(2);
    clock.advance(1000);
    await ask([1]);
    await turns();
    expect(asked.length).toBe(3);
  });
});
