import type { CacheMetrics, InvalidationKind } from "../telemetry/cache-metrics.ts";
import type { Invalidation } from "./invalidation.ts";

/** Counts what an invalidation names, by kind. */
export function countInvalidation(
  metrics: CacheMetrics | undefined,
  { tags, types, keys, connectors, all }: Invalidation,
): void {
  if (metrics === undefined) return;
  const counts: readonly (readonly [InvalidationKind, number])[] = [
    ["tag", tags?.length ?? 0],
    ["type", types?.length ?? 0],
    ["key", keys?.length ?? 0],
    ["connector", connectors?.length ?? 0],
    ["all", all === true ? 1 : 0],
  ];
  for (const [kind, count] of counts) if (count > 0) metrics.invalidated(kind, count);
}
