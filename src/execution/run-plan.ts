import { setImmediate } from "node:timers/promises";

import { Branch, type LateFields, LatePart, type LatePartOptions } from "./branch.ts";
import { completeObject, propertiesOf } from "./complete.ts";
import { lazyBudgetExceeded } from "./lazy-budget-exceeded.ts";
import { mergeAnswer } from "./merge-answer.ts";
import { piecesOf, type Range } from "./pieces-of.ts";
import type { Answer, Failure, LatePlan, Plan, StreamedList } from "./plan.ts";
import type { RunOptions } from "./run-options.ts";
import { type Pending, StepRunner } from "./step-runner.ts";
import { type Excess, RunTotals } from "./run-totals.ts";
import { GatheringWave, type Place } from "./wave.ts";

/**
 * Runs a plan breadth-first: a step serves every object at its place at once; when its values are
 * there, the objects in them are gathered by place, and their steps start. Resolves with the first
 * part of the answer; others may still be on their way.
 *
 * What fails is in `failures`, with null in its place in the answer. Rejects only for a bug.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<RunResult> {
  const run = new Run(options);
  const first = run.newBranch();
  const root = run.newWave(first);
  const answer = completeObject(plan.root, undefined, root);
  await (plan.isSerial ? run.finishSerially(root) : run.finish(root));
  // What is there without waiting for anybody leaves with the first part.
  if (first.later.length > 0) await setImmediate();
  const excess = run.excess();
  if (excess !== undefined) return { kind: "tooLarge", excess };
  const { failures, later } = first;
  return { kind: "answer", answer, failures, later, excess: run.excess };
}

export type RunResult =
  | {
      readonly kind: "answer";
      readonly answer: Answer;
      readonly failures: readonly Failure[];
      /** What is not in the answer: deferred fields, and the rests of streamed lists. */
      readonly later: readonly LatePart[];
      /** What the answer would have more of than it may, so that the rest was given up. */
      readonly excess: () => Excess | undefined;
    }
  /** The answer would have more of something than it may; the run was given up. */
  | { readonly kind: "tooLarge"; readonly excess: Excess };

