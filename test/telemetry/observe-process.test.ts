import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";

import { observeProcess } from "../../src/telemetry/observe-process.ts";
import { startOpenTelemetry } from "../../src/telemetry/start-open-telemetry.ts";
import { readScrape, samplesOf, valueOf } from "../gateway/support/scraped.ts";
import { collectGarbage } from "../support/collect-garbage.ts";
import { forgetTelemetryVariables } from "./collect-metrics.ts";

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

async function observed() {
  const telemetry = await startOpenTelemetry({ isScraped: true });
  const { meter, scrape } = telemetry ?? {};
  if (meter === undefined || scrape === undefined) throw new Error("nothing to scrape");
  const observation = observeProcess(meter);
  onTestFinished(async () => {
    observation.stop();
    await telemetry?.stop();
  });
  return async () => readScrape(await scrape());
}

/** Keeps the event loop from doing anything else. */
function block(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

test("an event loop that was blocked is told of once, by how long timers were late", async () => {
  const scraped = await observed();
  // What happens right after a reading is lost, and before the first one anyway.
  const late = await vi.waitUntil(
    async () => {
      await setTimeout(30);
      block(300);
      await setTimeout(30);
      const metrics = await scraped();
      return (valueOf(metrics, "nodejs_eventloop_delay_max_seconds") ?? 0) > 0.2 && metrics;
    },
    { timeout: 10_000 },
  );
  expect(valueOf(late, "nodejs_eventloop_delay_p99_seconds")).toBeGreaterThan(0.2);
  expect(valueOf(late, "nodejs_eventloop_delay_mean_seconds")).toBeGreaterThan(0);
  expect(valueOf(late, "nodejs_eventloop_delay_p50_seconds")).toBeGreaterThanOrEqual(0);
  const max = () => scraped().then((it) => valueOf(it, "nodejs_eventloop_delay_max_seconds"));
  await vi.waitUntil(async () => ((await max()) ?? 1) < 0.2);
});

test("read again at once, how late timers were is left out, and the rest is not", async () => {
  const scraped = await observed();
  await scraped();
  const metrics = await scraped();
  expect(samplesOf(metrics, "nodejs_eventloop_delay_mean_seconds")).toEqual([]);
  expect(samplesOf(metrics, "nodejs_eventloop_utilization_ratio")).toHaveLength(1);
});

test("memory, processor time and how long it runs are those of the process", async () => {
  const metrics = await (await observed())();
  expect(valueOf(metrics, "process_memory_usage_bytes")).toBeGreaterThan(
    process.memoryUsage().heapUsed / 2,
  );
  expect(valueOf(metrics, "process_cpu_time_seconds_total", { cpu_mode: "user" })).toBeGreaterThan(
    0,
  );
  expect(
    valueOf(metrics, "process_cpu_time_seconds_total", { cpu_mode: "system" }),
  ).toBeGreaterThan(0);
  expect(valueOf(metrics, "process_uptime_seconds")).toBeLessThanOrEqual(process.uptime());
  const spaces = samplesOf(metrics, "v8js_memory_heap_used_bytes");
  expect(spaces.map(({ labels }) => labels["v8js_heap_space_name"])).toContain("old_space");
  expect(valueOf(metrics, "sluice_heap_limit_bytes")).toBeGreaterThan(
    valueOf(metrics, "v8js_memory_heap_used_bytes") ?? Infinity,
  );
});

test("what V8 collects is measured by the kind of collection", async () => {
  const scraped = await observed();
  const seen = Promise.withResolvers<void>();
  const observer = new PerformanceObserver(() => seen.resolve());
  observer.observe({ entryTypes: ["gc"] });
  onTestFinished(() => observer.disconnect());
  collectGarbage();
  await seen.promise;
  const major = await vi.waitUntil(async () =>
    valueOf(await scraped(), "v8js_gc_duration_seconds_count", { v8js_gc_type: "major" }),
  );
  expect(major).toBeGreaterThan(0);
});
