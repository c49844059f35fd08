import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { forgetTelemetryVariables } from "../telemetry/collect-metrics.ts";
import { openGateway } from "./support/open-gateway.ts";
import { openMeasured } from "./support/open-measured.ts";
import { postOperation } from "./support/post-operation.ts";
import { samplesOf, type Scraped, valueOf } from "./support/scraped.ts";

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what Prometheus reads of a gateway", () => {
  test("is text that it knows, without a token, and nothing else is there", async () => {
    const { metricsUrl } = await openMeasured();
    const { status, headers } = await fetch(metricsUrl);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect((await fetch(new URL("/", metricsUrl))).status).toBe(404);
    expect((await fetch(metricsUrl, { method: "POST" })).status).toBe(404);
  });

  test("says what came of requests, and how long they took", async () => {
    const { doEverything, scraped } = await openMeasured();
    await doEverything();
    const metrics = await scraped();
    const outcomes = (labels: Record<string, string>) =>
      valueOf(metrics, "sluice_operations_total", labels);
    const query = { graphql_operation_type: "query" };
    expect(outcomes({ ...query, sluice_operation_outcome: "ok" })).toBe(2);
    expect(outcomes({ ...query, sluice_operation_outcome: "partial" })).toBe(1);
    expect(outcomes({ ...query, sluice_operation_outcome: "failed" })).toBe(1);
    expect(outcomes({ graphql_operation_type: "mutation", sluice_operation_outcome: "ok" })).toBe(
      1,
    );
    expect(
      samplesOf(metrics, "sluice_operations_total", { sluice_operation_outcome: "refused" }),
    ).toEqual([
      expect.objectContaining({ labels: { sluice_operation_outcome: "refused" }, value: 1 }),
    ]);
    expect(
      valueOf(metrics, "sluice_operation_errors_total", { error_type: "CONNECTOR_FETCH" }),
    ).toBe(2);
    expect(
      valueOf(metrics, "sluice_operation_errors_total", {
        error_type: "GRAPHQL_VALIDATION_FAILED",
      }),
    ).toBe(1);
    const answered = (labels: Record<string, string>) =>
      valueOf(metrics, "http_server_request_duration_seconds_count", labels);
    expect(answered({ http_route: "/graphql", http_response_status_code: "200" })).toBe(5);
    expect(answered({ http_route: "/graphql", http_response_status_code: "400" })).toBe(1);
    expect(answered({ http_request_method: "GET", http_response_status_code: "404" })).toBe(1);
  });

  test("says how sources, answers and the process are", async () => {
    const { doEverything, scraped } = await openMeasured();
    await doEverything();
    const metrics = await scraped();
    const source = { graphql_source_name: "api" };
    expect(valueOf(metrics, "sluice_rate_limit_calls_per_second", source)).toBe(10_000);
    expect(valueOf(metrics, "sluice_breaker_state", source)).toBe(0);
    expect(valueOf(metrics, "sluice_retries_total", source)).toBeGreaterThan(0);
    const calls = "http_client_request_duration_seconds_count";
    expect(valueOf(metrics, calls, { ...source, http_response_status_code: "429" })).toBe(1);
    const kept = "sluice_cache_keys_total";
    for (const result of ["hit", "miss", "stale", "stale_on_error"]) {
      expect(valueOf(metrics, kept, { sluice_cache_result: result })).toBeGreaterThan(0);
    }
    expect(valueOf(metrics, "process_memory_usage_bytes")).toBeGreaterThan(1e7);
    const heap = valueOf(metrics, "v8js_memory_heap_used_bytes") ?? 0;
    expect(heap).toBeLessThan(valueOf(metrics, "sluice_heap_limit_bytes") ?? 0);
  });

  test("has a description of every metric, and no label that tells of the host", async () => {
    const { doEverything, scraped } = await openMeasured();
    await doEverything();
    const metrics = await scraped();
    expect(metrics.size).toBeGreaterThan(35);
    for (const { help } of metrics.values()) expect(help).toMatch(/^[A-Z0-9].*\.$/);
    expect(metrics.has("target_info")).toBe(false);
  });

  test("has no series more after a thousand operations of hostile clients", async () => {
    const { doEverything, scraped, post, url } = await openMeasured();
    await doEverything();
    const hostile = async (index: number) => {
      const name = `Hostile_${index}_${Math.random().toString(36).slice(2)}`;
      const headers = {
        "x-request-id": name,
        authorization: `Bearer ${name}`,
        "user-agent": name,
        traceparent: `00-${"a".repeat(28)}${String(index).padStart(4, "0")}-${"b".repeat(16)}-01`,
      };
      await post(`query ${name} { ${name}: kept }`, headers);
      if (index % 10 > 0) return;
      await post(`query ${name} { ${name} }`, headers);
      await fetch(new URL(`/${name}?${name}`, url), { method: "OPTIONS", headers });
      await fetch(new URL(`/${name}`, url), { method: "PROPFIND", headers });
    };
    const thousand = async (first: number) => {
      for (let index = first; index < first + 1000; index += 50) {
        // oxlint-disable-next-line no-await-in-loop -- fifty at a time
        await Promise.all(Array.from({ length: 50 }, (_, next) => hostile(index + next)));
      }
    };
    // The first of each kind may have a series of its own.
    await hostile(0);
    const before = seriesOf(await scraped());
    await thousand(1);
    const after = seriesOf(await scraped());
    expect(
      after.filter((series) => !before.includes(series) && !series.startsWith("v8js_gc")),
    ).toEqual([]);
    expect(after.join()).not.toContain("Hostile");
  });
});

function seriesOf(metrics: Scraped): readonly string[] {
  return [...metrics.values()].flatMap(({ samples }) =>
    samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`),
  );
}

describe("without a port for Prometheus", () => {
  test("nothing is collected, and there is nothing to read", async () => {
    const { gateway, lines } = await openGateway({
      schema: "type Query { a: Int }",
      resolvers: { Query: { a: () => 1 } },
    });
    const { url } = await gateway.start();
    await postOperation(url, { query: "{ a }" });
    expect(await gateway.metrics()).toBeUndefined();
    expect(lines().map(({ msg }) => msg)).not.toContain("metrics are served");
  });
});

test("a port that is taken stops the start, and says which setting names it", async () => {
  const { metricsUrl } = await openMeasured();
  const { gateway } = await openGateway({
    schema: "type Query { a: Int }",
    resolvers: { Query: { a: () => 1 } },
    config: { metrics: { port: Number(new URL(metricsUrl).port) } },
  });
  await expect(gateway.start()).rejects.toThrow(/PORT_IN_USE.*metrics\.port/s);
});

test("with the SDK turned off nothing is served, and the log says why", async () => {
  vi.stubEnv("OTEL_SDK_DISABLED", "true");
  const { gateway, lines } = await openGateway({
    schema: "type Query { a: Int }",
    resolvers: { Query: { a: () => 1 } },
    config: { metrics: { port: 0 } },
  });
  await gateway.start();
  expect(lines().map(({ msg }) => msg)).toContain(
    "metrics.port is set, and OTEL_SDK_DISABLED turns metrics off: none are served",
  );
});

test("a gateway that is asked twice to stop shuts its metrics down once", async () => {
  const { gateway, lines } = await openGateway({
    schema: "type Query { a: Int }",
    resolvers: { Query: { a: () => 1 } },
    config: { metrics: { port: 0 } },
  });
  await gateway.start();
  await Promise.all([gateway.stop(), gateway.stop()]);
  expect(lines().filter(({ level }) => level !== "info")).toEqual([]);
});
