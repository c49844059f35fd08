import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { createMetrics } from "../../src/telemetry/create-metrics.ts";
import type { MeasuredCall, Metrics, SourceSnapshot } from "../../src/telemetry/metrics.ts";
import { collectMetrics, forgetTelemetryVariables } from "./collect-metrics.ts";
import type { ExportedMetric } from "./otlp-collector.ts";

const call: MeasuredCall = {
  source: "api",
  connector: "User",
  lane: "normal",
  method: "GET",
  origin: "https://api.example.com",
  status: 200,
  errorType: undefined,
  keys: 3,
  requestBytes: undefined,
  responseBytes: 120,
  errors: new Map(),
  attempts: 1,
  windowMs: 2,
  queuedMs: 30,
  upstreamMs: 250,
};
const place = { "sluice.connector": "User", "graphql.source.name": "api" };

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The metrics that a collector gets of what `use` measures. */
function metricsOf(
  use: (metrics: Metrics) => void,
  sources: () => Iterable<SourceSnapshot> = () => [],
): Promise<ReadonlyMap<string, ExportedMetric>> {
  return collectMetrics((meter) => use(createMetrics(meter, sources)));
}

const pointsOf = (metrics: ReadonlyMap<string, ExportedMetric>, name: string) =>
  metrics.get(name)?.points;

test("a call in process is measured by itself, and not as one over HTTP", async () => {
  const metrics = await metricsOf(({ called }) => {
    called({ ...call, source: undefined, method: undefined, origin: undefined, status: undefined });
  });
  expect(pointsOf(metrics, "sluice.resolver.duration")).toEqual([
    { value: { count: 1, sum: 0.25 }, attributes: { "sluice.connector": "User" } },
  ]);
  expect(pointsOf(metrics, "http.client.request.duration")).toBeUndefined();
  expect(pointsOf(metrics, "sluice.batch.size")).toHaveLength(1);
});

describe("a call", () => {
  test("is measured in seconds, bytes and keys", async () => {
    const metrics = await metricsOf(({ called }) => {
      called({ ...call, requestBytes: 40 });
      called({ ...call, keys: 5, upstreamMs: 750, requestBytes: 60 });
    });
    const once = (name: string, sum: number, attributes: object) =>
      expect(metrics.get(name)).toMatchObject({
        kind: "histogram",
        points: [{ value: { count: 2, sum }, attributes }],
      });
    once("http.client.request.duration", 1, {
      ...place,
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "server.address": "api.example.com",
      "server.port": 443,
    });
    once("sluice.batch.size", 8, place);
    once("sluice.queue.duration", 0.06, { ...place, "sluice.lane": "normal" });
    once("sluice.window.duration", 0.004, { ...place, "sluice.lane": "normal" });
    expect(pointsOf(metrics, "sluice.call.body.size")).toEqual([
      {
        value: { count: 2, sum: 100 },
        attributes: { ...place, "network.io.direction": "transmit" },
      },
      {
        value: { count: 2, sum: 240 },
        attributes: { ...place, "network.io.direction": "receive" },
      },
    ]);
    expect(metrics.has("sluice.errors")).toBe(false);
    expect(metrics.has("sluice.retries")).toBe(false);
  });

  test("that fails is told by its status, or by why there is none", async () => {
    const metrics = await metricsOf(({ called }) => {
      called({ ...call, status: 503, errorType: "503", errors: new Map([["CONNECTOR_FETCH", 3]]) });
      called({
        ...call,
        status: undefined,
        errorType: "GATEWAY_TIMEOUT",
        responseBytes: undefined,
        errors: new Map([["GATEWAY_TIMEOUT", 3]]),
      });
    });
    expect(pointsOf(metrics, "http.client.request.duration")).toMatchObject([
      { attributes: { "http.response.status_code": 503, "error.type": "503" } },
      { attributes: { "error.type": "GATEWAY_TIMEOUT" } },
    ]);
    expect(pointsOf(metrics, "sluice.errors")).toEqual([
      { value: 3, attributes: { ...place, "error.type": "CONNECTOR_FETCH" } },
      { value: 3, attributes: { ...place, "error.type": "GATEWAY_TIMEOUT" } },
    ]);
    expect(pointsOf(metrics, "sluice.call.body.size")).toHaveLength(1);
  });

  test("that was retried counts its further attempts", async () => {
    const metrics = await metricsOf(({ called }) => {
      called({ ...call, attempts: 3 });
      called({ ...call, attempts: 2 });
    });
    expect(metrics.get("sluice.retries")).toMatchObject({
      kind: "counter",
      points: [{ value: 3, attributes: place }],
    });
  });

  test("that was never sent has waited and failed, and nothing else", async () => {
    const metrics = await metricsOf(({ called }) =>
      called({
        ...call,
        status: undefined,
        responseBytes: undefined,
        attempts: 0,
        errors: new Map([["CIRCUIT_OPEN", 3]]),
      }),
    );
    expect([...metrics.keys()].toSorted()).toEqual([
      "sluice.errors",
      "sluice.queue.duration",
      "sluice.window.duration",
    ]);
  });

  test("counts lazy fields by whether they were there within their budgets", async () => {
    const lazy = { coordinate: "Album.photos", budgetMs: 500 };
    const metrics = await metricsOf(({ lazyEnded }) => {
      lazyEnded({ ...lazy, tookMs: 500 });
      lazyEnded({ ...lazy, tookMs: 501 });
      lazyEnded({ ...lazy, tookMs: 900 });
    });
    expect(pointsOf(metrics, "sluice.lazy.duration")).toMatchObject([
      { value: { count: 1 }, attributes: { "sluice.lazy.result": "in_time" } },
      {
        value: { count: 2 },
        attributes: { "sluice.field": "Album.photos", "sluice.lazy.result": "late" },
      },
    ]);
  });

  test("counts values that do not fit their types, by where they come from", async () => {
    const metrics = await metricsOf(({ invalidValue }) => {
      invalidValue({ connector: "User", source: "api" });
      invalidValue({ connector: "User", source: "api" });
    });
    expect(pointsOf(metrics, "sluice.errors")).toMatchObject([
      {
        value: 2,
        attributes: {
          "sluice.connector": "User",
          "graphql.source.name": "api",
          "error.type": "CONNECTOR_VALUE_INVALID",
        },
      },
    ]);
  });

  test("of a connector with an absolute URL has no source", async () => {
    const metrics = await metricsOf(({ called }) => called({ ...call, source: undefined }));
    expect(pointsOf(metrics, "sluice.batch.size")).toMatchObject([
      { attributes: { "sluice.connector": "User" } },
    ]);
    expect(pointsOf(metrics, "sluice.batch.size")?.[0]?.attributes).not.toHaveProperty([
      "graphql.source.name",
    ]);
  });

  test("is sorted into buckets that tell milliseconds from seconds, and single keys from many", async () => {
    const metrics = await metricsOf(({ called }) => called(call));
    for (const name of ["http.client.request.duration", "sluice.queue.duration"]) {
      const bounds = metrics.get(name)?.bounds;
      expect([bounds?.[0], bounds?.at(-1)]).toEqual([0.001, 60]);
    }
    expect(metrics.get("sluice.batch.size")?.bounds?.slice(0, 3)).toEqual([1, 2, 5]);
  });
});

