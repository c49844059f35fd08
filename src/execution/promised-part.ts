import type { GraphQLError } from "graphql";

import type { LatePart } from "./branch.ts";
import type { AnswerPath, IncrementalPart } from "./later-parts.ts";
import { mergeAnswer } from "./merge-answer.ts";
import type { Answer, ObjectPlan } from "./plan.ts";

/** An object of the answer, and those around it. */
export interface Frame {
  readonly plan: ObjectPlan;
  readonly answer: Answer;
  readonly path: AnswerPath;
  readonly around: Frame | undefined;
}

/** Late fields of one object. */
export class Piece {
  readonly part: LatePart;
  readonly patch: Answer;
  /** The object that has the fields. */
  readonly frame: Frame;
  /** Those that are not complete without it. */
  readonly promised: PromisedPart[] = [];
  isDelivered = false;
  isSettled = false;
  /** Whether a null has gone up to its fragment, or to its list. */
  isFailed = false;
  /** What failed in it. */
  errors: readonly GraphQLError[] = [];

  constructor(part: LatePart, patch: Answer, frame: Frame) {
    this.part = part;
    this.patch = patch;
    this.frame = frame;
  }

  settle({ isNulled, errors }: Settled): void {
    const { what } = this.part;
    const isGone = what.kind === "streamed" && this.patch[what.field.responseKey] === null;
    this.isSettled = true;
    this.isFailed = isNulled || isGone;
    this.errors = errors;
  }

  /** Puts it into the answer, which has not left yet. */
  mergeIntoAnswer(): void {
    const { what } = this.part;
    const { answer } = this.frame;
    if (what.kind !== "streamed") {
      mergeAnswer(answer, this.patch);
      return;
    }
    const list = answer[what.field.responseKey];
    // v8 ignore next -- a list that has turned to null has no rest
    if (!Array.isArray(list)) return;
    for (const item of this.#items(what.field.responseKey)) list.push(item);
  }

  toIncremental(): IncrementalPart {
    const { what } = this.part;
    const { id, path } = this.#nearestTold();
    const errors = this.errors.length === 0 ? {} : { errors: this.errors };
    return what.kind === "streamed"
      ? { kind: "items", id, items: this.#items(what.field.responseKey), ...errors }
      : {
          kind: "data",
          id,
          subPath: this.frame.path.slice(path.length),
          data: this.patch,
          ...errors,
        };
  }

  /** The rest of a list, without the holes in place of its first items. */
  #items(responseKey: string): readonly unknown[] {
    const list = this.patch[responseKey];
    // v8 ignore next -- one that has turned to null does not leave
    return Array.isArray(list) ? list.filter(() => true) : [];
  }

  #nearestTold(): { readonly id: string; readonly path: AnswerPath } {
    let nearest: { readonly id: string; readonly path: AnswerPath } | undefined;
    for (const { id, path, isEnded } of this.promised) {
      if (id === undefined || isEnded) continue;
      if (nearest === undefined || path.length > nearest.path.length) nearest = { id, path };
    }
    // v8 ignore next -- only a bug gets there
    if (nearest === undefined) throw new Error("A part was delivered that nobody was told of.");
    return nearest;
  }
}

interface Settled {
  readonly isNulled: boolean;
  readonly errors: readonly GraphQLError[];
}

export interface PromisedPartOptions {
  readonly path: AnswerPath;
  readonly label: string | undefined;
  /** Whether it is the rest of a list, whose pieces leave one after the other. */
  readonly isList: boolean;
  /** The deferred fragment around it. */
  readonly parent: PromisedPart | undefined;
  /** What its object, or its list, is in; undefined: the first part. */
  readonly container: Piece | undefined;
}

/** A deferred fragment on one object, which leaves as a whole; or the rest of one list. */
export class PromisedPart {
  readonly path: AnswerPath;
  readonly label: string | undefined;
  /** Undefined while the caller knows nothing of it. */
  id: string | undefined;
  readonly #options: PromisedPartOptions;
  /** Those of a list are in its order. */
  readonly #pieces: Piece[] = [];
  /** Whether nothing more of it comes: all of it has left, or it has failed. */
  isEnded = false;
  /** Whether all of it has left. */
  #isOver = false;

  constructor(options: PromisedPartOptions) {
    this.path = options.path;
    this.label = options.label;
    this.#options = options;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    piece.promised.push(this);
  }

  /** Whether the caller may be told of it: what it belongs to has left. */
  get isDue(): boolean {
    const { container, parent } = this.#options;
    if (this.#pieces.length === 0 || container?.isDelivered === false) return false;
    return parent === undefined || parent.#isGone();
  }

  /** Whether nothing of it, and of what is around it, is still to come. */
  #isGone(): boolean {
    const { parent } = this.#options;
    if (this.#isOver) return true;
    return this.#pieces.length === 0 && (parent === undefined || parent.#isGone());
  }

  /** Lets leave what may by now: all of a fragment, or the next pieces of a list. */
  letLeave(leave: (piece: Piece) => void): Standing {
    const waiting = this.#pieces.filter(({ isDelivered }) => !isDelivered);
    const held = waiting.findIndex(({ isSettled, isFailed }) => !isSettled || isFailed);
    const count = held === -1 ? waiting.length : this.#options.isList ? held : 0;
    for (const piece of waiting.slice(0, count)) {
      leave(piece);
      piece.isDelivered = true;
    }
    this.#isOver = held === -1;
    return { hasLeft: count > 0, isOver: this.#isOver, failure: this.#failure(waiting, held) };
  }

  /** What a part has failed with, once nothing of it may leave any more. */
  #failure(waiting: readonly Piece[], held: number): readonly GraphQLError[] | undefined {
    const next = this.#options.isList ? waiting.slice(Math.max(0, held), held + 1) : waiting;
    const failed = next.filter(({ isFailed }) => isFailed);
    if (failed.length === 0 || next.some(({ isSettled }) => !isSettled)) return undefined;
    return failed.flatMap(({ errors }) => errors);
  }
}

interface Standing {
  readonly hasLeft: boolean;
  /** Whether all of it has left. */
  readonly isOver: boolean;
  /** Why the rest never will; undefined where it may. */
  readonly failure: readonly GraphQLError[] | undefined;
}
