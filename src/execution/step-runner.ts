import { meaningOf } from "../freshness/passing-failure.ts";
import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { analyseStep } from "./analyse-step.ts";
import { askedKeys } from "./asked-keys.ts";
import type { Branch } from "./branch.ts";
import { completeField, propertiesOf } from "./complete.ts";
import { knownAt } from "./known-parent.ts";
import type {
  Answer,
  Arguments,
  FetchStep,
  FieldPlan,
  FillStep,
  IntrospectStep,
  ResolveStep,
  Step,
} from "./plan.ts";
import { isPromise, settled } from "./resolver-value.ts";
import type { RunOptions } from "./run-options.ts";
import type { RunTotals } from "./run-totals.ts";
import { GatheringWave, type Place } from "./wave.ts";

/** A step at a place, and what its values are a part of. */
export interface PlacedStep<Kind extends Step = Step> {
  readonly step: Kind;
  readonly place: Place;
  readonly branch: Branch;
}

/** Work that goes on, or undefined when it is done: steps that need not wait stay synchronous. */
export type Pending = Promise<void> | undefined;

/** Runs single steps: brings the values of all objects at a place, and completes them. */
export class StepRunner {
  readonly #options: RunOptions;
  readonly #totals: RunTotals;
  readonly #start: (wave: GatheringWave) => void;

  /** `start` takes what the values bring to light. */
  constructor(options: RunOptions, totals: RunTotals, start: (wave: GatheringWave) => void) {
    this.#options = options;
    this.#totals = totals;
    this.#start = start;
  }

  /** What a step brings to light goes on by itself. A bug fails the step's fields. */
  run(placed: PlacedStep): Pending {
    const { analysis } = this.#options.resolverContext;
    if (analysis !== undefined) {
      return analyseStep(analysis, placed, () => this.#runSafely(placed));
    }
    return this.#runSafely(placed);
  }

  #runSafely(placed: PlacedStep): Pending {
    return this.#run(placed)?.catch((bug: unknown) => this.#failAll(placed, bug));
  }

  #run({ step, place, branch }: PlacedStep): Pending {
    if (this.#totals.excess !== undefined) return undefined;
    switch (step.kind) {
      case "fetch":
        return this.#fetch({ step, place, branch });
      case "fill":
        return this.#fill({ step, place, branch });
      case "resolve":
        return this.#resolve({ step, place, branch });
      case "introspect":
        return this.#introspect({ step, place, branch });
    }
  }

