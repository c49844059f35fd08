import type { Attributes, Meter } from "@opentelemetry/api";

import { createKeyCounts } from "./key-counts.ts";
import type { MeasuredCall, Metrics, SourceSnapshot } from "./metrics.ts";
import { observeSources } from "./observe-sources.ts";
import { serverAttributes } from "./server-attributes.ts";

/**
 * Metrics into an OpenTelemetry meter. `sources` is asked how the sources are doing whenever
 * metrics are collected.
 */
export function createMetrics(meter: Meter, sources: () => Iterable<SourceSnapshot>): Metrics {
  const keys = createKeyCounts(meter);
  observeSources(meter, sources);
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
    description: "Keys that ended as errors.",
  });
  const retries = meter.createCounter("sluice.retries", {
    unit: "{attempt}",
    description: "Attempts after the first.",
  });

  return {
    asked: keys.asked,
    called(call) {
      const place = placeOf(call);
      const waited = { ...place, "sluice.lane": call.lane };
      windowDuration.record(call.windowMs / 1000, waited);
      queueDuration.record(call.queuedMs / 1000, waited);
      for (const [type, count] of call.errors) errors.add(count, { ...place, "error.type": type });
      if (call.attempts === 0) return;
      keys.fetched(call.connector, call.keys);
      const http = httpAttributes(call);
      if (http === undefined) resolverDuration.record(call.upstreamMs / 1000, place);
      else requestDuration.record(call.upstreamMs / 1000, { ...place, ...http });
      batchSize.record(call.keys, place);
      if (call.requestBytes !== undefined) {
        bodySize.record(call.requestBytes, { ...place, "network.io.direction": "transmit" });
      }
      if (call.responseBytes !== undefined) {
        bodySize.record(call.responseBytes, { ...place, "network.io.direction": "receive" });
      }
      if (call.attempts > 1) retries.add(call.attempts - 1, place);
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

/** Those that the semantic conventions advise for HTTP, and one for what is nearly nothing. */
const durationBoundaries = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

function placeOf({ connector, source }: MeasuredCall): Attributes {
  return {
    "sluice.connector": connector,
    ...(source !== undefined && { "graphql.source.name": source }),
  };
}

/** Undefined for a call in process. */
function httpAttributes(call: MeasuredCall): Attributes | undefined {
  const { method, origin, status, errorType } = call;
  if (method === undefined || origin === undefined) return undefined;
  return {
    "http.request.method": method,
    ...serverAttributes(origin),
    ...(status !== undefined && { "http.response.status_code": status }),
    ...(errorType !== undefined && { "error.type": errorType }),
  };
}
