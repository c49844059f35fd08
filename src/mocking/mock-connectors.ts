import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { Contract } from "../contract/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { mockConnector } from "./mock-connector.ts";
import type { MockOptions } from "./mock-options.ts";
import { MockValues } from "./mock-values.ts";
import { Seed } from "./seed.ts";

/**
 * The connectors of a schema, with those mocked that call the sources to mock. Batch resolvers are
 * code of the schema's own, and run as they are.
 *
 * @throws ProblemsError where a source is named that the schema does not have.
 */
export function mockConnectors(
  connectors: readonly CompiledConnector[],
  mock: MockOptions,
  { contract, clock }: { readonly contract: Contract; readonly clock: Clock },
): readonly CompiledConnector[] {
  const unknown = mock.sources?.filter((name) => !contract.sources.has(name)) ?? [];
  if (unknown.length > 0) {
    throw new ProblemsError(
      unknown.map((name) => unknownSource(name, [...contract.sources.keys()])),
    );
  }
  const { seed: number = 1, latencyMs = 0, nulls = 0, errors = 0 } = mock;
  const seed = new Seed(String(number));
  const values = new MockValues(contract, seed, nulls);
  const worldName = `${number} ${nulls}`;
  const options = { contract, values, seed, worldName, latencyMs, errors, clock };
  return connectors.map((compiled) =>
    isMocked(compiled, mock) ? mockConnector(compiled, options) : compiled,
  );
}

/** Whether nothing is called for a connector. */
export function isMocked({ connector }: CompiledConnector, { sources }: MockOptions): boolean {
  if (connector.resolver !== undefined || connector.request === undefined) return false;
  return sources === undefined || sources.some((name) => name === connector.source?.name);
}

function unknownSource(name: string, known: readonly string[]): Problem {
  return {
    code: "UNKNOWN_SOURCE",
    severity: "error",
    message: `A source that is mocked is one of the schema's; "${name}" is none.${didYouMean(name, known)}`,
    help: `Name some of these: ${known.join(", ")}.`,
    origin: undefined,
  };
}
