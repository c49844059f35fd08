import type { GraphQLError } from "graphql";

import type { LatePart } from "./branch.ts";
import type { AnswerPath } from "./later-parts.ts";
import { isAnswer, LeadingFields } from "./leading-fields.ts";
import type { Answer, DeferredFragment, FieldPlan, ObjectPlan } from "./plan.ts";
import { type Frame, Piece, PromisedPart, type PromisedPartOptions } from "./promised-part.ts";
import { FailureWalk } from "./settle-failures.ts";

export interface PromisesOptions {
  readonly root: ObjectPlan;
  /** The first part, with its failures settled. */
  readonly answer: Answer;
  readonly later: readonly LatePart[];
  /** Why nothing more of the answer is made; undefined: it goes on. */
  readonly refusal: () => GraphQLError | undefined;
  /** Called when late parts have come to their end, after they were looked through. */
  readonly onSettled: () => void;
  readonly onBug: (bug: unknown) => void;
}

/**
 * What an answer promises: its deferred fragments and the rests of its streamed lists, each found at
 * its place in the answer by one walk, when what holds it is there. What lies in objects that are
 * not in the answer, because a null took their place, is never found.
 */
export class Promises {
  /** Those that have not ended, in the order in which they were found. Who ends one takes it out. */
  readonly open = new Set<PromisedPart>();
  readonly #options: PromisesOptions;
  readonly #leading = new LeadingFields();
  /** Late parts, by the objects that have them. */
  readonly #parts = new Map<Answer, LateEntry[]>();
  readonly #byObject = new Map<Answer, Map<DeferredFragment | FieldPlan, PromisedPart>>();
  /** The pieces of parts that are not done. */
  readonly #waiting = new Map<LatePart, Piece[]>();
  readonly #walks = new Map<LatePart, FailureWalk>();

  constructor(options: PromisesOptions) {
    this.#options = options;
    const { root, answer, later } = options;
    this.#expect(later);
    const frame = { plan: root, answer, path: [], around: undefined };
    this.#find(answer, { frame, container: undefined });
  }

