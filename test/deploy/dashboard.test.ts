import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { joinMetrics } from "../../src/workers/join-metrics.ts";
import { openGateway } from "../gateway/support/open-gateway.ts";
import { openMeasured } from "../gateway/support/open-measured.ts";
import { postOperation } from "../gateway/support/post-operation.ts";
import { readScrape, type Scraped } from "../gateway/support/scraped.ts";
import { forgetTelemetryVariables } from "../telemetry/collect-metrics.ts";
import { allExpressions, readDashboard } from "./support/expressions.ts";
import { promqlNames } from "./support/promql-names.ts";

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What Prometheus and the primary process of workers say of a series. */
const ofTheScrape = new Set(["job", "instance", "worker"]);

describe("the dashboard and the alerts", () => {
  test("read only metrics and labels that a gateway has", async () => {
    const known = labelsBySeries([
      await scrapeOfEverything(),
      await scrapeOfOverload(),
      scrapeOfWorkers(),
    ]);
    // Prometheus itself says whether it could read.
    known.set("up", ofTheScrape);
    const unknown = allExpressions().flatMap(({ place, expression }) =>
      unknownNames(expression, known).map((name) => `${place}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  test("have something to read in each expression", () => {
    expect(allExpressions().length).toBeGreaterThan(50);
    for (const { place, expression } of allExpressions()) {
      expect({ place, series: promqlNames(expression).series.size }).not.toEqual({
        place,
        series: 0,
      });
    }
  });
});

describe("the dashboard", () => {
  const { panels, templating } = readDashboard();

  test("answers what an on-call person asks", () => {
    expect(panels.filter(({ type }) => type === "row").map(({ title }) => title)).toEqual([
      "What callers get",
      "Is a source ill?",
      "Are answers stale?",
      "Are we near a limit?",
      "What does each source cost us?",
    ]);
  });

  test("says of each panel what it shows, and each has a name of its own", () => {
    const shown = panels.filter(({ type }) => type !== "row");
    expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length);
    for (const { description, targets } of shown) {
      expect(description).toMatch(/^[A-Z0-9].*\.$/);
      expect(targets.length).toBeGreaterThan(0);
    }
  });

  test("uses no variable that it does not have", () => {
    const known = new Set([
      ...templating.list.map(({ name }) => name),
      "__rate_interval",
      "__range",
    ]);
    const used = panels
      .flatMap(({ targets }) => targets)
      .flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name));
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("names in PromQL", () => {
  test("are found in selectors, groups and functions, with the labels that they are asked for", () => {
    const { series, groupedBy } = promqlNames(
      `histogram_quantile(0.95, sum by (le, job) (rate(a_bucket{x="{y}", z!~"b|c"}[5m]))) > 5
       and on (job) group_left () max_over_time(b:rate5m[2m]) / c or 0 * a_bucket{w="1"} offset 5m`,
    );
    expect(Object.fromEntries(series)).toEqual({
      a_bucket: new Set(["x", "z", "w"]),
      "b:rate5m": new Set(),
      c: new Set(),
    });
    expect(groupedBy).toEqual(new Set(["le", "job"]));
  });
});

async function scrapeOfEverything(): Promise<Scraped> {
  const { doEverything, scraped, gateway } = await openMeasured({ hasStore: true });
  await doEverything();
  const metrics = await scraped();
  await gateway.stop();
  return metrics;
}

/** Of a gateway that has too much to do from its start, as it may use nearly no memory. */
async function scrapeOfOverload(): Promise<Scraped> {
  const { gateway } = await openGateway({
    schema: "type Query { a: Int }",
    resolvers: { Query: { a: () => 1 } },
    config: { metrics: { port: 0 }, overload: { memory: 0.0001 } },
  });
  const { url } = await gateway.start();
  await vi.waitUntil(async () => (await postOperation(url, { query: "{ a }" })).status === 503, {
    timeout: 15_000,
    interval: 20,
  });
  return readScrape((await gateway.metrics()) ?? "");
}

/** What the primary process of workers adds. */
function scrapeOfWorkers(): Scraped {
  return readScrape(joinMetrics([], { crashes: 0 }));
}

/** The series of an expression that there are not, and those labels that none of its series has. */
function unknownNames(
  expression: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const { series, groupedBy } = promqlNames(expression);
  const isGrouped = (label: string) =>
    [...series.keys()].some((name) => known.get(name)?.has(label));
  const unknown = [...groupedBy].filter((label) => !isGrouped(label));
  for (const [name, labels] of series) {
    const had = known.get(name);
    if (had === undefined) unknown.push(name);
    else unknown.push(...[...labels].filter((label) => !had.has(label)));
  }
  return unknown;
}

/** Of each series its labels. */
function labelsBySeries(scrapes: readonly Scraped[]): Map<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>();
  for (const { samples } of scrapes.flatMap((scraped) => [...scraped.values()])) {
    for (const { name, labels } of samples) {
      known.set(name, new Set([...(known.get(name) ?? ofTheScrape), ...Object.keys(labels)]));
    }
  }
  return known;
}