describe("keys", () => {
  test("are counted by connector as they are asked for, and as they are fetched", async () => {
    const metrics = await metricsOf(({ asked, called }) => {
      asked("User", 4);
      asked("Post", 1);
      asked("User", 6);
      called(call);
      called({ ...call, attempts: 0 });
    });
    expect(metrics.get("sluice.keys.asked")).toMatchObject({
      kind: "counter",
      unit: "{key}",
      points: [
        { value: 10, attributes: { "sluice.connector": "User" } },
        { value: 1, attributes: { "sluice.connector": "Post" } },
      ],
    });
    expect(pointsOf(metrics, "sluice.keys.fetched")).toEqual([
      { value: 3, attributes: { "sluice.connector": "User" } },
      { value: 0, attributes: { "sluice.connector": "Post" } },
    ]);
  });
});

describe("sources", () => {
  const idle: SourceSnapshot = {
    name: "posts",
    queued: { urgent: 0, normal: 0, background: 0 },
    inFlight: 0,
    limit: 64,
    breakers: ["closed"],
    rateLimitWaitMs: 0,
    rateLimitPerSecond: undefined,
  };
  const busy: SourceSnapshot = {
    name: "users",
    queued: { urgent: 1, normal: 20, background: 300 },
    inFlight: 16,
    limit: 16,
    breakers: ["open", "half-open"],
    rateLimitWaitMs: 1500,
    rateLimitPerSecond: 20,
  };

  test("are gauged as they are when metrics are collected", async () => {
    let now: readonly SourceSnapshot[] = [];
    const metrics = await metricsOf(
      () => {
        now = [idle, busy];
      },
      () => now,
    );
    const gauged = (name: string) =>
      metrics
        .get(name)
        ?.points.map(({ value, attributes: { "graphql.source.name": source } }) => [source, value]);
    expect(metrics.get("sluice.calls.in_flight")?.kind).toBe("gauge");
    expect(gauged("sluice.calls.in_flight")).toEqual([
      ["posts", 0],
      ["users", 16],
    ]);
    expect(gauged("sluice.concurrency.limit")).toEqual([
      ["posts", 64],
      ["users", 16],
    ]);
    expect(gauged("sluice.rate_limit.wait")).toEqual([
      ["posts", 0],
      ["users", 1.5],
    ]);
    expect(pointsOf(metrics, "sluice.queue.depth")?.slice(3)).toEqual([
      { value: 1, attributes: { "graphql.source.name": "users", "sluice.lane": "urgent" } },
      { value: 20, attributes: { "graphql.source.name": "users", "sluice.lane": "normal" } },
      { value: 300, attributes: { "graphql.source.name": "users", "sluice.lane": "background" } },
    ]);
  });

  test("have a breaker for each of their base URLs: 0 is closed, 1 half-open, 2 open", async () => {
    const metrics = await metricsOf(
      () => undefined,
      () => [idle, busy],
    );
    expect(pointsOf(metrics, "sluice.breaker.state")).toEqual([
      { value: 0, attributes: breaker("posts", 0) },
      { value: 2, attributes: breaker("users", 0) },
      { value: 1, attributes: breaker("users", 1) },
    ]);
  });
});

function breaker(source: string, index: number) {
  return { "graphql.source.name": source, "sluice.base_url.index": index };
}

test("every metric has a unit and says what it is", async () => {
  const metrics = await metricsOf(({ asked, called }) => {
    asked("User", 1);
    called({ ...call, attempts: 2, errors: new Map([["CONNECTOR_FETCH", 1]]) });
  });
  expect(metrics.size).toBeGreaterThan(8);
  for (const { unit, description } of metrics.values()) {
    expect(unit).toMatch(/^(s|By|1|\{[a-z]+\})$/);
    expect(description).toMatch(/^[A-Z0-9].*\.$/);
  }
});
