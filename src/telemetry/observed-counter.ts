import type { Attributes, Meter, MetricOptions } from "@opentelemetry/api";

/** Counts one more of what `key` stands for. */
export type ObservedCounter = (key: string, attributesOf: () => Attributes) => void;

/**
 * A counter in numbers of our own, which the meter reads when metrics are collected: one of the SDK
 * would write its attributes as text each time that it counts. `attributesOf` is asked once for each
 * key, and there must be few keys.
 */
export function createObservedCounter(
  meter: Meter,
  name: string,
  options: MetricOptions,
): ObservedCounter {
  const counts = new Map<string, { count: number; readonly attributes: Attributes }>();
  meter.createObservableCounter(name, options).addCallback((result) => {
    for (const { count, attributes } of counts.values()) result.observe(count, attributes);
  });
  return (key, attributesOf) => {
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { count: 1, attributes: attributesOf() });
    else known.count++;
  };
}
