import type { Config } from "./config/config.ts";
import { createMetricsServer, type MetricsServer } from "./server/metrics-server.ts";
import type { Logger } from "./telemetry/logger.ts";

/** Where Prometheus reads metrics: nowhere, unless there is a port and there are metrics. */
export function openMetrics(
  { metrics: { host, port } }: Pick<Config, "metrics">,
  { scrape, log }: { readonly scrape: (() => Promise<string>) | undefined; readonly log: Logger },
): MetricsServer | undefined {
  if (port === undefined) return undefined;
  if (scrape !== undefined) return createMetricsServer({ host, port, scrape, log });
  log.warn("metrics.port is set, and OTEL_SDK_DISABLED turns metrics off: none are served");
  return undefined;
}
