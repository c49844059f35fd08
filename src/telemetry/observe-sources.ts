import type { Meter } from "@opentelemetry/api";

import { lanes } from "../kernel/lane.ts";
import { breakerValues } from "./breaker-values.ts";
import type { SourceSnapshot } from "./metrics.ts";

/** Gauges of how the sources are doing, read whenever metrics are collected. */
export function observeSources(meter: Meter, sources: () => Iterable<SourceSnapshot>): void {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(name, { unit, description });
  const depth = gauge("sluice.queue.depth", "{call}", "Calls that wait.");
  const inFlight = gauge("sluice.calls.in_flight", "{call}", "Calls that are being made.");
  const limit = gauge("sluice.concurrency.limit", "{call}", "Calls that may be made at once.");
  const breaker = gauge("sluice.breaker.state", "{state}", "0: closed, 1: half-open, 2: open.");
  const wait = gauge("sluice.rate_limit.wait", "s", "What the rate limit makes a call wait now.");
  const calls = gauge("sluice.rate_limit.calls", "{call}/s", "Calls that the rate limit allows.");

  meter.addBatchObservableCallback(
    (result) => {
      for (const source of sources()) {
        const place = { "graphql.source.name": source.name };
        for (const lane of lanes) {
          result.observe(depth, source.queued[lane], { ...place, "sluice.lane": lane });
        }
        result.observe(inFlight, source.inFlight, place);
        result.observe(limit, source.limit, place);
        // Not the URL, which may hold a credential.
        for (const [index, state] of source.breakers.entries()) {
          const attributes = { ...place, "sluice.base_url.index": index };
          result.observe(breaker, breakerValues[state], attributes);
        }
        result.observe(wait, source.rateLimitWaitMs / 1000, place);
        if (source.rateLimitPerSecond !== undefined) {
          result.observe(calls, source.rateLimitPerSecond, place);
        }
      }
    },
    [depth, inFlight, limit, breaker, wait, calls],
  );
}
