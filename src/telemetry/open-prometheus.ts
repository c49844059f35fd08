import assert from "node:assert/strict";

import { diag } from "@opentelemetry/api";
import type { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import type { NodeSDK } from "@opentelemetry/sdk-node";

import { withPrometheusNames } from "./prometheus-names.ts";

/** What Prometheus reads of the SDK's metrics. */
export interface PrometheusMetrics {
  /** To be given to the SDK, as one of its readers. */
  readonly reader: PrometheusExporter;
  /** All metrics as they are now, in the text format of Prometheus. */
  readonly scrape: () => Promise<string>;
}

/** Loads what writes metrics for Prometheus. Who serves them is not its affair. */
export async function openPrometheus(): Promise<PrometheusMetrics> {
  const { PrometheusExporter: Reader, PrometheusSerializer } =
    await import("@opentelemetry/exporter-prometheus");
  const reader = new Reader({ preventServerStart: true });
  // Without what is of the process and not of a metric: its command line and its host, for all to read.
  const serializer = new PrometheusSerializer("", false, undefined, true, true);
  return {
    reader,
    async scrape() {
      const { resourceMetrics, errors } = await reader.collect();
      // Some of what describes the process is found out later; until then, the SDK would complain.
      await resourceMetrics.resource.waitForAsyncAttributes?.();
      if (errors.length > 0) diag.error("some metrics were not collected", ...errors);
      return serializer.serialize(withPrometheusNames(resourceMetrics));
    },
  };
}

/**
 * Adds a reader to those that the SDK has from the variables; to be called before it is started.
 *
 * It takes its readers from its options or from the variables, never from both, and does not say which
 * it has read. To make them here would be to read all those variables ourselves.
 */
export function addReader(sdk: NodeSDK, { reader }: PrometheusMetrics): void {
  const readers: unknown = Reflect.get(Object(Reflect.get(sdk, "_meterProviderConfig")), "readers");
  assert(Array.isArray(readers), "The SDK keeps its metric readers elsewhere than it did.");
  readers.push(reader);
}
