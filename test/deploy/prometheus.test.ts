import { resolve } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";

import { openMeasured } from "../gateway/support/open-measured.ts";
import { forgetTelemetryVariables } from "../telemetry/collect-metrics.ts";
import { allExpressions, readAlerts } from "./support/expressions.ts";
import { describeWithPrometheus, startPrometheus } from "./support/prometheus.ts";

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

const rules = resolve("deploy/prometheus/alerts.yaml");
const evaluated = z.object({
  groups: z.array(
    z.object({
      rules: z.array(z.object({ name: z.string(), health: z.string(), state: z.string() })),
    }),
  ),
});
const targets = z.object({
  activeTargets: z.array(z.object({ health: z.string(), lastError: z.string() })),
});
const patience = { timeout: 30_000, interval: 200 };

describeWithPrometheus("a real Prometheus", () => {
  test("reads a gateway, and says what ails it", { timeout: 60_000 }, async () => {
    const { doEverything, post, metricsUrl } = await openMeasured({ hasStore: true });
    await doEverything();
    const prometheus = await startPrometheus(metricsUrl, rules);
    const states = async () => {
      const { groups } = evaluated.parse(await prometheus.ask("rules"));
      return groups.flatMap((group) => group.rules);
    };
    const stateOf = async (alert: string) =>
      (await states()).find(({ name }) => name === alert)?.state;

    await vi.waitUntil(async () => (await prometheus.query("up == 1")).length === 1, patience);
    // Rates need two readings, with something in between.
    await vi.waitUntil(async () => {
      await post("{ broken throttled must }");
      return (await stateOf("SluiceSourceFailing")) === "pending";
    }, patience);
    await vi.waitUntil(
      async () => (await stateOf("SluiceRequestsFailing")) === "pending",
      patience,
    );
    await vi.waitUntil(async () => (await stateOf("SluiceThrottled")) === "pending", patience);
    expect(await stateOf("SluiceDown")).toBe("inactive");
    expect(await stateOf("SluiceHeapNearLimit")).toBe("inactive");

    const { activeTargets } = targets.parse(await prometheus.ask("targets"));
    expect(activeTargets).toEqual([expect.objectContaining({ health: "up", lastError: "" })]);
    const all = await states();
    expect(all.map(({ name }) => name).toSorted()).toEqual(
      readAlerts()
        .map(({ alert }) => alert)
        .toSorted(),
    );
    expect(all.filter(({ health }) => health !== "ok")).toEqual([]);

    // What the dashboard asks is answered, too, with something to show.
    const empty: string[] = [];
    for (const { place, expression } of allExpressions().slice(readAlerts().length)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a failure says which
      if ((await prometheus.query(expression)).length === 0) empty.push(place);
    }
    // It has enough time for all requests, and is one process.
    expect([...new Set(empty)]).toEqual(["Refused for too much to do", "Workers"]);
  });
});
