import { setImmediate } from "node:timers/promises";

import * as fc from "fast-check";
import {
  type DocumentNode,
  type GraphQLSchema,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  specifiedRules,
  validate,
} from "graphql";

import type { FetchKeys } from "../../../src/connectors/outcome.ts";
import { executorFor } from "../../support/executor-for.ts";
import { printGraph } from "./print-graph.ts";
import { type Draw, drawGraph } from "./random-graph.ts";
import { GraphData } from "./serve-graph.ts";

/** How many operations a law is tried on. `npm run test:equality` asks for 10,000. */
export const numRuns = Number(process.env["EQUALITY_CASES"] ?? 1000);

/** Goes on with another operation where this one is not valid; what it does not use, it may define. */
export function onlyIfValid(schema: GraphQLSchema, document: DocumentNode): void {
  fc.pre(validate(schema, document, validRules).length === 0);
}

/** Draws a graph, with an executor whose connectors take their time, each its own: parts come in any order. */
export function drawSlowExecutor(draw: Draw) {
  const graph = drawGraph(draw);
  const data = new GraphData(graph);
  const fetchKeys = inAnyOrder(data.fetchKeys, draw(fc.nat));
  const sdl = printGraph(graph);
  return { graph, ...executorFor(sdl, { resolvers: data.resolvers(), fetchKeys }) };
}

function inAnyOrder(fetchKeys: FetchKeys, seed: number): FetchKeys {
  return async (connector, keys, request) => {
    for (let turn = turnsOf(connector.id, seed); turn > 0; turn--) {
      // oxlint-disable-next-line no-await-in-loop -- that is the point
      await setImmediate();
    }
    return fetchKeys(connector, keys, request);
  };
}

const validRules = specifiedRules.filter(
  (rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule,
);

function turnsOf(id: string, seed: number): number {
  let hash = seed;
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 8) % 4;
}
