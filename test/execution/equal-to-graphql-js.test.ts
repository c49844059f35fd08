import * as fc from "fast-check";
import { type ExecutionResult, parse } from "graphql";
import { expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { OperationResult } from "../../src/execution/executor.ts";
import { executorFor } from "../support/executor-for.ts";
import { numRuns, onlyIfValid } from "./random/operation-cases.ts";
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

/**
 * Equal data, key order included; and errors that explain the same nulls. Where a null has travelled
 * upwards, several failures may have sent it, and the specification leaves open which are told.
 */
function expectEqual(ours: OperationResult, plain: ExecutionResult): void {
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(plain.data));
  const ourErrors = byNulledPlace(ours);
  const plainErrors = byNulledPlace(plain);
  expect([...ourErrors.keys()].toSorted()).toEqual([...plainErrors.keys()].toSorted());
  for (const [place, messages] of ourErrors) {
    const plainMessages = plainErrors.get(place) ?? [];
    const isInPlace = messages.every((message) => message.startsWith(`${place}: `));
    expect(isInPlace ? messages.toSorted() : plainMessages.toSorted()).toEqual(
      plainMessages.toSorted(),
    );
  }
}

/** Errors as "path: message", by the place where their null stands in the answer. */
function byNulledPlace(result: OperationResult | ExecutionResult): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { path = [], message } of result.errors ?? []) {
    let value: unknown = result.data;
    let depth = 0;
    while (value !== null && value !== undefined && depth < path.length) {
      value = (value as Record<string | number, unknown>)[path[depth] ?? ""];
      depth += 1;
    }
    const place = path.slice(0, depth).join(".");
    places.set(place, [...(places.get(place) ?? []), `${path.join(".")}: ${message}`]);
  }
  return places;
}
