import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createServerMetrics } from "../../src/telemetry/create-server-metrics.ts";
import type { ServerMetrics } from "../../src/telemetry/server-metrics.ts";
import { collectMetrics, forgetTelemetryVariables } from "./collect-metrics.ts";

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

const metricsOf = (use: (metrics: ServerMetrics) => void) =>
  collectMetrics((meter) => use(createServerMetrics(meter)));
const request = { method: "POST", route: "/graphql", status: 200, tookMs: 250 };

test("requests of one method, route and status are measured together, in seconds", async () => {
  const metrics = await metricsOf(({ answered }) => {
    answered(request);
    answered({ ...request, tookMs: 750 });
    answered({ ...request, status: 400 });
  });
  expect(metrics.get("http.server.request.duration")).toMatchObject({
    kind: "histogram",
    unit: "s",
    points: [
      {
        value: { count: 2, sum: 1 },
        attributes: {
          "http.request.method": "POST",
          "http.route": "/graphql",
          "http.response.status_code": 200,
        },
      },
      { value: { count: 1 }, attributes: { "http.response.status_code": 400 } },
    ],
  });
});

test("an answer of 500 and more is an error, and so is one that its client did not wait for", async () => {
  const metrics = await metricsOf(({ answered }) => {
    answered({ ...request, status: 404 });
    answered({ ...request, status: 503 });
    answered({ ...request, status: undefined });
  });
  const points = metrics.get("http.server.request.duration")?.points ?? [];
  expect(points.map(({ attributes }) => attributes["error.type"])).toEqual([
    undefined,
    "503",
    "REQUEST_ABORTED",
  ]);
  expect(points[2]?.attributes).not.toHaveProperty(["http.response.status_code"]);
});

test("methods that the conventions do not know are one, and paths that there are not have no name", async () => {
  const metrics = await metricsOf(({ answered }) => {
    for (const method of ["PROPFIND", "MKCOL", "SEARCH"]) {
      answered({ ...request, method, route: undefined, status: 404 });
    }
  });
  expect(metrics.get("http.server.request.duration")?.points).toEqual([
    {
      value: { count: 3, sum: 0.75 },
      attributes: { "http.request.method": "_OTHER", "http.response.status_code": 404 },
    },
  ]);
});

test("requests that never got to GraphQL are counted by the code of their refusal", async () => {
  const metrics = await metricsOf(({ refused }) => {
    refused("TOKEN_EXPIRED");
    refused("NOT_FOUND");
    refused("TOKEN_EXPIRED");
  });
  expect(metrics.get("sluice.requests.refused")).toMatchObject({
    kind: "counter",
    unit: "{request}",
    points: [
      { value: 2, attributes: { "error.type": "TOKEN_EXPIRED" } },
      { value: 1, attributes: { "error.type": "NOT_FOUND" } },
    ],
  });
});

test("operations are counted by type and outcome, and by each code of their errors", async () => {
  const metrics = await metricsOf(({ operationEnded }) => {
    operationEnded({ type: "query", outcome: "ok", errorTypes: [] });
    operationEnded({ type: "query", outcome: "partial", errorTypes: ["A", "B"] });
    operationEnded({ type: "query", outcome: "partial", errorTypes: ["A"] });
    operationEnded({ type: undefined, outcome: "refused", errorTypes: ["C"] });
  });
  expect(metrics.get("sluice.operations")).toMatchObject({
    kind: "counter",
    points: [
      {
        value: 1,
        attributes: { "graphql.operation.type": "query", "sluice.operation.outcome": "ok" },
      },
      { value: 2, attributes: { "sluice.operation.outcome": "partial" } },
      { value: 1, attributes: { "sluice.operation.outcome": "refused" } },
    ],
  });
  expect(metrics.get("sluice.operation.errors")?.points).toEqual([
    { value: 2, attributes: { "error.type": "A" } },
    { value: 1, attributes: { "error.type": "B" } },
    { value: 1, attributes: { "error.type": "C" } },
  ]);
});
