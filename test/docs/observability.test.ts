import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { promqlNames } from "../deploy/support/promql-names.ts";
import { openMeasured } from "../gateway/support/open-measured.ts";
import { forgetTelemetryVariables } from "../telemetry/collect-metrics.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

const document = readMarkdown("docs/observability.md");
const kinds = new Set(["histogram", "counter", "gauge"]);
const rows = codeRowsOf(document)
  .filter(([, kind = ""]) => kinds.has(kind))
  .map(([name = "", kind = "", unit = "", attributes = ""]) => ({
    name: prometheusName(name, kind, unit),
    kind,
    labels: labelsIn(attributes),
  }));

beforeEach(forgetTelemetryVariables);

afterEach(() => {
  vi.unstubAllEnvs();
});

test("docs/observability.md has every metric with its attributes, and no other", async () => {
  const { doEverything, scraped } = await openMeasured({ hasStore: true });
  await doEverything();
  const metrics = await scraped();
  // The demo of all has no process with too much to do.
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    [...metrics.keys(), "sluice_requests_shed_total"].toSorted(),
  );
  for (const [name, { type, samples }] of metrics) {
    const told = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
    told.delete("le");
    const row = rows.find((each) => each.name === name);
    expect({ name, kind: row?.kind, labels: row?.labels }).toEqual({
      name,
      kind: type,
      labels: told,
    });
  }
});

test("docs/observability.md asks Prometheus for metrics that there are", () => {
  const known = new Set(
    rows.flatMap(({ name, kind }) => (kind === "histogram" ? [`${name}_count`] : [name])),
  );
  const asked = codeBlocksOf(document, "promql").flatMap(({ code }) =>
    Array.from(promqlNames(code).series.keys()),
  );
  expect(asked.length).toBeGreaterThan(4);
  // The reader's own rule.
  expect(asked.filter((name) => !known.has(name) && name !== "price_per_call")).toEqual([]);
});

function prometheusName(name: string, kind: string, unit: string): string {
  const suffix = new Map([
    ["s", "_seconds"],
    ["bytes", "_bytes"],
    ["share", "_ratio"],
    ["calls a second", "_per_second"],
  ]).get(unit);
  const plain = name.replaceAll(".", "_");
  const withUnit = suffix === undefined || plain.endsWith(suffix) ? plain : plain + suffix;
  return kind === "counter" ? `${withUnit}_total` : withUnit;
}

/** The attributes in a cell of the table, three of which have short names there. */
function labelsIn(cell: string): ReadonlySet<string> {
  const short = new Map([
    ["connector", "sluice_connector"],
    ["source", "graphql_source_name"],
    ["type", "sluice_type"],
  ]);
  const words = cell.matchAll(/(?<=^|[,;] )(connector|source|type)\b/g);
  const written = `\`${cell}\``.matchAll(/`([a-z]\w*(?:\.\w+)+)`?/g);
  return new Set([
    ...[...words].map(([word]) => short.get(word) ?? word),
    ...[...written].map(([, name = ""]) => name.replaceAll(".", "_")),
  ]);
}
