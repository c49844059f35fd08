import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Connector } from "../contract/contract.ts";
import { meaningOf } from "../freshness/passing-failure.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { FreshnessGathering } from "./answer-freshness.ts";
import { askedKeys } from "./asked-keys.ts";
import { completeField, completeObject, propertiesOf } from "./complete.ts";
import { knownAt } from "./known-parent.ts";
import type {
  Answer,
  Arguments,
  Failure,
  FetchStep,
  FieldPlan,
  FillStep,
  IntrospectStep,
  Plan,
  ResolveStep,
  Step,
  Variables,
} from "./plan.ts";
import type { ResolverContext } from "./resolvers.ts";
import { isPromise, settled } from "./resolver-value.ts";
import { GatheringWave, type Place, type RunTotals } from "./wave.ts";

/** What one run of a plan works with. */
export interface RunOptions {
  readonly variables: Variables;
  readonly resolverContext: ResolverContext;
  /** Fresh loaders: what was loaded before a mutation may be out of date after it. */
  readonly createLoaders: () => KeyLoader;
  /** The most list items that the answer may have. */
  readonly maxAnswerItems: number;
  /** Told how fresh the parts of the answer are; undefined where nobody wants to know. */
  readonly freshness: FreshnessGathering | undefined;
  /** Makes stale what is kept under these tags. Never rejects. */
  readonly invalidate: (tags: readonly string[]) => Promise<void>;
}

export interface KeyLoader {
  /** Loads distinct keys. One outcome per key, in the order of the keys; never rejects. */
  readonly load: (connector: Connector, keys: readonly Key[]) => Promise<readonly Outcome[]>;
}

/**
 * Runs a plan breadth-first: a step serves every object at its place at once; when its values are
 * there, the objects in them are gathered by place, and their steps start.
 *
 * What fails is in `failures`, with null in its place in the answer. Rejects only for a bug.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<RunResult> {
  const run = new Run(options);
  const root = run.newWave();
  const answer = completeObject(plan.root, undefined, root);
  await (plan.isSerial ? run.finishSerially(root) : run.finish(root));
  const { failures, itemsLeft } = run.totals;
  return itemsLeft < 0 ? { kind: "tooLarge" } : { kind: "answer", answer, failures };
}

export type RunResult =
  | { readonly kind: "answer"; readonly answer: Answer; readonly failures: readonly Failure[] }
  /** The answer would have more list items than it may; the run was given up. */
  | { readonly kind: "tooLarge" };

/** Work that goes on, or undefined when it is done: steps that need not wait stay synchronous. */
type Pending = Promise<void> | undefined;

class Run {
  readonly totals: RunTotals;
  readonly #options: RunOptions;
  #loaders: KeyLoader;
  /** Steps that have started and are not known to be done. */
  readonly #started: Promise<void>[] = [];

  constructor(options: RunOptions) {
    this.#options = options;
    this.#loaders = options.createLoaders();
    this.totals = { failures: [], itemsLeft: options.maxAnswerItems };
  }

  newWave(): GatheringWave {
    return new GatheringWave(this.totals);
  }

  /** Runs the steps of all places of a wave, and of all that they bring to light. */
  async finish(wave: GatheringWave): Promise<void> {
    this.#start(wave);
    while (this.#started.length > 0) {
      // oxlint-disable-next-line no-await-in-loop -- steps that are done have started others
      await Promise.all(this.#started.splice(0));
    }
  }

  /** The same for the root of a mutation: a step starts when all below the one before it is done. */
  async finishSerially({ places }: GatheringWave): Promise<void> {
    for (const { plan, ...place } of places) {
      for (const step of plan.steps) {
        const wave = this.newWave();
        wave.places.push({ ...place, plan: { ...plan, steps: [step] } });
        this.#loaders = this.#options.createLoaders();
        // oxlint-disable-next-line no-await-in-loop -- one after the other is what is wanted
        await this.finish(wave);
      }
    }
  }

  #start({ places }: GatheringWave): void {
    for (const place of places) {
      const pending: Pending[] = [];
      for (const step of place.plan.steps) {
        const needed = step.after
          .map((position) => pending[position])
          .filter((each) => each !== undefined);
        const done = (
          needed.length > 0
            ? Promise.all(needed).then(() => this.#step(step, place))
            : this.#step(step, place)
        )?.catch((bug: unknown) => this.#failAll(step, place, bug));
        pending.push(done);
        if (done !== undefined) this.#started.push(done);
      }
    }
  }

  /** Runs one step. What it brings to light goes on by itself. */
  #step(step: Step, place: Place): Pending {
    if (this.totals.itemsLeft < 0) return undefined;
    switch (step.kind) {
      case "fetch":
        return this.#fetch(step, place);
      case "fill":
        return this.#fill(step, place);
      case "resolve":
        return this.#resolve(step, place);
      case "introspect":
        return this.#introspect(step, place);
    }
  }

  async #fetch(step: FetchStep, place: Place): Promise<void> {
    const { field, isOptional } = step;
    const args = this.#arguments(step, place);
    if (args === undefined) return;
    const outcomes = await this.#ask(step, place, args);
    if (step.invalidates !== undefined && outcomes.some(mayHaveDone)) {
      await this.#options.invalidate(step.invalidates(args));
    }
    const wave = this.newWave();
    place.answers.forEach((answer, index) => {
      const outcome = outcomes[index];
      if (outcome?.kind === "error") {
        this.#fail(field, answer, outcome.error);
        return;
      }
      const known = isOptional ? propertiesOf(place.values[index])[field.name] : undefined;
      completeField(field, outcome?.kind === "value" ? outcome.value : known, answer, wave);
    });
    this.#start(wave);
  }

