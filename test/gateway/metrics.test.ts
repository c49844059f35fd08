import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { json } from "../support/upstream.ts";
import { decodeMetrics, type ExportedMetric, startCollector } from "../telemetry/otlp-collector.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";
import { rowsFor, users } from "./support/posts-and-users.ts";

const schema = `
  type Query {
    users(ids: [ID!]!): [User]
    ping: Int @connect(source: "api", http: { GET: "/ping" }, selection: "$")
    broken: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$")
    unfit: Int @connect(source: "api", http: { GET: "/unfit" }, selection: "$")
    kept: Int @freshness(ttl: "1h") @connect(source: "api", http: { GET: "/ping" }, selection: "$")
  }
  ${users()}
`;

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

type Metrics = ReadonlyMap<string, ExportedMetric>;

/** A gateway whose metrics are exported all the time. */
async function open(
  api: NonNullable<ConfigInput["sources"]>[string] = {},
  config: Pick<ConfigInput, "cache"> = {},
) {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  vi.stubEnv("OTEL_METRIC_EXPORT_INTERVAL", "50");
  vi.stubEnv("OTEL_METRIC_EXPORT_TIMEOUT", "50");
  const held = createHeld();
  const opened = await openGateway({
    schema,
    api,
    config,
    resolvers: {
      Query: {
        users: (_parent, { ids }: { readonly ids: readonly string[] }) => ids.map((id) => ({ id })),
      },
    },
    routes: {
      "GET /users": held.hold(({ query }) => json(rowsFor(query))),
      "GET /ping": () => json(1),
      "GET /unfit": () => json("one"),
      "GET /broken": () => json("broken", { status: 503 }),
    },
  });
  const { url } = await opened.gateway.start();
  return {
    ...opened,
    held,
    post: (query: string) => postOperation(url, { query }),
    /** Waits for an export of which this is true. */
    exported: async (isTrue: (metrics: Metrics) => boolean): Promise<Metrics> => {
      const seen = collector.received.length;
      return await vi.waitUntil(
        () => collector.received.slice(seen).map(decodeMetrics).find(isTrue),
        { timeout: 15_000, interval: 10 },
      );
    },
  };
}

const place = (connector: string) => ({
  "sluice.connector": connector,
  "graphql.source.name": "api",
});
const ofSource = { "graphql.source.name": "api" };
const point = (metrics: Metrics, name: string, attributes: object) =>
  metrics
    .get(name)
    ?.points.find(({ attributes: its }) =>
      Object.entries(attributes).every(([key, value]) => its[key] === value),
    )?.value;