class Run {
  readonly #options: RunOptions;
  readonly #totals: RunTotals;
  readonly #steps: StepRunner;
  readonly #startedAtMs: number;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#totals = new RunTotals(options.bounds);
    this.#steps = new StepRunner(options, this.#totals, (wave) => this.#start(wave));
    this.#startedAtMs = options.clock.nowMs();
  }

  readonly excess = (): Excess | undefined => this.#totals.excess;

  newBranch(): Branch {
    return new Branch({ loaders: this.#options.createLoaders(), timing: "first" });
  }

  newWave(branch: Branch): GatheringWave {
    return new GatheringWave(branch, this.#totals, this.#options.onInvalidValue);
  }

  /** Runs the steps of all places of a wave, and of all that they bring to light in its branch. */
  async finish(wave: GatheringWave): Promise<void> {
    const { branch } = wave;
    this.#start(wave);
    while (branch.started.length > 0) {
      // oxlint-disable-next-line no-await-in-loop -- steps that are done have started others
      await Promise.all(branch.started.splice(0));
    }
    if (branch.lazy.length === 0) return;
    await this.#waitForLazy(branch);
    for (const part of branch.lazy) join(part, branch);
  }

  /** The same for the root of a mutation: a step starts when all below the one before it is done. */
  async finishSerially({ branch, places }: GatheringWave): Promise<void> {
    for (const place of places) {
      for (const step of place.steps) {
        const own = this.newBranch();
        const wave = this.newWave(own);
        wave.places.push({ ...place, steps: [step] });
        // oxlint-disable-next-line no-await-in-loop -- one after the other is what is wanted
        await this.finish(wave);
        branch.failures.push(...own.failures);
        branch.later.push(...own.later);
      }
    }
  }

  #start({ branch, places, streamed }: GatheringWave): void {
    for (const place of places) this.#startSteps(place, branch);
    // What can wait is asked for after all that cannot.
    for (const place of places) {
      for (const plan of place.late) this.#startLate(plan, place, branch);
    }
    if (streamed !== undefined) this.#startStreams(streamed, branch);
  }

  #startSteps(place: Place, branch: Branch): void {
    const pending: Pending[] = [];
    for (const step of place.steps) {
      const needed = step.after
        .map((position) => pending[position])
        .filter((each) => each !== undefined);
      const placed = { step, place, branch };
      const done =
        needed.length > 0
          ? Promise.all(needed).then(() => this.#steps.run(placed))
          : this.#steps.run(placed);
      pending.push(done);
      if (done !== undefined) branch.started.push(done);
    }
  }

  /** Starts late fields of all objects at a place: in parts, so that none waits for the others. */
  #startLate(plan: LatePlan, { answers, values }: Place, around: Branch): void {
    const { timing, steps, object } = plan;
    const late = timing.kind === "lazy" ? around.lazy : around.later;
    for (const { start, end } of piecesOf(answers.length, plan.isTogether())) {
      const owners = answers.slice(start, end);
      const own = values.slice(start, end);
      const wave = this.#lateWave(around, timing.kind);
      const patches = owners.map(plan.newAnswer);
      wave.places.push({
        plan: object,
        steps,
        late: [],
        answers: patches,
        values: own,
        columns: [],
      });
      for (const [index, patch] of patches.entries()) {
        plan.completeInline(propertiesOf(own[index]), patch, wave);
      }
      late.push(this.#part({ plan, ...timing }, { owners, patches, wave }));
    }
  }

  /** Starts the rests of lists, those of one field together, so that they share batches. */
  #startStreams(streamed: readonly StreamedList[], around: Branch): void {
    for (const [field, lists] of Map.groupBy(streamed, (list) => list.field)) {
      const pieces = lists.map((list) => ({
        list,
        pieces: piecesOf(list.items.length - list.count, field.areItemsTogether()),
      }));
      const most = Math.max(...pieces.map((each) => each.pieces.length));
      for (let number = 0; number < most; number += 1) {
        const wave = this.#lateWave(around, "streamed");
        const own = pieces.flatMap(({ list, pieces: its }) => {
          const piece = its[number];
          return piece === undefined ? [] : [{ list, patch: completeRest(list, piece, wave) }];
        });
        const owners = own.map(({ list }) => list.answer);
        const patches = own.map(({ patch }) => patch);
        around.later.push(this.#part({ kind: "streamed", field }, { owners, patches, wave }));
      }
    }
  }

  /** What is in something that leaves after the first part leaves after it too. */
  #lateWave({ loaders, timing }: Branch, kind: LateFields["kind"]): GatheringWave {
    const own = kind === "lazy" && timing !== "later" ? "late" : "later";
    return this.newWave(new Branch({ loaders, timing: own }));
  }

  #part(
    what: LateFields,
    {
      owners,
      patches,
      wave,
    }: Pick<LatePartOptions, "owners" | "patches"> & { readonly wave: GatheringWave },
  ): LatePart {
    const part = new LatePart({
      what,
      owners,
      patches,
      branch: wave.branch,
      work: this.finish(wave),
    });
    // v8 ignore next -- only a bug rejects, and who waits for the part is told of it
    this.#measure(part).catch(() => undefined);
    return part;
  }

  /** Waits for lazy fields, for each as long as its budget allows. */
  async #waitForLazy({ lazy, timing }: Branch): Promise<void> {
    const all = Promise.all(lazy.map(({ done }) => done));
    if (timing === "later") {
      await all;
      return;
    }
    // What is there without waiting for anybody is in time, however small the budget.
    await Promise.race([all, setImmediate()]);
    // v8 ignore next -- they are lazy
    const budgets = Map.groupBy(lazy, ({ what }) => (what.kind === "lazy" ? what.budgetMs : 0));
    await Promise.all(
      [...budgets].map(([budgetMs, parts]) => this.#waitFor(parts, this.#startedAtMs + budgetMs)),
    );
  }

  /** Waits until the parts are there, but no longer than until `untilMs`. */
  async #waitFor(parts: readonly LatePart[], untilMs: number): Promise<void> {
    const { clock } = this.#options;
    const leftMs = untilMs - clock.nowMs();
    if (leftMs <= 0 || parts.every(({ isDone }) => isDone)) return;
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(leftMs, resolve);
    await Promise.race([Promise.all(parts.map(({ done }) => done)), isOver]);
    timer.cancel();
  }

  async #measure({ what, done }: LatePart): Promise<void> {
    const { metrics, clock } = this.#options;
    if (metrics === undefined || what.kind !== "lazy") return;
    await done;
    const { field, budgetMs } = what;
    const coordinate = `${field.object.type.name}.${field.name}`;
    metrics.lazyEnded({ coordinate, budgetMs, tookMs: clock.nowMs() - this.#startedAtMs });
  }
}

/** Puts lazy fields into the objects that have them; null where they are not there. */
function join({ what, owners, patches, branch, isDone }: LatePart, around: Branch): void {
  // v8 ignore next -- the others leave after it
  if (what.kind !== "lazy") return;
  if (!isDone) {
    const { field, budgetMs } = what;
    const error = lazyBudgetExceeded(field, budgetMs);
    for (const answer of owners) {
      around.failures.push({ field, answer, indexes: undefined, error });
    }
    return;
  }
  const merged = new Map<Answer, Answer>();
  for (const [index, owner] of owners.entries()) {
    const patch = patches[index];
    // v8 ignore next -- there is a patch for each
    if (patch === undefined) continue;
    mergeAnswer(owner, patch);
    merged.set(patch, owner);
  }
  for (const failure of branch.failures) {
    around.failures.push({ ...failure, answer: merged.get(failure.answer) ?? failure.answer });
  }
  for (const later of branch.later) {
    later.replaceOwners(merged);
    around.later.push(later);
  }
}

/** The items of a list from `start` to `end`, at their places in a list without the others. */
function completeRest(
  { field, items, count, completeItem }: StreamedList,
  { start, end }: Range,
  wave: GatheringWave,
): Answer {
  const completed: unknown[] = [];
  completed.length = count + start;
  const patch: Answer = { [field.responseKey]: completed };
  if (!wave.countItems(end - start)) return patch;
  for (let index = count + start; index < count + end; index += 1) {
    try {
      completed.push(completeItem(items[index], wave, patch, [index]));
    } catch (error) {
      completed.push(null);
      wave.fail({ field, answer: patch, indexes: [index], error });
    }
  }
  return patch;
}
