import * as fc from "fast-check";
import { parse } from "graphql";
import { expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import { executorFor } from "../support/executor-for.ts";
import { numRuns, onlyIfValid } from "./random/operation-cases.ts";
import { expectEqual } from "./random/expect-equal.ts";
import { printGraph } from "./random/print-graph.ts";
import { drawGraph } from "./random/random-graph.ts";
import { drawOperation } from "./random/random-operation.ts";
import { GraphData } from "./random/serve-graph.ts";

test(
  `answers ${numRuns} generated operations as graphql-js does with plain resolvers over the same data`,
  { timeout: 600_000 },
  async () => {
    let answered = 0;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const graph = drawGraph(draw);
        const data = new GraphData(graph);
        const sdl = printGraph(graph);
        const { contract, executor } = executorFor(sdl, {
          resolvers: data.resolvers(),
          fetchKeys: data.fetchKeys,
        });
        const { query, variables } = drawOperation(draw, graph);
        const document = parse(query);
        onlyIfValid(contract.schema, document);

        const ours = await executor.execute({
          document,
          operationName: undefined,
          variables,
          request: newRequestContext(),
        });
        const plain = await data.executePlainly(contract.schema, document, variables);

        expectEqual(ours, plain);
        answered += 1;
        if (ours.errors !== undefined) failed += 1;
      }),
      { numRuns },
    );
    // The property says little unless many operations run, and many of them meet failures.
    expect(answered).toBeGreaterThanOrEqual(numRuns);
    expect(failed).toBeGreaterThan(numRuns / 20);
    expect(answered - failed).toBeGreaterThan(numRuns / 20);
  },
);
