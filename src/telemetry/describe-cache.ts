import { type Context, trace } from "@opentelemetry/api";

import type { CacheCounts } from "./cache-metrics.ts";
import { roundMs } from "./round-ms.ts";

/**
 * Sets on the span of a request's batch what the cache had of its keys. `batch` is the trace of the
 * request that the loader hands down; the span must not have ended. `oldestAgeMs` is undefined where
 * the cache served nothing.
 */
export function describeCache(
  batch: Context | undefined,
  counts: CacheCounts,
  oldestAgeMs: number | undefined,
): void {
  if (batch === undefined) return;
  trace.getSpan(batch)?.setAttributes({
    "sluice.cache.hits": (counts.hit ?? 0) + (counts.missing_hit ?? 0),
    "sluice.cache.stale": (counts.stale ?? 0) + (counts.stale_on_error ?? 0),
    "sluice.cache.misses": counts.miss ?? 0,
    ...(oldestAgeMs !== undefined && { "sluice.cache.age_ms": roundMs(oldestAgeMs) }),
  });
}
