import type { Answer, Failure, ObjectPlan, Wave } from "./plan.ts";

/**
 * What the values of one step bring to light: the objects that have steps to come, gathered by
 * place so that one step serves all of them; and what failed.
 */
export class GatheringWave implements Wave {
  readonly places: Place[] = [];
  readonly #run: RunTotals;
  readonly #byPlan = new Map<ObjectPlan, Place>();

  constructor(run: RunTotals) {
    this.#run = run;
  }

  add(plan: ObjectPlan, answer: Answer, value: unknown): void {
    let place = this.#byPlan.get(plan);
    if (place === undefined) {
      place = { plan, answers: [], values: [], columns: [] };
      this.#byPlan.set(plan, place);
      this.places.push(place);
    }
    place.answers.push(answer);
    place.values.push(value);
  }

  fail(failure: Failure): void {
    this.#run.failures.push(failure);
  }

  countItems(count: number): boolean {
    this.#run.itemsLeft -= count;
    return this.#run.itemsLeft >= 0;
  }
}

/** What counts over the whole run of a plan. */
export interface RunTotals {
  readonly failures: Failure[];
  /** How many list items the answer may still get; below 0, the run is given up. */
  itemsLeft: number;
}

/** All objects of one type at one place of the answer; its lists are in one order. */
export interface Place {
  readonly plan: ObjectPlan;
  readonly answers: Answer[];
  /** The values the objects were made from. */
  readonly values: unknown[];
  /** What fill steps fetched of each object, by their `column`; or the error, where that failed. */
  readonly columns: (readonly unknown[])[];
}
