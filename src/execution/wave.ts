import type { Branch } from "./branch.ts";
import type { RunTotals } from "./run-totals.ts";
import type { Answer, Failure, LatePlan, ObjectPlan, Step, StreamedList, Wave } from "./plan.ts";
import type { OnInvalidValue } from "./run-options.ts";
import { valueFailure } from "./value-failure.ts";

/**
 * What the values of one step bring to light: the objects that have steps to come, gathered by
 * place so that one step serves all of them; lists whose rest is streamed; and what failed.
 */
export class GatheringWave implements Wave {
  /** What the values are a part of. */
  readonly branch: Branch;
  readonly places: Place[] = [];
  /** Undefined where no list is streamed. */
  streamed: StreamedList[] | undefined;
  readonly #totals: RunTotals;
  readonly #onInvalidValue: OnInvalidValue | undefined;
  readonly #byPlan = new Map<ObjectPlan, Place>();

  constructor(branch: Branch, totals: RunTotals, onInvalidValue: OnInvalidValue | undefined) {
    this.branch = branch;
    this.#totals = totals;
    this.#onInvalidValue = onInvalidValue;
  }

  add(plan: ObjectPlan, answer: Answer, value: unknown): void {
    let place = this.#byPlan.get(plan);
    if (place === undefined) {
      place = { plan, steps: plan.steps, late: plan.late, answers: [], values: [], columns: [] };
      this.#byPlan.set(plan, place);
      this.places.push(place);
    }
    place.answers.push(answer);
    place.values.push(value);
  }

  stream(list: StreamedList): void {
    this.streamed ??= [];
    this.streamed.push(list);
  }

  fail(failure: Failure): void {
    this.#note(this.#told(failure));
  }

  /** This wave, for values that are a resolver's though a connector brings the same field. */
  ofResolver(): Wave {
    return {
      add: this.add.bind(this),
      stream: this.stream.bind(this),
      countItems: this.countItems.bind(this),
      countText: this.countText.bind(this),
      fail: (failure) => this.#note(failure),
    };
  }

  countItems(count: number): boolean {
    return this.#totals.countItems(count);
  }

  countText(length: number): void {
    this.#totals.countText(length);
  }

  #note(failure: Failure): void {
    if (this.#totals.countFailure(failure.field)) this.branch.failures.push(failure);
  }

  /** A failure with the place of the connector that the value came from; it is told to operators. */
  #told(failure: Failure): Failure {
    const { connector } = failure.field;
    // What has become null as the answer is given up is nobody's fault.
    if (connector === undefined || this.#totals.excess !== undefined) return failure;
    const error = valueFailure(failure.error, connector);
    if (error === undefined) return failure;
    this.#onInvalidValue?.(failure.field, connector);
    return { ...failure, error };
  }
}

/** All objects of one type at one place of the answer; its lists are in one order. */
export interface Place {
  readonly plan: ObjectPlan;
  /** Those of the plan; or of late fields, or one mutation's. */
  readonly steps: readonly Step[];
  readonly late: readonly LatePlan[];
  readonly answers: Answer[];
  /** The values the objects were made from. */
  readonly values: unknown[];
  /** What fill steps fetched of each object, by their `column`; or the error, where that failed. */
  readonly columns: (readonly unknown[])[];
}
