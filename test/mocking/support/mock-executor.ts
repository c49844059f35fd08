import { parse } from "graphql";

import {
  type CompiledConnector,
  compileConnector,
} from "../../../src/connectors/compile-connector.ts";
import type { FetchKeys, Outcome } from "../../../src/connectors/outcome.ts";
import { newRequestContext } from "../../../src/connectors/request-context.ts";
import type { Contract } from "../../../src/contract/contract.ts";
import type { OperationResult } from "../../../src/execution/executor.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { mockConnectors } from "../../../src/mocking/mock-connectors.ts";
import type { MockOptions } from "../../../src/mocking/mock-options.ts";
import { executorFor } from "../../support/executor-for.ts";

/** An executor whose connectors are all mocked, and what they made up. */
export function mockExecutor(sdl: string, mock: MockOptions = {}) {
  let mocked: ReadonlyMap<unknown, CompiledConnector> = new Map();
  const fetchKeys: FetchKeys = async (connector, keys, request) => {
    const outcomes: Outcome[] = [];
    for (const part of mocked.get(connector)?.plan(keys, request) ?? []) {
      if (part.kind === "call") throw new Error(`${connector.id} would be called`);
      const run = { signal: new AbortController().signal, facts: () => undefined };
      // oxlint-disable-next-line no-await-in-loop -- one after the other is well enough here
      outcomes.push(...(part.kind === "settled" ? part.outcomes : await part.run(run)));
    }
    return outcomes;
  };
  const { contract, executor } = executorFor(sdl, { fetchKeys, maxAnswerItems: 1_000_000 });
  mocked = new Map(compiled(contract, mock).map((it) => [it.connector, it]));
  return {
    contract,
    execute: (query: string, variables: Record<string, unknown> = {}): Promise<OperationResult> =>
      executor.execute({
        document: parse(query),
        operationName: undefined,
        variables,
        request: newRequestContext(),
      }),
  };
}

/** Asks for data in which nothing may have failed. */
export async function ask(
  sdl: string,
  query: string,
  mock?: MockOptions,
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads answers of a shape that it knows
): Promise<any> {
  const { data, errors } = await mockExecutor(sdl, mock).execute(query);
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return JSON.parse(JSON.stringify(data));
}

function compiled(contract: Contract, mock: MockOptions): readonly CompiledConnector[] {
  const settings = {
    baseUrl: undefined,
    config: {},
    env: {},
    batch: () => ({ maxSize: undefined, maxUrlBytes: 8192 }),
    defaultBatchSize: 100,
  };
  const connectors = contract.connectors.map((it) => compileConnector(it, settings));
  return mockConnectors(connectors, mock, { contract, clock: systemClock });
}
