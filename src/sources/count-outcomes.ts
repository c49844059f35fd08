import type { Outcome } from "../connectors/outcome.ts";
import { errorType } from "../telemetry/error-type.ts";

/** How many outcomes there are of each kind: of "value", of "missing", and of each `error.type`. */
export function countOutcomes(outcomes: readonly Outcome[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const kind = outcome.kind === "error" ? errorType(outcome.error) : outcome.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
