import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { completeField, completeFields, completeObject, propertiesOf } from "./complete.ts";
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
import { GatheringWave, type Place } from "./wave.ts";

/** What one run of a plan works with. */
export interface RunOptions {
  readonly variables: Variables;
  readonly resolverContext: ResolverContext;
  /** Fresh loaders: what was loaded before a mutation may be out of date after it. */
  readonly createLoaders: () => KeyLoader;
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
export async function runPlan(
  plan: Plan,
  options: RunOptions,
): Promise<{ readonly answer: Answer; readonly failures: readonly Failure[] }> {
  const run = new Run(options);
  const root = new GatheringWave(run.failures);
  const answer = completeObject(plan.root, undefined, root);
  await (plan.isSerial ? run.waveSerially(root) : run.wave(root));
  return { answer, failures: run.failures };
}

/** Work that goes on, or undefined when all of it is done: steps that need not wait stay synchronous. */
type Pending = Promise<void> | undefined;

class Run {
  readonly failures: Failure[] = [];
  readonly #options: RunOptions;
  #loaders: KeyLoader;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#loaders = options.createLoaders();
  }

  /** Runs the steps of all places of a wave, and of all that they bring to light. */
  wave({ places }: GatheringWave): Pending {
    return all(places.map((place) => this.#place(place)));
  }

  /** The same for the root of a mutation: a step starts when all of the one before it is done. */
  async waveSerially({ places }: GatheringWave): Promise<void> {
    for (const place of places) {
      for (const step of place.plan.steps) {
        this.#loaders = this.#options.createLoaders();
        // oxlint-disable-next-line no-await-in-loop -- one after the other is what is wanted
        await this.#step(step, place);
      }
    }
  }

  #place(place: Place): Pending {
    const started: Pending[] = [];
    for (const step of place.plan.steps) {
      const needed = all(step.after.map((position) => started[position]));
      started.push(
        needed === undefined ? this.#step(step, place) : needed.then(() => this.#step(step, place)),
      );
    }
    return all(started);
  }

  #step(step: Step, place: Place): Pending {
    if (this.#options.resolverContext.signal?.aborted === true) return undefined;
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
    const { field } = step;
    const args = this.#arguments(step, place);
    if (args === undefined) return;
    const isOwn = (index: number): boolean =>
      step.isOptional && propertiesOf(place.values[index])[field.name] !== undefined;
    const outcomes = await this.#ask(step, place, { args, isOwn });
    const wave = new GatheringWave(this.failures);
    for (const [index, answer] of place.answers.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === "error") {
        this.#fail(field, answer, outcome.error);
        continue;
      }
      const known = step.isOptional ? propertiesOf(place.values[index])[field.name] : undefined;
      completeField(field, outcome?.kind === "value" ? outcome.value : known, answer, wave);
    }
    await this.wave(wave);
  }

  async #fill(step: FillStep, place: Place): Promise<void> {
    const { fields, isOptional } = step;
    const isOwn = (index: number): boolean => {
      if (!isOptional) return false;
      const own = propertiesOf(place.values[index]);
      return fields.every(({ name }) => own[name] !== undefined);
    };
    const outcomes = await this.#ask(step, place, { args: noArguments, isOwn });
    const wave = new GatheringWave(this.failures);
    const column: unknown[] = [];
    place.columns[step.column] = column;
    for (const [index, answer] of place.answers.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === "error") {
        column.push(outcome.error);
        for (const field of fields) this.#fail(field, answer, outcome.error);
        continue;
      }
      const known = isOptional ? place.values[index] : undefined;
      const value = outcome?.kind === "value" ? outcome.value : known;
      column.push(value);
      completeFields(fields, propertiesOf(value), answer, wave);
    }
    await this.wave(wave);
  }

  /**
   * Asks a step's connector for all objects at a place, for equal keys once. One outcome for each
   * object, in their order; undefined where there is nothing to ask for.
   */
  async #ask(
    step: FetchStep | FillStep,
    place: Place,
    { args, isOwn }: { readonly args: Arguments; readonly isOwn: (index: number) => boolean },
  ): Promise<readonly (Outcome | undefined)[]> {
    const keys: Key[] = [];
    const positions = new Map<string, number>();
    const slots: (number | Outcome | undefined)[] = [];
    for (let index = 0; index < place.answers.length; index += 1) {
      const parent = isOwn(index) ? undefined : parentAt(place, step.columns, index);
      if (parent instanceof GatewayError) {
        slots.push({ kind: "error", error: parent });
        continue;
      }
      const key = isOwn(index) ? undefined : step.encode(args, parent);
      if (key === undefined) {
        slots.push(undefined);
        continue;
      }
      let position = positions.get(key.id);
      if (position === undefined) {
        position = keys.push(key) - 1;
        positions.set(key.id, position);
      }
      slots.push(position);
    }
    const outcomes = keys.length === 0 ? [] : await this.#loaders.load(step.connector, keys);
    return slots.map((slot) => (typeof slot === "number" ? outcomes[slot] : slot));
  }

  #resolve(step: ResolveStep, place: Place): Pending {
    const { field, resolve } = step;
    const args = this.#arguments(step, place);
    if (args === undefined) return undefined;
    const values = place.values.map((parent) =>
      settled(() => resolve(parent, args, this.#options.resolverContext)),
    );
    const complete = (results: readonly unknown[]): Pending => {
      const wave = new GatheringWave(this.failures);
      for (const [index, answer] of place.answers.entries()) {
        completeField(field, results[index], answer, wave);
      }
      return this.wave(wave);
    };
    return values.some(isPromise) ? Promise.all(values).then(complete) : complete(values);
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
      for (const answer of place.answers) this.#fail(step.field, answer, error);
      return undefined;
    }
  }

  #fail(field: FieldPlan, answer: Answer, error: unknown): void {
    this.failures.push({ field, answer, indexes: undefined, error });
  }
}

const noArguments: Arguments = Object.freeze({});

/**
 * What a connector reads of an object: the object as it came, with what fill steps fetched over it.
 * The error instead, where such a step failed.
 */
function parentAt({ values, columns }: Place, reads: readonly number[], index: number): unknown {
  if (reads.length === 0) return values[index];
  const filled = reads.map((column) => columns[column]?.[index]);
  const failed = filled.find((part) => part instanceof GatewayError);
  return failed ?? Object.assign({}, values[index], ...filled.map(propertiesOf));
}

function all(pending: readonly Pending[]): Pending {
  const promises = pending.filter((promise) => promise !== undefined);
  return promises.length <= 1 ? promises[0] : Promise.all(promises).then(() => undefined);
}

/** What a resolver gives, as a value: what it throws, or rejects with, becomes an error in its place. */
function settled(resolve: () => unknown): unknown {
  try {
    return settle(resolve());
  } catch (error) {
    return toError(error);
  }
}

function settle(value: unknown): unknown {
  if (isPromise(value)) return value.then(settle, toError);
  if (!Array.isArray(value) || !value.some(isPromise)) return value;
  return Promise.all(value.map((item) => settle(item)));
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`A resolver threw ${String(thrown)}.`);
}
