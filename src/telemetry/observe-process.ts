import {
  constants,
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
} from "node:perf_hooks";
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";

import type { Meter } from "@opentelemetry/api";

/** What is observed of the process until it is stopped. */
export interface ProcessObservation {
  readonly stop: () => void;
}

/**
 * Metrics of the process itself, in the names of the semantic conventions: its event loop, its memory,
 * its processor time and what V8 collects. Delays and utilization are those since they were read last.
 */
export function observeProcess(meter: Meter): ProcessObservation {
  observeMemory(meter);
  observeTimes(meter);
  const stopDelays = observeDelays(meter);
  const stopCollections = observeCollections(meter);
  return {
    stop() {
      stopDelays();
      stopCollections();
    },
  };
}

function observeMemory(meter: Meter): void {
  const inBytes = (name: string, description: string) =>
    meter.createObservableUpDownCounter(name, { unit: "By", description });
  const resident = inBytes(
    "process.memory.usage",
    "The memory that the process has of the system.",
  );
  const used = inBytes("v8js.memory.heap.used", "What is used of the heap of V8.");
  const limit = inBytes(
    "sluice.heap.limit",
    "What the heap of V8 may take: beyond, V8 ends the process.",
  );
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(resident, process.memoryUsage.rss());
      result.observe(limit, getHeapStatistics().heap_size_limit);
      for (const space of getHeapSpaceStatistics()) {
        const attributes = { "v8js.heap.space.name": space.space_name };
        result.observe(used, space.space_used_size, attributes);
      }
    },
    [resident, used, limit],
  );
}

function observeTimes(meter: Meter): void {
  const cpu = meter.createObservableCounter("process.cpu.time", {
    unit: "s",
    description: "The processor time that the process took.",
  });
  const uptime = meter.createObservableGauge("process.uptime", {
    unit: "s",
    description: "How long the process has been running.",
  });
  meter.addBatchObservableCallback(
    (result) => {
      const { user, system } = process.cpuUsage();
      result.observe(cpu, user / 1e6, { "cpu.mode": "user" });
      result.observe(cpu, system / 1e6, { "cpu.mode": "system" });
      result.observe(uptime, process.uptime());
    },
    [cpu, uptime],
  );
}

/**
 * How late timers were. Node measures them with one of its own, whose period it does not take off; what
 * happens within one period of a reading is lost.
 */
function observeDelays(meter: Meter): () => void {
  const delays = monitorEventLoopDelay({ resolution: periodMs });
  delays.enable();
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, { unit: "s", description });
  const mean = gauge("mean", "How late timers were on average.");
  const p50 = gauge("p50", "How late half of the timers were at most.");
  const p99 = gauge("p99", "How late 99 of 100 timers were at most.");
  const max = gauge("max", "How late the latest timer was.");
  const utilization = meter.createObservableGauge("nodejs.eventloop.utilization", {
    unit: "1",
    description: "Which share of the time the event loop had something to do.",
  });
  let before = performance.eventLoopUtilization();
  meter.addBatchObservableCallback(
    (result) => {
      const now = performance.eventLoopUtilization();
      result.observe(utilization, performance.eventLoopUtilization(now, before).utilization);
      before = now;
      // Read again within the period, it has nothing to tell.
      if (delays.count === 0) return;
      result.observe(mean, seconds(delays.mean));
      result.observe(p50, seconds(delays.percentile(50)));
      result.observe(p99, seconds(delays.percentile(99)));
      result.observe(max, seconds(delays.max));
      delays.reset();
    },
    [mean, p50, p99, max, utilization],
  );
  return () => void delays.disable();
}

const periodMs = 10;

function seconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - periodMs / 1000);
}

function observeCollections(meter: Meter): () => void {
  const duration = meter.createHistogram("v8js.gc.duration", {
    unit: "s",
    description: "How long V8 took to collect what is no longer used.",
    advice: { explicitBucketBoundaries: [0.001, 0.01, 0.1, 1, 10] },
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      duration.record(entry.duration / 1000, collections.get(kindOf(entry)));
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  return () => observer.disconnect();
}

/** Which collection it was; Node's types do not know that it says so. */
function kindOf(entry: object): unknown {
  return Object(Reflect.get(entry, "detail")).kind;
}

const collections: ReadonlyMap<unknown, { readonly "v8js.gc.type": string }> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, { "v8js.gc.type": "major" }],
  [constants.NODE_PERFORMANCE_GC_MINOR, { "v8js.gc.type": "minor" }],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, { "v8js.gc.type": "incremental" }],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, { "v8js.gc.type": "weakcb" }],
]);
