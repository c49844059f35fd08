import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { countDocuments } from "../../src/telemetry/count-documents.ts";
import { collectMetrics, forgetTelemetryVariables } from "./collect-metrics.ts";

beforeEach(forgetTelemetryVariables);
afterEach(() => void vi.unstubAllEnvs());

test("documents are counted by what became of them", async () => {
  const metrics = await collectMetrics((meter) => {
    const count = countDocuments(meter);
    count("trusted");
    count("unknown");
    count("trusted");
  });
  const points = metrics.get("sluice.documents")?.points;
  expect(
    points?.map(({ attributes, value }) => [attributes["sluice.document.result"], value]),
  ).toEqual([
    ["trusted", 2],
    ["unknown", 1],
  ]);
});

test("nobody counts them where nobody collects metrics", () => {
  expect(() => countDocuments(undefined)("trusted")).not.toThrow();
});
