import type { Meter } from "@opentelemetry/api";

import { createCallAttributes } from "./call-attributes.ts";
import { durationBoundaries } from "./duration-boundaries.ts";
import { createKeyCounts } from "./key-counts.ts";
import type { Metrics, SourceSnapshot } from "./metrics.ts";
import { observeSources } from "./observe-sources.ts";

/**
 * Metrics into an OpenTelemetry meter. `sources` is asked how the sources are doing whenever
 * metrics are collected.
 */
export function createMetrics(meter: Meter, sources: () => Iterable<SourceSnapshot>): Metrics {
  const keys = createKeyCounts(meter);
  observeSources(meter, sources);
  const attributesOf = createCallAttributes();
  const histogram = (name: string, { unit, description, boundaries }: HistogramForm) =>
    meter.createHistogram(name, {
      unit,
      description,
      advice: { explicitBucketBoundaries: [...boundaries] },
    });

  const requestDuration = histogram("http.client.request.duration", {
    unit: "s",
    description: "How long the last attempt of a call took.",
    boundaries: durationBoundaries,
  });
  const resolverDuration = histogram("sluice.resolver.duration", {
    unit: "s",
    description: "How long a call of a batch resolver took.",
    boundaries: durationBoundaries,
  });
  const batchSize = histogram("sluice.batch.size", {
    unit: "{key}",
    description: "How many keys a call had.",
    boundaries: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  });
  const bodySize = histogram("sluice.call.body.size", {
    unit: "By",
    description: "How large the bodies of calls and of their answers were.",
    boundaries: [0, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
  });
  const queueDuration = histogram("sluice.queue.duration", {
    unit: "s",
    description: "How long a call waited for a slot, or for the rate limit.",
    boundaries: durationBoundaries,
  });
  const windowDuration = histogram("sluice.window.duration", {
    unit: "s",
    description: "How long the first key of a call waited for company.",
    boundaries: durationBoundaries,
  });
  const lazyDuration = histogram("sluice.lazy.duration", {
    unit: "s",
    description: "How long after the start of an operation a lazy field was there.",
    boundaries: durationBoundaries,
  });
  const errors = meter.createCounter("sluice.errors", {
    unit: "{key}",
    description: "Keys that ended as errors, and values that do not fit their types.",
  });
  const retries = meter.createCounter("sluice.retries", {
    unit: "{attempt}",
    description: "Attempts after the first.",
  });

  return {
    asked: keys.asked,
    called(call) {
      const { place, waited, sent, received, http } = attributesOf(call);
      windowDuration.record(call.windowMs / 1000, waited[call.lane]);
      queueDuration.record(call.queuedMs / 1000, waited[call.lane]);
      for (const [type, count] of call.errors) errors.add(count, { ...place, "error.type": type });
      if (call.attempts === 0) return;
      keys.fetched(call.connector, call.keys);
      const httpAttributes = http(call);
      if (httpAttributes === undefined) resolverDuration.record(call.upstreamMs / 1000, place);
      else requestDuration.record(call.upstreamMs / 1000, httpAttributes);
      batchSize.record(call.keys, place);
      if (call.requestBytes !== undefined) bodySize.record(call.requestBytes, sent);
      if (call.responseBytes !== undefined) bodySize.record(call.responseBytes, received);
      if (call.attempts > 1) retries.add(call.attempts - 1, place);
    },
    invalidValue(from) {
      const { place } = attributesOf(from);
      errors.add(1, { ...place, "error.type": "CONNECTOR_VALUE_INVALID" });
    },
    lazyEnded({ coordinate, tookMs, budgetMs }) {
      const result = tookMs <= budgetMs ? "in_time" : "late";
      lazyDuration.record(tookMs / 1000, {
        "sluice.field": coordinate,
        "sluice.lazy.result": result,
      });
    },
  };
}

interface HistogramForm {
  readonly unit: string;
  readonly description: string;
  readonly boundaries: readonly number[];
}
