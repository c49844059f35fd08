import type { Config } from "./config/config.ts";
import type { ServiceParts } from "./service.ts";
import { createCallObserver } from "./sources/observe-call.ts";
import type { SourceRegistry } from "./sources/source-registry.ts";
import type { CacheSnapshot } from "./telemetry/cache-metrics.ts";
import { type CallerName, callerName } from "./telemetry/caller-name.ts";
import { countDocuments } from "./telemetry/count-documents.ts";
import { countRefused } from "./telemetry/count-refused.ts";
import { createCacheMetrics } from "./telemetry/create-cache-metrics.ts";
import { createMetrics } from "./telemetry/create-metrics.ts";
import { createServerMetrics } from "./telemetry/create-server-metrics.ts";
import type { Logger } from "./telemetry/logger.ts";
import { observeProcess } from "./telemetry/observe-process.ts";
import { openAuditLog } from "./telemetry/open-audit-log.ts";
import { createSaltedHash } from "./telemetry/salted-hash.ts";
import type { ServerMetrics } from "./telemetry/server-metrics.ts";
import { startOpenTelemetry } from "./telemetry/start-open-telemetry.ts";

/** What is told of all that a gateway does. */
export interface Observers extends Pick<
  ServiceParts,
  "tracing" | "metrics" | "cacheMetrics" | "observer" | "onDocument"
> {
  readonly serverMetrics: ServerMetrics | undefined;
  /** All metrics in the text format of Prometheus; undefined where nobody wants that. */
  readonly scrape: (() => Promise<string>) | undefined;
  /** Counts a request that was refused, by its cause. */
  readonly onRefused: (cause: string) => void;
  /** What logs call a caller. */
  readonly callerName: CallerName;
  /** Writes and sends what is left. */
  readonly stop: () => Promise<void>;
}

export interface ObserversOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly sources: SourceRegistry;
  readonly cache: () => CacheSnapshot;
}

/** Opens logs of calls, traces and metrics, as settings and variables ask for them. */
export async function openObservers({
  config,
  log,
  sources,
  cache,
}: ObserversOptions): Promise<Observers> {
  const hash = createSaltedHash(config.audit.salt);
  const { destination } = config.audit;
  const audit =
    destination === undefined ? undefined : await openAuditLog({ destination, hash, log });
  const openTelemetry = await startOpenTelemetry({
    log,
    isScraped: config.metrics.port !== undefined,
  }).catch(async (error: unknown) => {
    await audit?.stop();
    throw error;
  });
  const tracing = openTelemetry?.tracing;
  const meter = openTelemetry?.meter;
  const metrics = meter && createMetrics(meter, () => sources.snapshots());
  const cacheMetrics = meter && createCacheMetrics(meter, cache);
  const observation = meter && observeProcess(meter);
  return {
    tracing,
    metrics,
    cacheMetrics,
    serverMetrics: meter && createServerMetrics(meter),
    scrape: openTelemetry?.scrape,
    onRefused: countRefused(meter),
    onDocument: countDocuments(meter),
    callerName: (caller) => callerName(caller, hash),
    observer: createCallObserver({ log, audit, metrics, tracing, hash }),
    stop: async () => {
      observation?.stop();
      await Promise.all([audit?.stop(), openTelemetry?.stop()]);
    },
  };
}
