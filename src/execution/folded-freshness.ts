import type { Outcome } from "../connectors/outcome.ts";
import type { ResolvedFreshness } from "./plan.ts";

/** How fresh several values are, taken together. Times are since 1970. */
export interface Freshness {
  /** When the oldest of them was true; infinity: none of them can be dated. */
  readonly fetchedAtMs: number;
  /** When the first of them is fresh no more; infinity: none of them can be dated. */
  readonly freshUntilMs: number;
  /** Whether one of them holds for its caller alone. */
  readonly isPrivate: boolean;
  /** Whether all of them may be kept. */
  readonly isKeepable: boolean;
  /** How many keys were answered with what was kept, and is fresh. */
  readonly fresh: number;
  /** How many keys were answered with what was kept, and is not fresh any more. */
  readonly stale: number;
  /** How many keys were asked of their source. */
  readonly fetched: number;
  /** How many keys were asked of their source, and are never kept. */
  readonly neverKept: number;
  /**
   * Why stale values were served: "revalidating" for those that are being asked for anew, else the
   * code of the error that their source failed with. Undefined: there are none.
   */
  readonly staleReasons: ReadonlySet<string> | undefined;
}

/** Takes values together, one by one: it costs a few comparisons for each. */
export class FoldedFreshness implements Freshness {
  fetchedAtMs = Number.POSITIVE_INFINITY;
  freshUntilMs = Number.POSITIVE_INFINITY;
  isPrivate = false;
  isKeepable = true;
  fresh = 0;
  stale = 0;
  fetched = 0;
  neverKept = 0;
  staleReasons: Set<string> | undefined;

  addOutcome(outcome: Outcome): void {
    const freshness = outcome.kind === "error" ? undefined : outcome.freshness;
    if (freshness === undefined) {
      this.neverKept += 1;
      this.isKeepable = false;
      return;
    }
    const { fetchedAtMs, freshUntilMs, isPrivate, isHit, stale } = freshness;
    this.#date(fetchedAtMs, freshUntilMs);
    if (isPrivate) this.isPrivate = true;
    if (stale !== undefined) {
      this.stale += 1;
      this.staleReasons ??= new Set();
      this.staleReasons.add(stale.kind === "error" ? stale.error.code : stale.kind);
    } else if (isHit) this.fresh += 1;
    else this.fetched += 1;
  }

  /** Adds what a resolver gave just now; undefined: it is never kept. */
  addResolved(contract: ResolvedFreshness | undefined, nowMs: number): void {
    if (contract === undefined) this.isKeepable = false;
    else {
      this.#date(nowMs, nowMs + contract.ttlMs);
      if (contract.isPrivate) this.isPrivate = true;
    }
  }

  #date(fetchedAtMs: number, freshUntilMs: number): void {
    if (fetchedAtMs < this.fetchedAtMs) this.fetchedAtMs = fetchedAtMs;
    if (freshUntilMs < this.freshUntilMs) this.freshUntilMs = freshUntilMs;
  }
}
