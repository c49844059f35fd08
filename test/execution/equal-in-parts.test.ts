import { setImmediate } from "node:timers/promises";

import * as fc from "fast-check";
import { parse } from "graphql";
import { expect, test } from "vitest";

import type { FetchKeys } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { executorFor } from "../support/executor-for.ts";
import { mergedAnswer } from "../support/merged-answer.ts";
import { drawSlowExecutor, numRuns, onlyIfValid } from "./random/operation-cases.ts";
import { printGraph } from "./random/print-graph.ts";
import { drawGraph } from "./random/random-graph.ts";
import { drawOperation } from "./random/random-operation.ts";
import { GraphData } from "./random/serve-graph.ts";

test(
  `${numRuns} generated operations come to the same in parts as whole`,
  { timeout: 600_000 },
  async () => {
    let inParts = 0;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const { graph, contract, executor } = drawSlowExecutor(draw);
        const { query, variables } = drawOperation(draw, graph, {
          hasDeferred: true,
          hasStreamed: true,
        });
        const document = parse(query);
        onlyIfValid(contract.schema, document);
        const operation = {
          document,
          operationName: undefined,
          variables,
          request: newRequestContext(),
        };
        const whole = await executor.execute(operation);
        const first = await executor.execute({ ...operation, takesParts: true });
        if (first.later !== undefined) inParts += 1;
        const merged = await mergedAnswer(first);
        if (whole.errors !== undefined) failed += 1;

        expect(merged.errors.length > 0).toBe(whole.errors !== undefined);
        const hasLost = merged.payloads.some(({ completed }) =>
          completed.some(({ errors }) => errors),
        );
        expect(differences(merged.data, whole.data, hasLost)).toEqual([]);
      }),
      { numRuns },
    );
    // The property says little unless many are delivered in parts, and many of them fail.
    expect(inParts).toBeGreaterThan(numRuns / 20);
    expect(failed).toBeGreaterThan(numRuns / 20);
  },
);

test(
  `the first parts of ${numRuns} generated operations ask for what they would without the deferred ones`,
  { timeout: 600_000 },
  async () => {
    let deferred = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const graph = drawGraph(draw);
        const data = new GraphData(graph);
        const { query, variables } = drawOperation(draw, graph, { hasDeferred: true });
        const { contract } = executorFor(printGraph(graph), {
          resolvers: data.resolvers(),
          fetchKeys: data.fetchKeys,
        });
        onlyIfValid(contract.schema, parse(query));

        const asksOf = async (text: string): Promise<Asks> => {
          const asks: Asks = { first: [], late: [] };
          const fetchKeys: FetchKeys = async (connector, keys, request) => {
            const ids = keys.map(({ id }) => id).join();
            asks[request.lane === "background" ? "late" : "first"].push(`${connector.id} ${ids}`);
            await setImmediate();
            return data.fetchKeys(connector, keys, request);
          };
          const { executor } = executorFor(printGraph(graph), {
            resolvers: data.resolvers(),
            fetchKeys,
          });
          await mergedAnswer(
            await executor.execute({
              document: parse(text),
              operationName: undefined,
              variables,
              request: newRequestContext(),
              takesParts: true,
            }),
          );
          return asks;
        };
        const inParts = await asksOf(query);
        const without = await asksOf(
          query
            .replaceAll(" @defer(if: $yes)", " @skip(if: $yes)")
            .replaceAll(" @defer", " @skip(if: true)"),
        );
        if (inParts.late.length > 0) deferred += 1;
        expect(inParts.first).toEqual(without.first);
        expect(without.late).toEqual([]);
      }),
      { numRuns },
    );
    expect(deferred).toBeGreaterThan(numRuns / 50);
  },
);

interface Asks {
  readonly first: string[];
  readonly late: string[];
}

/**
 * Where the merged answer lacks what the whole one has. A null that has travelled upwards in the whole
 * one may have stopped at a fragment or a list that came apart; and is that lost, so is all of it,
 * where the whole answer only lacks what is below.
 */
function differences(merged: unknown, whole: unknown, hasLost: boolean): string[] {
  if (whole === null || merged === whole) return [];
  if (typeof whole !== "object" || typeof merged !== "object" || merged === null) return [""];
  const known = Object.keys(merged);
  const keys = Object.keys(whole ?? {});
  if (!hasLost && known.length !== keys.length) return [""];
  return known.flatMap((key) => {
    if (!keys.includes(key)) return [key];
    const below = differences(Reflect.get(merged, key), Reflect.get(whole, key), hasLost);
    return below.map((path) => `${key}.${path}`);
  });
}
