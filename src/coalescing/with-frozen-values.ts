import type { CompiledConnector, PlannedCall } from "../connectors/compile-connector.ts";
import type { Outcome } from "../connectors/outcome.ts";
import { freezeJson } from "../kernel/json.ts";

/**
 * The same connector, whose values nobody can change: for schemas with code that sees them. One
 * value may go to several requests, and what the code of one did to it would reach the others.
 */
export function withFrozenValues(compiled: CompiledConnector): CompiledConnector {
  return {
    ...compiled,
    plan: (keys, request) => compiled.plan(keys, request).map(withFrozenOutcomes),
  };
}

function withFrozenOutcomes(part: PlannedCall): PlannedCall {
  if (part.kind === "settled") return { ...part, outcomes: frozen(part.outcomes) };
  if (part.kind === "run") return { ...part, run: async (run) => frozen(await part.run(run)) };
  return { ...part, read: (...answer) => frozen(part.read(...answer)) };
}

function frozen(outcomes: readonly Outcome[]): readonly Outcome[] {
  for (const outcome of outcomes) if (outcome.kind === "value") freezeJson(outcome.value);
  return outcomes;
}
