import * as fc from "fast-check";
import { type DocumentNode, type ExecutionResult, type GraphQLError, parse } from "graphql";
import { expect, test } from "vitest";

import type { FetchKeys } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { Resolvers } from "../../src/execution/resolvers.ts";
import type { Caller } from "../../src/kernel/caller.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { executorFor } from "../support/executor-for.ts";
import { mergedAnswer } from "../support/merged-answer.ts";
import { expectEqual } from "./random/expect-equal.ts";
import { numRuns, onlyIfValid } from "./random/operation-cases.ts";
import { printGraph } from "./random/print-graph.ts";
import { drawGraph } from "./random/random-graph.ts";
import { drawGuards } from "./random/random-guards.ts";
import { drawOperation } from "./random/random-operation.ts";
import { GraphData } from "./random/serve-graph.ts";
import { withoutRefused } from "./random/without-refused.ts";

test(
  `${numRuns} generated operations with random guards are answered as by graphql-js with resolvers that refuse, and ask for what they would without the refused fields`,
  { timeout: 600_000 },
  async () => {
    let refused = 0;
    let calling = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const graph = drawGraph(draw);
        const plainSdl = printGraph(graph);
        const guards = drawGuards(draw, plainSdl);
        const data = new GraphData(graph, guards);
        const takesParts = draw(fc.boolean);
        const parts = { hasDeferred: takesParts, hasStreamed: takesParts };
        const { query, variables } = drawOperation(draw, graph, parts);
        const document = parse(query);

        const guarded = openAsked(guards.sdl, data);
        onlyIfValid(guarded.contract.schema, document);
        const ours = await guarded.run(document, { variables, takesParts, caller: guards.caller });

        const plain = await data.executePlainly(guarded.contract.schema, document, variables);
        const expectAlike = takesParts ? expectFailedAlike : expectEqual;
        expectAlike(withCodes(ours), plain);

        const open = openAsked(plainSdl, data);
        const rest = withoutRefused(document, open.contract.schema, guards);
        const openly = await open.run(rest, { variables, takesParts, caller: undefined });
        expect(ours.asked).toEqual(openly.asked);

        if (!ours.errors.some(isRefusal)) return;
        refused += 1;
        if (ours.asked.length > 0) calling += 1;
      }),
      { numRuns },
    );
    // The property says little unless much is refused, and much beside it is asked for.
    expect(refused).toBeGreaterThan(numRuns / 5);
    expect(calling).toBeGreaterThan(numRuns / 20);
  },
);

/** Of an answer in parts: nulls may stop at its parts. */
function expectFailedAlike(ours: Pick<ExecutionResult, "errors">, plain: ExecutionResult): void {
  expect(ours.errors !== undefined).toBe(plain.errors !== undefined);
}

interface Run {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly takesParts: boolean;
  readonly caller: Caller | undefined;
}

/** An executor, and what its connectors and resolvers are asked for. */
function openAsked(sdl: string, data: GraphData) {
  const asked: string[] = [];
  const fetchKeys: FetchKeys = async (connector, keys, request) => {
    asked.push(`${connector.id} ${keys.map(({ id }) => id).join()} ${request.lane}`);
    return data.fetchKeys(connector, keys, request);
  };
  const resolvers = recorded(data.resolvers(), asked);
  const { executor, contract } = executorFor(sdl, { fetchKeys, resolvers });
  const run = async (document: DocumentNode, { variables, takesParts, caller }: Run) => {
    const request = { ...newRequestContext(), caller };
    const operation = { document, operationName: undefined, variables, request, takesParts };
    const { data: answer, errors } = await mergedAnswer(await executor.execute(operation));
    return { data: answer as Record<string, unknown> | null, errors, asked };
  };
  return { contract, run };
}

/** The same resolvers; those that are functions tell when they are called. */
function recorded(resolvers: Resolvers, asked: string[]): Resolvers {
  const told = Object.entries(resolvers).map(([typeName, fields]) => [
    typeName,
    Object.fromEntries(
      Object.entries(fields ?? {}).map(([name, resolver]: [string, unknown]) => [
        name,
        typeof resolver !== "function"
          ? resolver
          : (parent: { id?: unknown } | undefined, ...rest: unknown[]): unknown => {
              asked.push(`${typeName}.${name} ${String(parent?.id)}`);
              return resolver(parent, ...rest);
            },
      ]),
    ),
  ]);
  return Object.fromEntries(told) as Resolvers;
}

interface Answered {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
}

/** Refusals with their code as message, as those that they are compared with have it. */
function withCodes({ data, errors }: Answered) {
  for (const error of errors) {
    if (isRefusal(error)) error.message = (error.originalError as GatewayError).code;
  }
  return errors.length === 0 ? { data } : { data, errors };
}

function isRefusal({ originalError }: GraphQLError): boolean {
  return (
    originalError instanceof GatewayError &&
    (originalError.code === "UNAUTHENTICATED" || originalError.code === "FORBIDDEN")
  );
}
