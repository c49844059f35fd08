import type { FieldPlan } from "./plan.ts";

/** What an answer would have more of than it may. */
export type Excess = "items" | "text" | "errors";

/** What an answer may have. */
export interface AnswerBounds {
  readonly items: number;
  /** Characters of all its texts together. */
  readonly text: number;
}

/** What counts over the whole run of a plan; beyond a bound, the run is given up. */
export class RunTotals {
  /** How many list items the answer may still get. */
  #itemsLeft: number;
  #textLeft: number;
  #errorsLeft = maxErrors;

  constructor({ items, text }: AnswerBounds) {
    this.#itemsLeft = items;
    this.#textLeft = text;
  }

  /** Undefined where the run goes on. */
  get excess(): Excess | undefined {
    if (this.#itemsLeft < 0) return "items";
    if (this.#textLeft < 0) return "text";
    return this.#errorsLeft < 0 ? "errors" : undefined;
  }

  /** Tells whether the answer may have these items, too. */
  countItems(count: number): boolean {
    this.#itemsLeft -= count;
    return this.#itemsLeft >= 0 && this.#textLeft >= 0;
  }

  /** Counts characters into the answer. */
  countText(length: number): void {
    this.#textLeft -= length;
  }

  /** Tells whether the answer may tell of one more error: at each place where its field is selected. */
  countFailure({ nodes }: Pick<FieldPlan, "nodes">): boolean {
    this.#errorsLeft -= nodes.length;
    return this.#errorsLeft >= 0;
  }
}

/**
 * The most places that the errors of one answer name. A field that always fails, be it only that its
 * caller may not see it, does so in each item of a list and by each alias: so a short document would
 * have an answer of many megabytes.
 */
export const maxErrors = 10_000;
