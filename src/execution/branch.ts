import type { Answer, Failure, FieldPlan, LatePlan, LateTiming } from "./plan.ts";
import type { BranchLoaders, KeyLoader } from "./run-options.ts";

/** How a branch asks for keys, and what it waits for. */
export interface BranchOptions {
  readonly loaders: BranchLoaders;
  /**
   * With the rest of the answer; apart from it, and joining it in the end; or leaving after it. What
   * leaves after it waits for lazy fields to their end: nothing else waits for it.
   */
  readonly timing: keyof BranchLoaders;
}

/**
 * A part of an answer that leaves as a whole, while it is being made: the first part, or late fields
 * of all objects at one place.
 */
export class Branch {
  readonly loaders: BranchLoaders;
  /** The one of them that it uses itself. */
  readonly loader: KeyLoader;
  readonly timing: keyof BranchLoaders;
  readonly failures: Failure[] = [];
  /** Steps that have started and are not known to be done. */
  readonly started: Promise<void>[] = [];
  /** Lazy fields that came to light in it. */
  readonly lazy: LatePart[] = [];
  /** Deferred fields and rests of lists that came to light in it: they leave after it. */
  readonly later: LatePart[] = [];

  constructor({ loaders, timing }: BranchOptions) {
    this.loaders = loaders;
    this.loader = loaders[timing];
    this.timing = timing;
  }
}

/** What comes apart from the rest of the answer. */
export type LateFields =
  | (LateTiming & { readonly plan: LatePlan })
  /** The rest of lists: in the patches, their first items are holes. */
  | { readonly kind: "streamed"; readonly field: FieldPlan };

export interface LatePartOptions {
  readonly what: LateFields;
  /** The objects that have the fields. */
  readonly owners: readonly Answer[];
  /** For each object an answer of these fields alone, which is filled in. */
  readonly patches: readonly Answer[];
  readonly branch: Branch;
  /** Until all of it is there. */
  readonly work: Promise<void>;
}

/** Late fields of all objects at one place, while they are being answered. */
export class LatePart {
  readonly what: LateFields;
  readonly patches: readonly Answer[];
  readonly branch: Branch;
  /** Rejects only for a bug. */
  readonly done: Promise<void>;
  #owners: readonly Answer[];
  #isDone = false;

  constructor({ what, owners, patches, branch, work }: LatePartOptions) {
    this.what = what;
    this.#owners = owners;
    this.patches = patches;
    this.branch = branch;
    this.done = this.#finish(work);
    // Whoever waits for it is told of the bug; maybe nobody does any more.
    // v8 ignore next -- only a bug gets there
    this.done.catch(() => undefined);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  async #finish(work: Promise<void>): Promise<void> {
    await work;
    this.#isDone = true;
  }

  /** The objects that have the fields; in the order of the patches. */
  get owners(): readonly Answer[] {
    return this.#owners;
  }

  /** Objects that were answered apart have been merged into others. */
  replaceOwners(replacements: ReadonlyMap<Answer, Answer>): void {
    this.#owners = this.#owners.map((owner) => replacements.get(owner) ?? owner);
  }
}
