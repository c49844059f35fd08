import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { CacheMetrics, CachePlace, CacheSnapshot } from "../../src/telemetry/cache-metrics.ts";
import { createCacheMetrics } from "../../src/telemetry/create-cache-metrics.ts";
import { collectMetrics, forgetTelemetryVariables } from "./collect-metrics.ts";

const users: CachePlace = { connector: "User", typeName: "User" };
const posts: CachePlace = { connector: "Query.posts", typeName: "Post" };
const ofUsers = { "sluice.connector": "User", "sluice.type": "User" };
const ofPosts = { "sluice.connector": "Query.posts", "sluice.type": "Post" };
const empty: CacheSnapshot = { memory: { bytes: 0, count: 0, evictions: 0 }, store: undefined };

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

async function pointsOf(
  name: string,
  use: (metrics: CacheMetrics) => void,
  snapshot: () => CacheSnapshot = () => empty,
) {
  const metrics = await collectMetrics((meter) => use(createCacheMetrics(meter, snapshot)));
  return metrics.get(name)?.points;
}

test("keys that were looked for are counted by type, and by what came of them", async () => {
  const points = await pointsOf("sluice.cache.keys", ({ lookedUp }) => {
    lookedUp(users, { hit: 3, miss: 1 });
    lookedUp({ ...users }, { hit: 2, stale: 4, missing_hit: 1 });
    lookedUp(posts, { stale_on_error: 1, hit: 0 });
  });
  expect(points).toEqual([
    { value: 5, attributes: { ...ofUsers, "sluice.cache.result": "hit" } },
    { value: 1, attributes: { ...ofUsers, "sluice.cache.result": "missing_hit" } },
    { value: 4, attributes: { ...ofUsers, "sluice.cache.result": "stale" } },
    { value: 1, attributes: { ...ofUsers, "sluice.cache.result": "miss" } },
    { value: 1, attributes: { ...ofPosts, "sluice.cache.result": "stale_on_error" } },
  ]);
});

test("ages of what was served are sorted into buckets, from a second to a month", async () => {
  const metrics = await collectMetrics((meter) => {
    const { served } = createCacheMetrics(meter, () => empty);
    served(users, 1500);
    served(users, 90_000);
  });
  expect(metrics.get("sluice.cache.age")).toMatchObject({
    kind: "histogram",
    unit: "s",
    points: [{ value: { count: 2, sum: 91.5 }, attributes: ofUsers }],
  });
  const bounds = metrics.get("sluice.cache.age")?.bounds;
  expect([bounds?.[0], bounds?.at(-1)]).toEqual([1, 30 * 24 * 3600]);
});

test("refreshes are counted by why they are made", async () => {
  const points = await pointsOf("sluice.cache.refreshes", ({ refreshed }) => {
    refreshed(users, "stale", 2);
    refreshed(users, "stale", 1);
    refreshed(users, "early", 1);
  });
  expect(points).toEqual([
    { value: 3, attributes: { ...ofUsers, "sluice.cache.refresh.reason": "stale" } },
    { value: 1, attributes: { ...ofUsers, "sluice.cache.refresh.reason": "early" } },
  ]);
});

test("invalidations are counted by what they name", async () => {
  const points = await pointsOf("sluice.cache.invalidations", ({ invalidated }) => {
    invalidated("tag", 3);
    invalidated("all", 1);
    invalidated("tag", 1);
  });
  expect(points).toEqual([
    { value: 4, attributes: { "sluice.cache.invalidation.kind": "tag" } },
    { value: 1, attributes: { "sluice.cache.invalidation.kind": "all" } },
  ]);
});

test("operations of the store that failed are counted by what they were, and why", async () => {
  const points = await pointsOf("sluice.cache.store.failures", ({ storeFailed }) => {
    storeFailed("get", "timeout");
    storeFailed("get", "timeout");
    storeFailed("delete", "Error");
  });
  expect(points).toEqual([
    {
      value: 2,
      attributes: { "sluice.cache.store.operation": "get", "error.type": "timeout" },
    },
    {
      value: 1,
      attributes: { "sluice.cache.store.operation": "delete", "error.type": "Error" },
    },
  ]);
});

describe("the memory and the store", () => {
  test("are told of as they are when metrics are collected", async () => {
    let now = empty;
    const metrics = await collectMetrics((meter) => {
      createCacheMetrics(meter, () => now);
      now = { memory: { bytes: 4096, count: 10, evictions: 3 }, store: "open" };
    });
    const told = (name: string) => metrics.get(`sluice.cache.${name}`);
    expect(told("memory.bytes")).toMatchObject({ kind: "gauge", points: [{ value: 4096 }] });
    expect(told("memory.entries")).toMatchObject({ kind: "gauge", points: [{ value: 10 }] });
    expect(told("memory.evictions")).toMatchObject({ kind: "counter", points: [{ value: 3 }] });
    expect(told("store.state")).toMatchObject({ kind: "gauge", points: [{ value: 2 }] });
  });

  test("where there is no store, nothing is told of one", async () => {
    expect(await pointsOf("sluice.cache.store.state", () => undefined)).toBeUndefined();
    const closed: CacheSnapshot = { ...empty, store: "closed" };
    expect(
      await pointsOf(
        "sluice.cache.store.state",
        () => undefined,
        () => closed,
      ),
    ).toEqual([{ value: 0, attributes: {} }]);
  });
});

test("every metric has a unit and says what it is", async () => {
  const metrics = await collectMetrics((meter) => {
    const cache = createCacheMetrics(meter, () => ({ ...empty, store: "half-open" }));
    cache.lookedUp(users, { hit: 1 });
    cache.served(users, 1);
    cache.refreshed(users, "early", 1);
    cache.invalidated("key", 1);
    cache.storeFailed("set", "Error");
  });
  expect(metrics.size).toBe(9);
  for (const { unit, description } of metrics.values()) {
    expect(unit).toMatch(/^(s|By|1|\{[a-z]+\})$/);
    expect(description).toMatch(/^[A-Z0-9].*\.$/);
  }
});
