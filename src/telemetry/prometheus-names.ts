import type { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";

/** What the SDK collects: metrics in the names of OpenTelemetry. */
type Collected = Parameters<PrometheusSerializer["serialize"]>[0];

/**
 * The same with units in the names, as Prometheus wants them and as it names what it is sent by OTLP:
 * `http.client.request.duration.seconds`. Its exporter leaves them out. (OpenTelemetry
 * specification, "Prometheus and OpenMetrics Compatibility", metric metadata.)
 */
export function withPrometheusNames(collected: Collected): Collected {
  return {
    ...collected,
    scopeMetrics: collected.scopeMetrics.map((scopeMetrics) => ({
      ...scopeMetrics,
      metrics: scopeMetrics.metrics.map((metric) => ({
        ...metric,
        descriptor: { ...metric.descriptor, name: nameOf(metric.descriptor), unit: "" },
      })),
    })),
  };
}

interface Named {
  readonly name: string;
  readonly unit: string;
}

function nameOf({ name, unit }: Named): string {
  const word = units.get(unit);
  return word === undefined || name.endsWith(word) ? name : `${name}.${word}`;
}

/** Units in braces say what is counted, and are no part of a name. */
const units: ReadonlyMap<string, string> = new Map([
  ["s", "seconds"],
  ["By", "bytes"],
  ["1", "ratio"],
  ["{call}/s", "per_second"],
]);
