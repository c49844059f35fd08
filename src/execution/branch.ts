import type { LatePart } from "./late-part.ts";
import type { Failure } from "./plan.ts";
import type { KeyLoader } from "./run-plan.ts";

/** How a branch asks for keys, and what it waits for. */
export interface BranchOptions {
  readonly loaders: BranchLoaders;
  /** Whether it comes apart from the rest of the answer. */
  readonly isLate: boolean;
  /** Whether it waits for lazy fields to their end: nothing else waits for it. */
  readonly isPatient: boolean;
}

/** Two sets, so that what may be late is in no batch with what may not. */
export interface BranchLoaders {
  readonly first: KeyLoader;
  readonly late: KeyLoader;
}

/**
 * A part of an answer that leaves as a whole, while it is being made: the first part, or late fields
 * of all objects at one place.
 */
export class Branch {
  readonly loaders: BranchLoaders;
  /** The one of them that it uses itself. */
  readonly loader: KeyLoader;
  readonly isPatient: boolean;
  readonly failures: Failure[] = [];
  /** Steps that have started and are not known to be done. */
  readonly started: Promise<void>[] = [];
  /** Lazy fields that came to light in it. */
  readonly lazy: LatePart[] = [];
  /** Deferred fields and rests of lists that came to light in it: they leave after it. */
  readonly later: LatePart[] = [];

  constructor({ loaders, isLate, isPatient }: BranchOptions) {
    this.loaders = loaders;
    this.loader = isLate ? loaders.late : loaders.first;
    this.isPatient = isPatient;
  }
}
