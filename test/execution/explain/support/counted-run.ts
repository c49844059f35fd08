import { setImmediate } from "node:timers/promises";

import { getOperationAST, getVariableValues, type DocumentNode } from "graphql";

import { compileBatchResolver } from "../../../../src/connectors/compile-batch-resolver.ts";
import { compileConnector } from "../../../../src/connectors/compile-connector.ts";
import type { FetchKeys } from "../../../../src/connectors/outcome.ts";
import { newRequestContext } from "../../../../src/connectors/request-context.ts";
import { costsCall } from "../../../../src/contract/costs-call.ts";
import { readContractFromFiles } from "../../../../src/contract/read-contract.ts";
import { createLazyLookup } from "../../../../src/contract/lazy-lookup.ts";
import { createExecutor } from "../../../../src/execution/create-executor.ts";
import { type ExplainBasis, explainPlan } from "../../../../src/execution/explain/explain-plan.ts";
import type { Explanation } from "../../../../src/execution/explain/explanation.ts";
import { KeyEncoders } from "../../../../src/execution/key-encoders.ts";
import { ListSizes } from "../../../../src/execution/list-sizes.ts";
import { compilePlan } from "../../../../src/execution/planner.ts";
import { everythingMet } from "../../../../src/execution/refusals.ts";
import {
  batchResolversOf,
  coordinatesOf,
  type Resolvers,
} from "../../../../src/execution/resolvers.ts";
import { systemClock } from "../../../../src/kernel/clock.ts";
import { Loaders } from "../../../../src/loading/loaders.ts";

export interface CountedOptions {
  readonly resolvers?: Resolvers;
  readonly fetchKeys: FetchKeys;
  /** How many turns of the event loop a connector takes, by its id. */
  readonly turnsOf?: (id: string) => number;
  readonly maxBatchSize: number;
}

export interface ExplainInput {
  readonly takesParts?: boolean;
  readonly sizes?: Readonly<Record<string, number>>;
}

/** A schema whose operations are explained, and run with their calls counted. */
export function openCounted(
  sdl: string,
  { resolvers = {}, fetchKeys, turnsOf = () => 0, maxBatchSize }: CountedOptions,
) {
  const batchResolvers = batchResolversOf(resolvers);
  const contract = readContractFromFiles([{ file: "schema.graphql", text: sdl }], {
    resolvers: coordinatesOf(resolvers),
    batchResolvers,
  });
  const settings = {
    baseUrl: undefined,
    config: {},
    env: {},
    batch: () => ({ maxUrlBytes: 100_000, maxSize: maxBatchSize }),
    defaultBatchSize: 100,
  };
  const connectors = new Map(
    contract.connectors.map((it) => {
      const resolver = batchResolvers.get(it.coordinate);
      const compiled =
        resolver === undefined
          ? compileConnector(it, settings)
          : compileBatchResolver(it, resolver, { defaultBatchSize: maxBatchSize });
      return [it.id, compiled];
    }),
  );
  const listSizes = new ListSizes();
  const calls: string[] = [];
  const executor = createExecutor({
    contract,
    resolvers,
    listSizes,
    createLoaders: (request, laterSignal) =>
      new Loaders({
        laterSignal,
        async answerKeys(connector, keys) {
          const most = connectors.get(connector.id)?.maxKeys() ?? 1;
          const count = costsCall(connector) ? Math.ceil(keys.length / most) : 0;
          for (let call = 0; call < count; call++) calls.push(connector.id);
          for (let turn = turnsOf(connector.id); turn > 0; turn--) {
            // oxlint-disable-next-line no-await-in-loop -- that is the point
            await setImmediate();
          }
          return fetchKeys(connector, keys, request);
        },
        request,
        tracing: undefined,
      }),
    clock: systemClock,
    hideSuggestions: false,
    bounds: () => ({ items: 10_000, text: 1_000_000 }),
    invalidate: async () => undefined,
    tracing: undefined,
  });
  const basis: ExplainBasis = {
    contract,
    resolvers,
    connectors,
    keyEncoders: new KeyEncoders(),
    lazyOf: createLazyLookup(contract),
    listSizes,
    rulesOf: () => ({ windowMs: undefined, lanes: {}, callsPerOperation: 1000 }),
    // A list that no run has met has no items.
    listSize: 0,
  };
  return {
    contract,
    /** The ids of the connectors of its calls. */
    run: async (
      document: DocumentNode,
      variables: Record<string, unknown>,
      takesParts = false,
    ): Promise<readonly string[]> => {
      calls.length = 0;
      const request = newRequestContext();
      const operation = { document, operationName: undefined, variables, request, takesParts };
      const { later } = await executor.execute(operation);
      for await (const payload of later?.payloads ?? []) if (!payload.hasNext) break;
      return [...calls];
    },
    explain: (
      document: DocumentNode,
      variables?: Record<string, unknown>,
      { takesParts = false, sizes = {} }: ExplainInput = {},
    ): Explanation => {
      const operation = getOperationAST(document);
      if (operation === null || operation === undefined) throw new Error("no operation");
      const definitions = operation.variableDefinitions ?? [];
      const coerced =
        variables && getVariableValues(contract.schema, definitions, variables).coerced;
      const plan = compilePlan(basis, document, {
        operation,
        conditions: coerced ?? {},
        inParts: takesParts,
        met: everythingMet,
      });
      const input = { operation, variables: coerced, sizes: new Map(Object.entries(sizes)) };
      return explainPlan(plan, input, basis).explanation;
    },
  };
}
