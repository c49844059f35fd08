import type { Branch } from "./branch.ts";
import type { Answer, FieldPlan, LatePlan, LateTiming } from "./plan.ts";

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
    this.done = work.then(() => {
      this.#isDone = true;
    });
    // Whoever waits for it is told of the bug; maybe nobody does any more.
    this.done.catch(() => undefined);
  }

  get isDone(): boolean {
    return this.#isDone;
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

/** Puts what a patch has into the object it is for. */
export function merge(owner: Answer, patch: Answer): void {
  for (const [key, value] of Object.entries(patch)) {
    // Assigned, `__proto__` would be no key.
    if (key === "__proto__") Object.defineProperty(owner, key, { ...ownProperty, value });
    else owner[key] = value;
  }
}

const ownProperty = { enumerable: true, configurable: true, writable: true };
