import type { Attributes, Meter, ObservableResult } from "@opentelemetry/api";

/** Counts keys by connector: what was asked for, and what was fetched for it. */
export interface KeyCounts {
  readonly asked: (connectorId: string, count: number) => void;
  readonly fetched: (connectorId: string, count: number) => void;
}

/**
 * Counts in numbers of our own, which the meter reads when metrics are collected: a counter of the
 * SDK would look up its attributes for each batch of each request.
 */
export function createKeyCounts(meter: Meter): KeyCounts {
  const counts = new Map<string, KeyCount>();
  const countOf = (connectorId: string): KeyCount => {
    const known = counts.get(connectorId);
    if (known !== undefined) return known;
    const fresh = { asked: 0, fetched: 0, attributes: { "sluice.connector": connectorId } };
    counts.set(connectorId, fresh);
    return fresh;
  };
  const observe = (field: "asked" | "fetched") => (result: ObservableResult) => {
    for (const count of counts.values()) result.observe(count[field], count.attributes);
  };

  meter
    .createObservableCounter("sluice.keys.asked", {
      unit: "{key}",
      description: "Keys that the batches of requests asked for.",
    })
    .addCallback(observe("asked"));
  meter
    .createObservableCounter("sluice.keys.fetched", {
      unit: "{key}",
      description: "Keys that calls were made for.",
    })
    .addCallback(observe("fetched"));

  return {
    asked(connectorId, count) {
      countOf(connectorId).asked += count;
    },
    fetched(connectorId, count) {
      countOf(connectorId).fetched += count;
    },
  };
}

interface KeyCount {
  asked: number;
  fetched: number;
  readonly attributes: Attributes;
}
