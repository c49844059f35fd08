import type { CacheMetrics } from "../../../src/telemetry/cache-metrics.ts";

type Told = { readonly [Name in keyof CacheMetrics]: Parameters<CacheMetrics[Name]>[] };

/** The port for metrics of the cache, with memory. */
export function createCountedMetrics(): { readonly metrics: CacheMetrics; readonly told: Told } {
  const told: Told = { lookedUp: [], served: [], refreshed: [], invalidated: [], storeFailed: [] };
  return {
    told,
    metrics: {
      lookedUp: (...all) => void told.lookedUp.push(all),
      served: (...all) => void told.served.push(all),
      refreshed: (...all) => void told.refreshed.push(all),
      invalidated: (...all) => void told.invalidated.push(all),
      storeFailed: (...all) => void told.storeFailed.push(all),
    },
  };
}