describe("exported metrics of a gateway", () => {
  test("say how many keys were asked for, and how few were fetched, in which calls", async () => {
    const { post, held, upstream, exported } = await open();
    const leader = post('{ users(ids: ["1", "2", "3"]) { name } }');
    await upstream.hasReceived(1);
    const follower = post('{ ping users(ids: ["1", "2", "4"]) { name } }');
    await upstream.hasReceived(3);
    held.letAllGo();
    await Promise.all([leader, follower]);

    const fetched = { "sluice.connector": "User" };
    const metrics = await exported((it) => point(it, "sluice.keys.fetched", fetched) === 4);
    expect(point(metrics, "sluice.keys.asked", fetched)).toBe(6);
    expect(point(metrics, "sluice.batch.size", place("User"))).toEqual({ count: 2, sum: 4 });
    expect(
      point(metrics, "http.client.request.duration", {
        ...place("User"),
        "http.request.method": "GET",
        "http.response.status_code": 200,
      }),
    ).toMatchObject({ count: 2 });
    const received = { ...place("User"), "network.io.direction": "receive" };
    expect(point(metrics, "sluice.call.body.size", received)).toMatchObject({ count: 2 });
    for (const name of ["sluice.queue.duration", "sluice.window.duration"]) {
      const waited = { ...place("User"), "sluice.lane": "normal" };
      expect(point(metrics, name, waited)).toMatchObject({ count: 2 });
    }
    expect(metrics.has("sluice.errors")).toBe(false);
  });

  test("say which source gives values that do not fit their types", async () => {
    const { post, exported } = await open();
    await post("{ unfit }");
    const unfit = { ...place("Query.unfit"), "error.type": "CONNECTOR_VALUE_INVALID" };
    const metrics = await exported((it) => point(it, "sluice.errors", unfit) === 1);
    const told = { "error.type": "CONNECTOR_VALUE_INVALID" };
    expect(point(metrics, "sluice.operation.errors", told)).toBe(1);
  });

  test("say what failed, what was tried again, what was refused, and that the breaker is open", async () => {
    const { post, exported } = await open({
      retry: { attempts: 2, backoff: "1ms" },
      breaker: { minCalls: 2, openFor: "1h" },
    });
    const state = { ...ofSource, "sluice.base_url.index": 0 };
    await exported((it) => point(it, "sluice.breaker.state", state) === 0);
    await post("{ broken }");
    await post("{ broken }");
    const metrics = await exported((it) => point(it, "sluice.breaker.state", state) === 2);
    const broken = place("Query.broken");
    expect(point(metrics, "sluice.retries", broken)).toBe(1);
    expect(point(metrics, "sluice.errors", { ...broken, "error.type": "CONNECTOR_FETCH" })).toBe(1);
    expect(point(metrics, "sluice.errors", { ...broken, "error.type": "CIRCUIT_OPEN" })).toBe(1);
    // What was never sent is no call.
    expect(
      point(metrics, "http.client.request.duration", { ...broken, "error.type": "503" }),
    ).toMatchObject({ count: 1 });
    expect(metrics.get("http.client.request.duration")?.points).toHaveLength(1);
  });

  test("say nothing of sources that a reload opened before it failed", async () => {
    const { gateway, exported, withSchema } = await open();
    const broken = `
      extend schema @source(name: "new", http: { baseURL: "http://new.example" })
      type Query {
        new: Int @connect(source: "new", http: { GET: "/" }, selection: "$")
        bad: Int @connect(http: { GET: "http://{$env.NOT_SET_AT_ALL}/" }, selection: "$")
      }
    `;
    await expect(gateway.reload({ ...withSchema(broken), resolvers: {} })).rejects.toThrow(
      "INVALID_URL",
    );
    const metrics = await exported((it) => it.has("sluice.calls.in_flight"));
    expect(
      metrics.get("sluice.calls.in_flight")?.points.map(({ attributes }) => attributes),
    ).toEqual([ofSource]);
  });

  test("say how a source is doing at this moment", async () => {
    const { post, held, upstream, exported, gateway, withSource } = await open({
      maxConcurrentCalls: 1,
      batch: { maxSize: 1 },
      rateLimit: { calls: 1, per: "20s" },
    });
    const answer = post('{ users(ids: ["1", "2", "3"]) { name } }');
    await upstream.hasReceived(1);
    const waiting = { ...ofSource, "sluice.lane": "normal" };
    const metrics = await exported((it) => point(it, "sluice.queue.depth", waiting) !== 0);
    expect(point(metrics, "sluice.calls.in_flight", ofSource)).toBe(1);
    expect(point(metrics, "sluice.concurrency.limit", ofSource)).toBe(1);
    expect(point(metrics, "sluice.rate_limit.wait", ofSource)).toBeGreaterThan(1);
    held.letAllGo();
    gateway.tune(withSource({ maxConcurrentCalls: 7 }));
    expect(await answer).toMatchObject({ status: 200 });
    const after = await exported((it) => point(it, "sluice.calls.in_flight", ofSource) === 0);
    expect(point(after, "sluice.queue.depth", waiting)).toBe(0);
    expect(point(after, "sluice.concurrency.limit", ofSource)).toBe(7);
    expect(point(after, "sluice.rate_limit.wait", ofSource)).toBe(0);
  });

  test("say what is kept, what came of looking for it, and that the shared store fails", async () => {
    // Nobody listens there.
    const { post, held, exported } = await open(
      {},
      { cache: { redis: { url: "redis://127.0.0.1:1" } } },
    );
    held.letAllGo();
    await post("{ kept }");
    await post("{ kept }");
    const metrics = await exported(
      (it) => point(it, "sluice.cache.keys", { "sluice.cache.result": "hit" }) === 1,
    );
    expect(point(metrics, "sluice.cache.keys", { "sluice.cache.result": "miss" })).toBe(1);
    expect(point(metrics, "sluice.cache.store.failures", {})).toBeGreaterThan(0);
    expect(metrics.has("sluice.cache.store.state")).toBe(true);
  });
});
