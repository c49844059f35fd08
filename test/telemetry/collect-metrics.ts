import type { Meter } from "@opentelemetry/api";
import { onTestFinished, vi } from "vitest";

import { startOpenTelemetry } from "../../src/telemetry/start-open-telemetry.ts";
import { decodeMetrics, type ExportedMetric, startCollector } from "./otlp-collector.ts";

/** The metrics that a collector gets, by name, of what `use` measures. Sets variables of the environment. */
export async function collectMetrics(
  use: (meter: Meter) => void,
): Promise<ReadonlyMap<string, ExportedMetric>> {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  const telemetry = await startOpenTelemetry();
  if (telemetry?.meter === undefined) throw new Error("there is no meter");
  use(telemetry.meter);
  await telemetry.stop();
  const [exported] = collector.received.map(decodeMetrics);
  return exported ?? new Map();
}

/** Takes away the variables of the environment that say where telemetry goes. */
export function forgetTelemetryVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
  }
}
