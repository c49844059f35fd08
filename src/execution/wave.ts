import type { Answer, Failure, ObjectPlan, Wave } from "./plan.ts";

/**
 * What the values of one step bring to light: the objects that have steps to come, gathered by
 * place so that one step serves all of them; and what failed.
 */
export class GatheringWave implements Wave {
  readonly places: Place[] = [];
  readonly #failures: Failure[];
  readonly #byPlan = new Map<ObjectPlan, Place>();

  /** `failures` collects over the whole run. */
  constructor(failures: Failure[]) {
    this.#failures = failures;
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
    this.#failures.push(failure);
  }
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
