import type { Meter } from "@opentelemetry/api";

import { breakerValues } from "./breaker-values.ts";
import type { CacheSnapshot } from "./cache-metrics.ts";

/** How the cache is doing, read whenever metrics are collected. */
export function observeCache(meter: Meter, snapshot: () => CacheSnapshot): void {
  const bytes = meter.createObservableGauge("sluice.cache.memory.bytes", {
    unit: "By",
    description: "What the values that are kept in memory take.",
  });
  const entries = meter.createObservableGauge("sluice.cache.memory.entries", {
    unit: "{entry}",
    description: "How many values are kept in memory.",
  });
  const evictions = meter.createObservableCounter("sluice.cache.memory.evictions", {
    unit: "{entry}",
    description: "Values that had to leave the memory for others.",
  });
  const store = meter.createObservableGauge("sluice.cache.store.state", {
    unit: "{state}",
    description: "Whether the shared store is used. 0: yes, 2: it is not asked, or takes no more.",
  });

  meter.addBatchObservableCallback(
    (result) => {
      const now = snapshot();
      result.observe(bytes, now.memory.bytes);
      result.observe(entries, now.memory.count);
      result.observe(evictions, now.memory.evictions);
      if (now.store !== undefined) result.observe(store, breakerValues[now.store]);
    },
    [bytes, entries, evictions, store],
  );
}
