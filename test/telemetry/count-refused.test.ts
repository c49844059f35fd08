import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { countRefused } from "../../src/telemetry/count-refused.ts";
import { collectMetrics, forgetTelemetryVariables } from "./collect-metrics.ts";

beforeEach(forgetTelemetryVariables);
afterEach(() => void vi.unstubAllEnvs());

test("requests that are refused are counted by cause", async () => {
  const metrics = await collectMetrics((meter) => {
    const count = countRefused(meter);
    count("memory");
    count("event_loop");
    count("memory");
  });
  const points = metrics.get("sluice.requests.shed")?.points;
  expect(
    points?.map(({ attributes, value }) => [attributes["sluice.overload.cause"], value]),
  ).toEqual([
    ["memory", 2],
    ["event_loop", 1],
  ]);
});

test("nobody counts them where nobody collects metrics", () => {
  expect(() => countRefused(undefined)("memory")).not.toThrow();
});
