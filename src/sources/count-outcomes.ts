import { errorType } from "../telemetry/error-type.ts";
import type { CallRecord } from "./call-record.ts";

/**
 * How many outcomes there are of each kind: of "value", of "missing", and of each `error.type`. The
 * keys of a call that is halved have none yet: they are "halved".
 */
export function countOutcomes({
  outcomes,
  isHalved,
}: Pick<CallRecord, "outcomes" | "isHalved">): ReadonlyMap<string, number> {
  if (isHalved) return new Map([["halved", outcomes.length]]);
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const kind = outcome.kind === "error" ? errorType(outcome.error) : outcome.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
