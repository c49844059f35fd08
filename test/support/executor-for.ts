import type { FetchKeys } from "../../src/connectors/outcome.ts";
import type { Contract } from "../../src/contract/contract.ts";
import { readContractFromFiles } from "../../src/contract/read-contract.ts";
import { createExecutor, type ExecutorOptions } from "../../src/execution/create-executor.ts";
import type { Executor } from "../../src/execution/executor.ts";
import { ListSizes } from "../../src/execution/list-sizes.ts";
import { batchResolversOf, coordinatesOf, type Resolvers } from "../../src/execution/resolvers.ts";
import { type Clock, systemClock } from "../../src/kernel/clock.ts";
import { Loaders } from "../../src/loading/loaders.ts";

/** The executor of a schema's text, over a port that fetches keys. */
export function executorFor(
  sdl: string,
  {
    fetchKeys,
    resolvers = {},
    maxAnswerItems = 1000,
    maxAnswerText = 1_000_000,
    clock = systemClock,
    metrics,
    onInvalidValue,
    invalidate = async () => undefined,
  }: {
    readonly fetchKeys: FetchKeys;
    readonly resolvers?: Resolvers;
    readonly maxAnswerItems?: number;
    readonly maxAnswerText?: number;
    readonly clock?: Clock;
    readonly metrics?: ExecutorOptions["metrics"];
    readonly onInvalidValue?: ExecutorOptions["onInvalidValue"];
    readonly invalidate?: (tags: readonly string[]) => Promise<void>;
  },
): { readonly contract: Contract; readonly executor: Executor } {
  const contract = readContractFromFiles([{ file: "schema.graphql", text: sdl }], {
    resolvers: coordinatesOf(resolvers),
    batchResolvers: batchResolversOf(resolvers),
  });
  const executor = createExecutor({
    contract,
    resolvers,
    createLoaders: (request, laterSignal) =>
      new Loaders({
        laterSignal,
        answerKeys: fetchKeys,
        request,
        tracing: undefined,
      }),
    clock,
    metrics,
    onInvalidValue,
    listSizes: new ListSizes(),
    hideSuggestions: false,
    bounds: () => ({ items: maxAnswerItems, text: maxAnswerText }),
    invalidate,
    tracing: undefined,
  });
  return { contract, executor };
}
