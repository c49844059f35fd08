import * as fc from "fast-check";
import { parse } from "graphql";
import { expect, test } from "vitest";

import { numRuns, onlyIfValid } from "../random/operation-cases.ts";
import { printGraph } from "../random/print-graph.ts";
import { drawGraph } from "../random/random-graph.ts";
import { drawOperation } from "../random/random-operation.ts";
import { GraphData } from "../random/serve-graph.ts";
import { openCounted } from "./support/counted-run.ts";

test(
  `the calls of ${numRuns} generated operations are never more than estimated from the sizes of their lists`,
  { timeout: 600_000 },
  async () => {
    let exact = 0;
    let many = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const graph = drawGraph(draw);
        const data = new GraphData(graph);
        const seed = draw(fc.nat);
        const { contract, run, explain } = openCounted(printGraph(graph), {
          resolvers: data.resolvers(),
          fetchKeys: data.fetchKeys,
          turnsOf: (id) => (id.length * seed) % 3,
          maxBatchSize: draw(fc.integer, { min: 1, max: 3 }),
        });
        const takesParts = draw(fc.boolean);
        const parts = { hasDeferred: takesParts, hasStreamed: takesParts };
        const { query, variables } = drawOperation(draw, graph, parts);
        const document = parse(query);
        onlyIfValid(contract.schema, document);

        const made = await run(document, variables, takesParts);
        const { total, sources } = explain(document, variables, { takesParts });

        expect(total.calls.value).toBeGreaterThanOrEqual(made.length);
        expect(total.worst.value).toBeGreaterThanOrEqual(total.calls.value);
        const summed = sources.reduce((sum, { calls }) => sum + calls.value, 0);
        expect(summed).toBe(total.calls.value);
        if (total.calls.value === made.length) exact += 1;
        if (made.length > 2) many += 1;
      }),
      { numRuns },
    );
    // A bound that is far off says little, and so do operations without calls.
    expect(exact).toBeGreaterThan(numRuns / 4);
    expect(many).toBeGreaterThan(numRuns / 10);
  },
);