  async #fetch(placed: PlacedStep<FetchStep>): Promise<void> {
    const { step, place, branch } = placed;
    const { field, isOptional } = step;
    const args = this.#arguments(placed);
    if (args === undefined) return;
    const outcomes = await this.#ask(placed, args);
    if (step.invalidates !== undefined && outcomes.some(mayHaveDone)) {
      await this.#options.invalidate(step.invalidates(args));
    }
    const wave = this.#newWave(branch);
    const ofResolver = isOptional ? wave.ofResolver() : wave;
    place.answers.forEach((answer, index) => {
      const outcome = outcomes[index];
      if (outcome?.kind === "error") {
        this.#fail(branch, { field, answer, error: outcome.error });
        return;
      }
      if (outcome?.kind === "value") {
        completeField(field, outcome.value, answer, wave);
        return;
      }
      const known = isOptional ? propertiesOf(place.values[index])[field.name] : undefined;
      completeField(field, known, answer, known === undefined ? wave : ofResolver);
    });
    this.#start(wave);
  }

  async #fill(placed: PlacedStep<FillStep>): Promise<void> {
    const { step, place, branch } = placed;
    const { fields, isOptional } = step;
    const outcomes = await this.#ask(placed, noArguments);
    const wave = this.#newWave(branch);
    const ofResolver = isOptional ? wave.ofResolver() : wave;
    const column: unknown[] = [];
    place.columns[step.column] = column;
    place.answers.forEach((answer, index) => {
      const outcome = outcomes[index];
      const value = outcome?.kind === "value" ? outcome.value : undefined;
      const fetched =
        step.fieldName === undefined ? propertiesOf(value) : { [step.fieldName]: value };
      const failed = outcome?.kind === "error" ? outcome.error : undefined;
      column.push(failed ?? fetched);
      if (failed === undefined && !isOptional) {
        step.completeFields(fetched, answer, wave);
        return;
      }
      // What a resolver's object has itself is not replaced. Read one by one: it may have getters.
      const own = isOptional ? propertiesOf(place.values[index]) : fetched;
      for (const field of fields) {
        const known = own[field.name];
        if (known === undefined && failed !== undefined)
          this.#fail(branch, { field, answer, error: failed });
        else if (known !== undefined && isOptional) completeField(field, known, answer, ofResolver);
        else completeField(field, known ?? fetched[field.name], answer, wave);
      }
    });
    this.#start(wave);
  }

  /**
   * Asks a step's connector for all objects at a place, for equal keys once. One outcome for each
   * object, in their order; undefined where there is nothing to ask for.
   */
  async #ask(
    { step, place, branch }: PlacedStep<FetchStep | FillStep>,
    args: Arguments,
  ): Promise<readonly (Outcome | undefined)[]> {
    const { keys, slots } = askedKeys(step, place, args);
    const outcomes = keys.length === 0 ? [] : await this.#load(step.connector, keys, branch);
    const field = step.kind === "fetch" ? step.field : place.plan.field;
    this.#options.freshness?.addOutcomes(field, outcomes);
    return slots.map((slot) => (typeof slot === "number" ? outcomes[slot] : slot));
  }

  /** Nothing is asked for any more once nobody waits: but an object's own fields are answered. */
  #load(
    connector: Connector,
    keys: readonly Key[],
    { loader }: Branch,
  ): readonly Outcome[] | Promise<readonly Outcome[]> {
    const error = this.#abortion();
    return error === undefined
      ? loader.load(connector, keys)
      : keys.map(() => ({ kind: "error", error }));
  }

  #resolve(placed: PlacedStep<ResolveStep>): Pending {
    const { step, place, branch } = placed;
    const { field, resolve } = step;
    const error = this.#abortion();
    if (error !== undefined) {
      this.#failAll(placed, error);
      return undefined;
    }
    const args = this.#arguments(placed);
    if (args === undefined) return undefined;
    const { resolverContext, freshness } = this.#options;
    freshness?.addResolved(field, step.contract);
    const values = place.values.map((value, index) => {
      const parent = step.columns.length === 0 ? value : knownAt(place, step.columns, index);
      return settled(() => resolve(parent, args, resolverContext));
    });
    const complete = (results: readonly unknown[]): void => {
      const wave = this.#newWave(branch);
      for (const [index, answer] of place.answers.entries()) {
        completeField(field, results[index], answer, wave);
      }
      this.#start(wave);
    };
    if (step.invalidates === undefined && !values.some(isPromise)) {
      complete(values);
      return undefined;
    }
    const results = this.#unlessAborted(Promise.all(values));
    const { invalidates } = step;
    if (invalidates === undefined) return results.then(complete);
    // What the resolver has done before it failed, or was given up, nobody knows.
    const invalidate = (): Promise<void> => this.#options.invalidate(invalidates(args));
    return results
      .then(invalidate, invalidate)
      .then(() => results)
      .then(complete);
  }

  #introspect({ step, place, branch }: PlacedStep<IntrospectStep>): undefined {
    const { field, introspect } = step;
    for (const answer of place.answers) {
      try {
        answer[field.responseKey] = introspect(this.#options.variables);
      } catch (error) {
        this.#fail(branch, { field, answer, error });
      }
    }
    return undefined;
  }

  /** A step's arguments; undefined when they cannot be coerced, which fails the field everywhere. */
  #arguments(placed: PlacedStep<FetchStep | ResolveStep>): Arguments | undefined {
    try {
      return placed.step.args(this.#options.variables);
    } catch (error) {
      this.#failAll(placed, error);
      return undefined;
    }
  }

  /** Why the request was given up; undefined while somebody waits for it. */
  #abortion(): GatewayError | undefined {
    const { signal } = this.#options.resolverContext;
    if (signal?.aborted !== true) return undefined;
    return signal.reason instanceof GatewayError
      ? signal.reason
      : new GatewayError("REQUEST_ABORTED", "The request was given up before this was asked for.");
  }

  /** Waits for code that may not look at the signal; rejects once the request is given up. */
  async #unlessAborted<Value>(work: Promise<Value>): Promise<Value> {
    const { signal } = this.#options.resolverContext;
    if (signal === undefined) return work;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(this.#abortion());
    signal.addEventListener("abort", onAbort);
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #failAll({ step, place, branch }: PlacedStep, error: unknown): void {
    for (const answer of place.answers) {
      for (const field of fieldsOf(step)) this.#fail(branch, { field, answer, error });
    }
  }

  #fail({ failures }: Branch, failure: FieldFailure): void {
    if (!this.#totals.countFailure(failure.field)) return;
    failures.push({ ...failure, indexes: undefined });
  }

  #newWave(branch: Branch): GatheringWave {
    return new GatheringWave(branch, this.#totals, this.#options.onInvalidValue);
  }
}

interface FieldFailure {
  readonly field: FieldPlan;
  readonly answer: Answer;
  readonly error: unknown;
}

/** Whether a mutation is done, or may be: its source has failed in a way that does not tell. */
function mayHaveDone(outcome: Outcome | undefined): boolean {
  return outcome?.kind !== "error" || meaningOf(outcome.error) !== "final";
}

const noArguments: Arguments = Object.freeze({});

function fieldsOf(step: Step): readonly FieldPlan[] {
  return step.kind === "fill" ? step.fields : [step.field];
}
