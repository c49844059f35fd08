import type { MissingOutcome, Outcome, StaleReason, ValueOutcome } from "../connectors/outcome.ts";
import type { Entry } from "./entry.ts";

/** The outcome of an entry that was just fetched. */
export function fetchedOutcome({ outcome }: Entry): Outcome {
  return withFreshness(outcome, { isHit: false });
}

/** The outcome of an entry that is served although it is stale. */
export function staleOutcome({ outcome }: Entry, stale: StaleReason): Outcome {
  return withFreshness(outcome, { stale });
}

/** It is being asked for anew. */
export const revalidating: StaleReason = { kind: "revalidating" };

function withFreshness(
  outcome: ValueOutcome | MissingOutcome,
  changed: { readonly isHit?: boolean; readonly stale?: StaleReason },
): Outcome {
  return {
    ...outcome,
    freshness: outcome.freshness && { ...outcome.freshness, ...changed },
  };
}
