import {
  DiagLogLevel,
  type Meter,
  context,
  diag,
  logs,
  metrics,
  propagation,
  trace,
} from "@opentelemetry/api";

import { type Clock, systemClock } from "../kernel/clock.ts";
import { createTracing } from "./create-tracing.ts";
import type { Logger } from "./logger.ts";
import { addReader, openPrometheus } from "./open-prometheus.ts";
import { settleWithin } from "./settle-within.ts";
import type { Tracing } from "./tracing.ts";

export interface OpenTelemetry {
  /** Undefined when nobody collects traces. */
  readonly tracing: Tracing | undefined;
  /** What metrics are made with; undefined when nobody collects them. */
  readonly meter: Meter | undefined;
  /** All metrics as they are now, in the text format of Prometheus; undefined where nobody wants that. */
  readonly scrape: (() => Promise<string>) | undefined;
  /** Sends what is left, for a few seconds at most, and shuts the SDK down. Never rejects. */
  readonly stop: () => Promise<void>;
}

export interface StartOpenTelemetryOptions {
  /** Gets the SDK's own warnings, such as a collector that cannot be reached. */
  readonly log?: Logger;
  readonly clock?: Clock;
  /** Whether metrics are to be had in the text format of Prometheus, whatever the variables say. */
  readonly isScraped?: boolean;
}

/**
 * Starts the OpenTelemetry SDK if the standard OTEL_* variables of the process ask for traces or
 * metrics: OTEL_TRACES_EXPORTER and OTEL_METRICS_EXPORTER for one of them, an endpoint
 * (OTEL_EXPORTER_OTLP_ENDPOINT for both) for those of which the exporter is not "none"; or if metrics
 * are to be scraped. Otherwise, and where OTEL_SDK_DISABLED says so, undefined: the SDK is not even loaded.
 *
 * The SDK is one per process; start it again only after `stop`.
 */
export async function startOpenTelemetry({
  log,
  clock = systemClock,
  isScraped = false,
}: StartOpenTelemetryOptions = {}): Promise<OpenTelemetry | undefined> {
  // The SDK reads these variables from the process itself, so that this function must, too.
  if (process.env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return undefined;
  const hasTraces = asksFor("TRACES", process.env);
  const sendsMetrics = asksFor("METRICS", process.env);
  const hasMetrics = sendsMetrics || isScraped;
  if (!hasTraces && !hasMetrics) return undefined;
  const prometheus = isScraped ? await openPrometheus() : undefined;
  const { NodeSDK } = await import("@opentelemetry/sdk-node");

  if (log !== undefined && !isSet("OTEL_LOG_LEVEL")) logDiagnostics(log);
  const sdk = new NodeSDK({
    ...(namesService(process.env) ? {} : { serviceName: "sluice" }),
    // Without these the SDK would send what nobody asked for to its default endpoint.
    ...(hasTraces ? {} : { spanProcessors: [] }),
    ...(sendsMetrics ? {} : { metricReaders: [] }),
    ...(isSet("OTEL_LOGS_EXPORTER") ? {} : { logRecordProcessors: [] }),
    views: [{ instrumentName: "*", aggregationCardinalityLimit: mostSeries }],
  });
  if (prometheus !== undefined) addReader(sdk, prometheus);
  sdk.start();

  return {
    tracing: hasTraces ? createTracing(trace.getTracer("sluice")) : undefined,
    meter: hasMetrics ? metrics.getMeter("sluice") : undefined,
    scrape: prometheus?.scrape,
    async stop() {
      await settleWithin(stopTimeoutMs, sdk.shutdown(), clock);
      for (const api of [trace, metrics, logs, context, propagation, diag]) api.disable();
    },
  };
}

/**
 * The SDK's own bound is 2,000 for each metric, and a large schema has more connectors times statuses.
 * Schema and settings bound them, not clients; this is for a bug that would let them.
 */
const mostSeries = 50_000;

/** A collector that does not answer must not keep a gateway from ending. */
const stopTimeoutMs = 3000;

type Variables = Readonly<Record<string, string | undefined>>;

function asksFor(signal: "TRACES" | "METRICS", env: Variables): boolean {
  const exporter = env[`OTEL_${signal}_EXPORTER`];
  if (exporter === "none") return false;
  return [
    exporter,
    env["OTEL_EXPORTER_OTLP_ENDPOINT"],
    env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`],
  ].some((value) => value !== undefined && value !== "");
}

function namesService(env: Variables): boolean {
  return (
    isSet("OTEL_SERVICE_NAME") ||
    /(?:^|,)\s*service\.name\s*=/.test(env["OTEL_RESOURCE_ATTRIBUTES"] ?? "")
  );
}

function isSet(variable: string): boolean {
  return (process.env[variable] ?? "") !== "";
}

function logDiagnostics(log: Logger): void {
  const write = (level: "debug" | "info" | "warn" | "error") => (message: string) =>
    log[level]({ component: "opentelemetry" }, message);
  diag.setLogger(
    {
      verbose: write("debug"),
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
