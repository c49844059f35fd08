import type { Attributes, Meter } from "@opentelemetry/api";

import type { CacheCounts, CacheMetrics, CachePlace, CacheResult } from "./cache-metrics.ts";

/**
 * Counts what keys came to in numbers of our own, which the meter reads when metrics are collected: a
 * counter of the SDK would look up its attributes for each batch of each request.
 */
export function createCacheKeyCounts(meter: Meter): CacheMetrics["lookedUp"] {
  const counts = new Map<string, PlaceCount>();
  const countOf = (place: CachePlace): PlaceCount => {
    // No name has a blank.
    const id = `${place.connector} ${place.typeName}`;
    const known = counts.get(id);
    if (known !== undefined) return known;
    const fresh = newCount(place);
    counts.set(id, fresh);
    return fresh;
  };

  meter
    .createObservableCounter("sluice.cache.keys", {
      unit: "{key}",
      description: "Keys that were looked for in the cache, by what came of it.",
    })
    .addCallback((result) => {
      for (const { counted, attributes } of counts.values()) {
        for (const name of results) {
          if (counted[name] > 0) result.observe(counted[name], attributes[name]);
        }
      }
    });

  return (place: CachePlace, added: CacheCounts) => {
    const { counted } = countOf(place);
    for (const name of results) counted[name] += added[name] ?? 0;
  };
}

/** What metrics of a place are told with. */
export function cacheAttributes({ connector, typeName }: CachePlace): Attributes {
  return { "sluice.connector": connector, "sluice.type": typeName };
}

const results: readonly CacheResult[] = ["hit", "missing_hit", "stale", "stale_on_error", "miss"];

interface PlaceCount {
  readonly counted: Record<CacheResult, number>;
  readonly attributes: Readonly<Record<CacheResult, Attributes>>;
}

function newCount(place: CachePlace): PlaceCount {
  const attributesOf = (name: CacheResult) => ({
    ...cacheAttributes(place),
    "sluice.cache.result": name,
  });
  return {
    counted: { hit: 0, missing_hit: 0, stale: 0, stale_on_error: 0, miss: 0 },
    attributes: {
      hit: attributesOf("hit"),
      missing_hit: attributesOf("missing_hit"),
      stale: attributesOf("stale"),
      stale_on_error: attributesOf("stale_on_error"),
      miss: attributesOf("miss"),
    },
  };
}
