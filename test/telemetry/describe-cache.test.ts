import { ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, test } from "vitest";

import { describeCache } from "../../src/telemetry/describe-cache.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";

test("a batch's span says what the cache had of its keys, and how old", () => {
  const { tracing, spans } = createRecordedTracing();
  const { context } = tracing.start("batch", undefined);
  const counts = { hit: 5, missing_hit: 1, stale: 2, stale_on_error: 1, miss: 4 };
  describeCache(context, counts, 1234.56);
  expect(spans[0]?.attributes).toEqual({
    "sluice.cache.hits": 6,
    "sluice.cache.stale": 3,
    "sluice.cache.misses": 4,
    "sluice.cache.age_ms": 1234.6,
  });
});

test("what came from the source alone has no age", () => {
  const { tracing, spans } = createRecordedTracing();
  const { context } = tracing.start("batch", undefined);
  describeCache(context, { miss: 2 }, undefined);
  expect(spans[0]?.attributes).toEqual({
    "sluice.cache.hits": 0,
    "sluice.cache.stale": 0,
    "sluice.cache.misses": 2,
  });
});

test("what is not counted is none", () => {
  const { tracing, spans } = createRecordedTracing();
  describeCache(tracing.start("batch", undefined).context, {}, 0);
  expect(spans[0]?.attributes).toEqual({
    "sluice.cache.hits": 0,
    "sluice.cache.stale": 0,
    "sluice.cache.misses": 0,
    "sluice.cache.age_ms": 0,
  });
});

test("where there is no span, nothing is said", () => {
  expect(() => describeCache(undefined, {}, undefined)).not.toThrow();
  expect(() => describeCache(ROOT_CONTEXT, { hit: 1 }, 1)).not.toThrow();
});
