import { DiagLogLevel, context, diag, propagation, trace } from "@opentelemetry/api";

import { type Clock, systemClock } from "../kernel/clock.ts";
import { createTracing } from "./create-tracing.ts";
import type { Logger } from "./logger.ts";
import type { Tracing } from "./tracing.ts";

export interface OpenTelemetry {
  readonly tracing: Tracing;
  /** Sends what is left, for a few seconds at most, and shuts the SDK down. Never rejects. */
  readonly stop: () => Promise<void>;
}

export interface StartOpenTelemetryOptions {
  /** Gets the SDK's own warnings, such as a collector that cannot be reached. */
  readonly log?: Logger;
  readonly clock?: Clock;
}

/**
 * Starts the OpenTelemetry SDK if the standard OTEL_* variables of the process ask for traces:
 * OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.
 * Otherwise undefined, and the SDK is not even loaded.
 *
 * The SDK is one per process; start it again only after `stop`.
 */
export async function startOpenTelemetry({
  log,
  clock = systemClock,
}: StartOpenTelemetryOptions = {}): Promise<OpenTelemetry | undefined> {
  // The SDK reads these variables from the process itself, so that this function must, too.
  if (!asksForTraces(process.env)) return undefined;
  const { NodeSDK } = await import("@opentelemetry/sdk-node");

  if (log !== undefined && !isSet("OTEL_LOG_LEVEL")) logDiagnostics(log);
  const sdk = new NodeSDK({
    ...(namesService(process.env) ? {} : { serviceName: "sluice" }),
    // Without these the SDK would send metrics and logs to the endpoint for traces, unasked.
    ...(isSet("OTEL_METRICS_EXPORTER") ? {} : { metricReaders: [] }),
    ...(isSet("OTEL_LOGS_EXPORTER") ? {} : { logRecordProcessors: [] }),
  });
  sdk.start();

  return {
    tracing: createTracing(trace.getTracer("sluice")),
    async stop() {
      await settleWithin(stopTimeoutMs, sdk.shutdown(), clock);
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}

/** A collector that does not answer must not keep a gateway from ending. */
const stopTimeoutMs = 3000;

type Variables = Readonly<Record<string, string | undefined>>;

function asksForTraces(env: Variables): boolean {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return false;
  const exporter = env["OTEL_TRACES_EXPORTER"];
  if (exporter === "none") return false;
  return [
    exporter,
    env["OTEL_EXPORTER_OTLP_ENDPOINT"],
    env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
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

async function settleWithin(limitMs: number, work: Promise<void>, clock: Clock): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Not unref'd by us: the clock's timers never keep the process alive, and neither does this one.
  const timer = clock.after(limitMs, resolve);
  work.then(resolve, () => resolve());
  await promise;
  timer.cancel();
}