  #expect(later: readonly LatePart[]): void {
    for (const part of later) {
      this.#leading.add(objectOf(part));
      for (const [index, owner] of part.owners.entries()) {
        const known = this.#parts.get(owner);
        if (known === undefined) this.#parts.set(owner, [{ part, index }]);
        else known.push({ part, index });
      }
    }
  }

  /** Finds the late parts in an object, or in fields of it that came apart from the rest. */
  #find(answer: Answer, { frame, container }: Found): void {
    const { plan, path } = frame;
    for (const { part, index } of this.#parts.get(answer) ?? []) {
      if (objectOf(part) === plan && hasRest(part, answer)) {
        this.#add(part, index, { frame, container });
      }
    }
    for (const field of this.#leading.of(plan)) {
      const { responseKey } = field;
      const value = { field, value: answer[responseKey], path: [...path, responseKey] };
      this.#findInValue(value, { frame, container });
    }
  }

  /** The same for a field's value, or an item of it; `frame` is that of the object around it. */
  #findInValue({ field, value, path }: FieldValue, { frame, container }: Found): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        const inList = { field, value: item, path: [...path, index] };
        this.#findInValue(inList, { frame, container });
      }
    } else if (isAnswer(value)) {
      // An object belongs to one plan only: looking into it under the others finds nothing.
      for (const plan of field.objects.values()) {
        const own = { plan, answer: value, path, around: frame };
        this.#find(value, { frame: own, container });
      }
    }
  }

  #add(part: LatePart, index: number, found: Found): void {
    const patch = part.patches[index];
    // v8 ignore next -- there is a patch for each
    if (patch === undefined) return;
    const piece = new Piece(part, patch, found.frame);
    for (const promised of this.#promisedBy(part, found)) promised.add(piece);
    const waiting = this.#waiting.get(part);
    if (part.isDone) this.#settle(piece);
    else if (waiting !== undefined) waiting.push(piece);
    else {
      this.#waiting.set(part, [piece]);
      part.done.then(
        () => this.#settleAll(part),
        // v8 ignore next -- only a bug gets there
        (bug: unknown) => this.#options.onBug(bug),
      );
    }
  }

  #settleAll(part: LatePart): void {
    // v8 ignore next -- `?? []` is for the types: it waits
    for (const piece of this.#waiting.get(part) ?? []) this.#settle(piece);
    this.#waiting.delete(part);
    this.#options.onSettled();
  }

  #promisedBy({ what }: LatePart, { frame, container }: Found): readonly PromisedPart[] {
    if (what.kind === "deferred") {
      return what.fragments.map((fragment) => this.#ofFragment(fragment, { frame, container }));
    }
    // v8 ignore next -- lazy fields have joined the others
    if (what.kind === "lazy") return [];
    const { responseKey, stream } = what.field;
    const path = [...frame.path, responseKey];
    const list = { path, label: stream?.label, isList: true, parent: undefined, container };
    return [this.#promise(frame.answer, what.field, () => list)];
  }

  /** One for each object that a fragment is spread on. */
  #ofFragment(fragment: DeferredFragment, { frame, container }: Found): PromisedPart {
    const own = nearest(frame, fragment.object);
    return this.#promise(own.answer, fragment, () => ({
      path: own.path,
      label: fragment.label,
      isList: false,
      parent: fragment.parent && this.#ofFragment(fragment.parent, { frame: own, container }),
      container,
    }));
  }

  /** The part of an object for a fragment, or for a field whose list is streamed. */
  #promise(
    answer: Answer,
    what: DeferredFragment | FieldPlan,
    options: () => PromisedPartOptions,
  ): PromisedPart {
    let ofObject = this.#byObject.get(answer);
    if (ofObject === undefined) {
      ofObject = new Map();
      this.#byObject.set(answer, ofObject);
    }
    let promised = ofObject.get(what);
    if (promised === undefined) {
      promised = new PromisedPart(options());
      ofObject.set(what, promised);
      this.open.add(promised);
    }
    return promised;
  }

  /** A piece is there: what failed in it is settled, and what is to come in it is found. */
  #settle(piece: Piece): void {
    const { part, frame, patch } = piece;
    const plan = objectOf(part);
    let walk = this.#walks.get(part);
    if (walk === undefined) {
      walk = new FailureWalk(part.branch.failures);
      this.#walks.set(part, walk);
      this.#expect(part.branch.later);
    }
    const refusal = this.#options.refusal();
    if (refusal === undefined) piece.settle(walk.settle(plan, patch, frame.path));
    else piece.settle({ isNulled: true, errors: [refusal] });
    if (!piece.isFailed) this.#find(patch, { frame, container: piece });
  }
}

/** A late part, and which of its objects. */
interface LateEntry {
  readonly part: LatePart;
  readonly index: number;
}

/** Where something is in the answer. */
interface Found {
  readonly frame: Frame;
  /** The piece that it came with; undefined: the first part. */
  readonly container: Piece | undefined;
}

interface FieldValue {
  readonly field: FieldPlan;
  readonly value: unknown;
  readonly path: AnswerPath;
}

function objectOf({ what }: LatePart): ObjectPlan {
  return what.kind === "streamed" ? what.field.object : what.plan.object;
}

/** A list that has turned to null, for one of its first items had to, has no rest. */
function hasRest({ what }: LatePart, answer: Answer): boolean {
  return what.kind !== "streamed" || Array.isArray(answer[what.field.responseKey]);
}

/** The object that a fragment is spread on: it is this one, or around it. */
function nearest(frame: Frame, plan: ObjectPlan): Frame {
  let each: Frame | undefined = frame;
  while (each !== undefined && each.plan !== plan) each = each.around;
  // v8 ignore next -- only a bug gets there
  if (each === undefined) throw new Error("A deferred fragment is spread on no object.");
  return each;
}
