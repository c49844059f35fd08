import type { Attributes, Meter } from "@opentelemetry/api";

import { cacheAttributes, createCacheKeyCounts } from "./cache-key-counts.ts";
import type { CacheMetrics, CachePlace, CacheSnapshot } from "./cache-metrics.ts";
import { observeCache } from "./observe-cache.ts";

/**
 * Metrics of the cache into an OpenTelemetry meter. `snapshot` is asked how the cache is doing
 * whenever metrics are collected.
 */
export function createCacheMetrics(meter: Meter, snapshot: () => CacheSnapshot): CacheMetrics {
  const lookedUp = createCacheKeyCounts(meter);
  observeCache(meter, snapshot);
  const age = meter.createHistogram("sluice.cache.age", {
    unit: "s",
    description: "How old the oldest of what a batch got from the cache was.",
    advice: { explicitBucketBoundaries: [...ageBoundaries] },
  });
  const refreshes = meter.createCounter("sluice.cache.refreshes", {
    unit: "{key}",
    description: "Keys that were asked for anew while what was kept of them was served.",
  });
  const invalidations = meter.createCounter("sluice.cache.invalidations", {
    unit: "{name}",
    description: "Tags, types, keys and connectors that were invalidated.",
  });
  const failures = meter.createCounter("sluice.cache.store.failures", {
    unit: "{operation}",
    description: "Operations of the shared store that failed, or took too long.",
  });

  // Made once for each place, and not for each batch of each request.
  const known = new Map<string, Attributes>();
  const attributesOf = (place: CachePlace): Attributes => {
    const id = `${place.connector} ${place.typeName}`;
    const attributes = known.get(id) ?? cacheAttributes(place);
    known.set(id, attributes);
    return attributes;
  };

  return {
    lookedUp,
    served: (place, oldestAgeMs) => age.record(oldestAgeMs / 1000, attributesOf(place)),
    refreshed(place, reason, count) {
      refreshes.add(count, { ...attributesOf(place), "sluice.cache.refresh.reason": reason });
    },
    invalidated: (kind, count) =>
      invalidations.add(count, { "sluice.cache.invalidation.kind": kind }),
    storeFailed(operation, errorType) {
      failures.add(1, { "sluice.cache.store.operation": operation, "error.type": errorType });
    },
  };
}

/** From a second to a month. */
const ageBoundaries = [1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400, 604_800, 2_592_000];
