import { setImmediate } from "node:timers/promises";

import {
  Branch,
  type BranchOptions,
  type LateFields,
  LatePart,
  type LatePartOptions,
} from "./branch.ts";
import { completeObject, propertiesOf } from "./complete.ts";
import { lazyBudgetExceeded } from "./lazy-budget-exceeded.ts";
import { mergeAnswer } from "./merge-answer.ts";
import type { Answer, Failure, LatePlan, LazyTiming, Plan, StreamedList } from "./plan.ts";
import type { RunOptions } from "./run-options.ts";
import { type Pending, StepRunner } from "./step-runner.ts";
import { GatheringWave, type Place, type RunTotals } from "./wave.ts";

/**
 * Runs a plan breadth-first: a step serves every object at its place at once; when its values are
 * there, the objects in them are gathered by place, and their steps start. Resolves with the first
 * part of the answer; others may still be on their way.
 *
 * What fails is in `failures`, with null in its place in the answer. Rejects only for a bug.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<RunResult> {
  const run = new Run(options);
  const first = run.newBranch({ isLate: false, isPatient: false });
  const root = run.newWave(first);
  const answer = completeObject(plan.root, undefined, root);
  await (plan.isSerial ? run.finishSerially(root) : run.finish(root));
  // What is there without waiting for anybody leaves with the first part.
  if (first.later.length > 0) await setImmediate();
  if (run.isTooLarge()) return { kind: "tooLarge" };
  const { failures, later } = first;
  return { kind: "answer", answer, failures, later, isTooLarge: run.isTooLarge };
}

export type RunResult =
  | {
      readonly kind: "answer";
      readonly answer: Answer;
      readonly failures: readonly Failure[];
      /** What is not in the answer: deferred fields, and the rests of streamed lists. */
      readonly later: readonly LatePart[];
      /** Whether that was given up, for the answer would have more list items than it may. */
      readonly isTooLarge: () => boolean;
    }
  /** The answer would have more list items than it may; the run was given up. */
  | { readonly kind: "tooLarge" };