  async #fill(step: FillStep, place: Place): Promise<void> {
    const { fields, isOptional } = step;
    const outcomes = await this.#ask(step, place, noArguments);
    const wave = this.newWave();
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
        if (known === undefined && failed !== undefined) this.#fail(field, answer, failed);
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
    step: FetchStep | FillStep,
    place: Place,
    args: Arguments,
  ): Promise<readonly (Outcome | undefined)[]> {
    const { keys, slots } = askedKeys(step, place, args);
    const outcomes = keys.length === 0 ? [] : await this.#load(step.connector, keys);
    const field = step.kind === "fetch" ? step.field : place.plan.field;
    this.#options.freshness?.addOutcomes(field, outcomes);
    return slots.map((slot) => (typeof slot === "number" ? outcomes[slot] : slot));
  }

  /** Nothing is asked for any more once nobody waits: but an object's own fields are answered. */
  #load(
    connector: Connector,
    keys: readonly Key[],
  ): readonly Outcome[] | Promise<readonly Outcome[]> {
    const error = this.#abortion();
    return error === undefined
      ? this.#loaders.load(connector, keys)
      : keys.map(() => ({ kind: "error", error }));
  }

  #resolve(step: ResolveStep, place: Place): Pending {
    const { field, resolve } = step;
    const error = this.#abortion();
    if (error !== undefined) {
      this.#failAll(step, place, error);
      return undefined;
    }
    const args = this.#arguments(step, place);
    if (args === undefined) return undefined;
    const { resolverContext, freshness } = this.#options;
    freshness?.addResolved(field, step.contract);
    const values = place.values.map((value, index) => {
      const parent = step.columns.length === 0 ? value : knownAt(place, step.columns, index);
      return settled(() => resolve(parent, args, resolverContext));
    });
    const complete = (results: readonly unknown[]): void => {
      const wave = this.newWave();
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

  #introspect({ field, introspect }: IntrospectStep, { answers }: Place): undefined {
    for (const answer of answers) {
      try {
        answer[field.responseKey] = introspect(this.#options.variables);
      } catch (error) {
        this.#fail(field, answer, error);
      }
    }
    return undefined;
  }

  /** A step's arguments; undefined when they cannot be coerced, which fails the field everywhere. */
  #arguments(step: FetchStep | ResolveStep, place: Place): Arguments | undefined {
    try {
      return step.args(this.#options.variables);
    } catch (error) {
      this.#failAll(step, place, error);
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

  #failAll(step: Step, place: Place, error: unknown): void {
    for (const answer of place.answers) {
      for (const field of fieldsOf(step)) this.#fail(field, answer, error);
    }
  }

  #fail(field: FieldPlan, answer: Answer, error: unknown): void {
    this.totals.failures.push({ field, answer, indexes: undefined, error });
  }
}

/** Whether a mutation is done, or may be: its source has failed in a way that does not tell. */
function mayHaveDone(outcome: Outcome | undefined): boolean {
  return outcome?.kind !== "error" || meaningOf(outcome.error) !== "final";
}

const noArguments: Arguments = Object.freeze({});

function fieldsOf(step: Step): readonly FieldPlan[] {
  return step.kind === "fill" ? step.fields : [step.field];
}
