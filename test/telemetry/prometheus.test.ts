import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";

import { createLogMemory } from "../gateway/support/open-gateway.ts";
import { readScrape, valueOf } from "../gateway/support/scraped.ts";
import { startOpenTelemetry } from "../../src/telemetry/start-open-telemetry.ts";
import { forgetTelemetryVariables } from "./collect-metrics.ts";
import { decodeMetrics, startCollector } from "./otlp-collector.ts";

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

async function start(options: Parameters<typeof startOpenTelemetry>[0] = {}) {
  const telemetry = await startOpenTelemetry({ isScraped: true, ...options });
  onTestFinished(async () => telemetry?.stop());
  const { meter, scrape } = telemetry ?? {};
  if (meter === undefined || scrape === undefined) throw new Error("nothing to scrape");
  return { meter, scrape, tracing: telemetry?.tracing, stop: () => telemetry?.stop() };
}

test("units stand in the names, but for what is counted", async () => {
  const { meter, scrape } = await start();
  meter.createHistogram("a.duration", { unit: "s" }).record(1);
  meter.createUpDownCounter("b.size", { unit: "By" }).add(1);
  meter.createUpDownCounter("b.bytes", { unit: "By" }).add(1);
  meter.createCounter("c.calls", { unit: "{call}" }).add(1);
  meter.createCounter("d.time", { unit: "s" }).add(1);
  meter.createGauge("e.use", { unit: "1" }).record(1);
  meter.createGauge("f.limit", { unit: "{call}/s" }).record(1);
  expect([...readScrape(await scrape()).keys()]).toEqual([
    "a_duration_seconds",
    "b_size_bytes",
    "b_bytes",
    "c_calls_total",
    "d_time_seconds_total",
    "e_use_ratio",
    "f_limit_per_second",
  ]);
});

test("metrics are scraped and sent at one time, where the variables ask for that", async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  const { meter, scrape, stop, tracing } = await start();
  expect(tracing).toBeUndefined();
  meter.createCounter("sluice.made").add(3);
  expect(valueOf(readScrape(await scrape()), "sluice_made_total")).toBe(3);
  await stop();
  const [sent] = collector.received.map(decodeMetrics);
  expect(sent?.get("sluice.made")?.points).toEqual([{ value: 3, attributes: {} }]);
});

test("a large schema has a series for each of its connectors", async () => {
  const { meter, scrape } = await start();
  const calls = meter.createCounter("sluice.calls");
  const observed = meter.createObservableGauge("sluice.limit");
  const connectors = Array.from({ length: 3000 }, (_, index) => ({
    "sluice.connector": `c${index}`,
  }));
  for (const connector of connectors) calls.add(1, connector);
  observed.addCallback((result) => {
    for (const connector of connectors) result.observe(1, connector);
  });
  const text = await scrape();
  expect(text.match(/^sluice_calls_total\{sluice_connector="c\d+"\} 1$/gm)).toHaveLength(3000);
  expect(text.match(/^sluice_limit\{sluice_connector="c\d+"\} 1$/gm)).toHaveLength(3000);
});

test("buckets are those that a metric asks for", async () => {
  const { meter, scrape } = await start();
  const advice = { explicitBucketBoundaries: [1, 7] };
  meter.createHistogram("sluice.made", { advice }).record(3);
  const buckets = [...(await scrape()).matchAll(/le="([^"]+)"/g)].map(([, bound]) => bound);
  expect(buckets).toEqual(["1", "7", "+Inf"]);
});

test("only what the variables ask for is sent anywhere", async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  vi.stubEnv("OTEL_METRICS_EXPORTER", "none");
  const { meter, tracing, scrape, stop } = await start();
  meter.createCounter("sluice.made").add(3);
  tracing?.start("a span", undefined).end();
  expect(valueOf(readScrape(await scrape()), "sluice_made_total")).toBe(3);
  await stop();
  expect(collector.received.map(({ path }) => path)).toEqual(["/v1/traces"]);
});

test("what cannot be observed is told to the log, and the rest is there", async () => {
  const { log, lines } = createLogMemory();
  const { meter, scrape } = await start({ log });
  meter.createCounter("sluice.made").add(3);
  meter.createObservableGauge("sluice.bad").addCallback(() => {
    throw new Error("a bug");
  });
  expect(valueOf(readScrape(await scrape()), "sluice_made_total")).toBe(3);
  expect(lines()).toMatchObject([
    { level: "error", component: "opentelemetry", msg: "some metrics were not collected" },
  ]);
});

test("where the SDK is off there is nothing to scrape", async () => {
  vi.stubEnv("OTEL_SDK_DISABLED", "true");
  expect(await startOpenTelemetry({ isScraped: true })).toBeUndefined();
});