class Run {
  readonly #options: RunOptions;
  readonly #totals: RunTotals;
  readonly #steps: StepRunner;
  readonly #startedAtMs: number;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#totals = { itemsLeft: options.maxAnswerItems };
    this.#steps = new StepRunner(options, this.#totals, (wave) => this.#start(wave));
    this.#startedAtMs = options.clock.nowMs();
  }

  readonly isTooLarge = (): boolean => this.#totals.itemsLeft < 0;

  newBranch(options: Omit<BranchOptions, "loaders">): Branch {
    return new Branch({ loaders: this.#options.createLoaders(), ...options });
  }

  newWave(branch: Branch): GatheringWave {
    return new GatheringWave(branch, this.#totals);
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
    await Promise.all(branch.lazy.map((part) => this.#join(part, branch)));
  }

  /** The same for the root of a mutation: a step starts when all below the one before it is done. */
  async finishSerially({ branch, places }: GatheringWave): Promise<void> {
    for (const place of places) {
      for (const step of place.steps) {
        const own = this.newBranch({ isLate: false, isPatient: false });
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

  /** Starts late fields of all objects at a place. */
  #startLate(plan: LatePlan, { answers: owners, values }: Place, around: Branch): void {
    const { timing, steps } = plan;
    const isLazy = timing.kind === "lazy";
    const wave = this.#lateWave(around, { isPatient: !isLazy || around.isPatient });
    const patches = owners.map(plan.newAnswer);
    wave.places.push({ plan: plan.object, steps, late: [], answers: patches, values, columns: [] });
    for (const [index, patch] of patches.entries()) {
      plan.completeInline(propertiesOf(values[index]), patch, wave);
    }
    const part = this.#part({ plan, ...timing }, { owners, patches, wave });
    if (!isLazy) {
      around.later.push(part);
      return;
    }
    around.lazy.push(part);
    void this.#measure(timing, part);
  }

  async #measure({ field, budgetMs }: LazyTiming, { done }: LatePart): Promise<void> {
    const { metrics, clock } = this.#options;
    if (metrics === undefined) return;
    await done;
    const coordinate = `${field.object.type.name}.${field.name}`;
    metrics.lazyEnded({ coordinate, budgetMs, tookMs: clock.nowMs() - this.#startedAtMs });
  }

  /** Starts the rests of lists, in pieces: those of one field together, so that they share batches. */
  #startStreams(streamed: readonly StreamedList[], around: Branch): void {
    for (const [field, lists] of Map.groupBy(streamed, (list) => list.field)) {
      for (let number = 0; number < maxPieces; number += 1) {
        const pieces = lists.flatMap((list) => pieceOf(list, number) ?? []);
        if (pieces.length === 0) break;
        const wave = this.#lateWave(around, { isPatient: true });
        const owners = pieces.map(({ list }) => list.answer);
        const patches = pieces.map((piece) => completePiece(piece, wave));
        around.later.push(this.#part({ kind: "streamed", field }, { owners, patches, wave }));
      }
    }
  }

  #lateWave({ loaders }: Branch, { isPatient }: Pick<BranchOptions, "isPatient">): GatheringWave {
    return this.newWave(new Branch({ loaders, isLate: true, isPatient }));
  }

  #part(
    what: LateFields,
    {
      owners,
      patches,
      wave,
    }: Pick<LatePartOptions, "owners" | "patches"> & { readonly wave: GatheringWave },
  ): LatePart {
    return new LatePart({ what, owners, patches, branch: wave.branch, work: this.finish(wave) });
  }

  /** Puts lazy fields into the objects that have them; null where they are not there in time. */
  async #join(part: LatePart, around: Branch): Promise<void> {
    const { what, owners, patches, branch } = part;
    if (what.kind !== "lazy") return;
    if (!(await this.#isInTime(part, what.budgetMs, around))) {
      const { field } = what;
      const error = lazyBudgetExceeded(field, what.budgetMs);
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

  async #isInTime(part: LatePart, budgetMs: number, { isPatient }: Branch): Promise<boolean> {
    if (isPatient) {
      await part.done;
      return true;
    }
    // What is there without waiting for anybody is in time, however small the budget.
    if (!part.isDone) await Promise.race([part.done, setImmediate()]);
    const { clock } = this.#options;
    const leftMs = this.#startedAtMs + budgetMs - clock.nowMs();
    if (part.isDone || leftMs <= 0) return part.isDone;
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(leftMs, resolve);
    await Promise.race([part.done, isOver]);
    timer.cancel();
    return part.isDone;
  }
}

/** Items of a list that are not in the answer, and come together. */
interface ListPiece {
  readonly list: StreamedList;
  readonly start: number;
  readonly end: number;
}

/** A piece for each item where there are few: then each comes as soon as it is there. */
const maxPieces = 32;

/** The piece of that number, from 0; undefined where the list has fewer. */
function pieceOf(list: StreamedList, number: number): ListPiece | undefined {
  const { items, count } = list;
  const size = Math.ceil((items.length - count) / maxPieces);
  const start = count + number * size;
  return start < items.length
    ? { list, start, end: Math.min(start + size, items.length) }
    : undefined;
}

/** The items of a piece, at their places in a list without the others. */
function completePiece({ list, start, end }: ListPiece, wave: GatheringWave): Answer {
  const { field, items, completeItem } = list;
  const completed: unknown[] = [];
  completed.length = start;
  const patch: Answer = { [field.responseKey]: completed };
  if (!wave.countItems(end - start)) return patch;
  for (let index = start; index < end; index += 1) {
    try {
      completed.push(completeItem(items[index], wave, patch, [index]));
    } catch (error) {
      completed.push(null);
      wave.fail({ field, answer: patch, indexes: [index], error });
    }
  }
  return patch;
}
