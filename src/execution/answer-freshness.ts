import type { Outcome } from "../connectors/outcome.ts";
import type { Clock } from "../kernel/clock.ts";
import { FoldedFreshness, type Freshness } from "./folded-freshness.ts";
import type { FieldPlan, ResolvedFreshness } from "./plan.ts";
import { responsePath } from "./response-path.ts";

/** How fresh all that an answer was made of is. */
export interface AnswerFreshness {
  /** When the answer was complete, since 1970: what is left of its freshness counts from then. */
  readonly answeredAtMs: number;
  readonly total: Freshness;
  /**
   * By the field that was asked for: its response keys, without the places in lists ("posts.user").
   * Undefined where no report was asked for.
   */
  readonly byPath: ReadonlyMap<string, Freshness> | undefined;
}

interface FreshnessGatheringOptions {
  readonly clock: Clock;
  readonly hasReport: boolean;
  /** Whether the answer is for its caller alone, wherever its parts are from. Default: they say it. */
  readonly isPrivate?: boolean;
}

/** Gathers how fresh the parts of one answer are, while a plan is run: once for each step and key. */
export class FreshnessGathering {
  readonly #clock: Clock;
  readonly #total = new FoldedFreshness();
  readonly #byPath: Map<string, FoldedFreshness> | undefined;

  constructor({ clock, hasReport, isPrivate = false }: FreshnessGatheringOptions) {
    this.#clock = clock;
    this.#total.isPrivate = isPrivate;
    this.#byPath = hasReport ? new Map() : undefined;
  }

  /** Adds what came of the keys that a field, or the objects in a field's value, were asked by. */
  addOutcomes(field: FieldPlan | undefined, outcomes: readonly Outcome[]): void {
    if (outcomes.length === 0) return;
    const part = this.#part(field);
    for (const outcome of outcomes) {
      this.#total.addOutcome(outcome);
      part?.addOutcome(outcome);
    }
  }

  /** Adds what a field's resolver gave. */
  addResolved(field: FieldPlan, contract: ResolvedFreshness | undefined): void {
    const nowMs = contract === undefined ? 0 : this.#clock.dateMs();
    this.#total.addResolved(contract, nowMs);
    this.#part(field)?.addResolved(contract, nowMs);
  }

  /** Undefined where there is nothing to tell: no value can be dated, and no report was asked for. */
  finish(): AnswerFreshness | undefined {
    const total = this.#total;
    const byPath = this.#byPath;
    if (total.fetchedAtMs === Number.POSITIVE_INFINITY && byPath === undefined) return undefined;
    return { answeredAtMs: this.#clock.dateMs(), total, byPath };
  }

  #part(field: FieldPlan | undefined): FoldedFreshness | undefined {
    if (this.#byPath === undefined) return undefined;
    const path = responsePath(field);
    let part = this.#byPath.get(path);
    if (part === undefined) {
      part = new FoldedFreshness();
      this.#byPath.set(path, part);
    }
    return part;
  }
}
