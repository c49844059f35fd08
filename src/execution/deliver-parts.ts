import { setImmediate } from "node:timers/promises";

import type { GraphQLError } from "graphql";

import type { AnswerFreshness } from "./answer-freshness.ts";
import type { LatePart } from "./branch.ts";
import type {
  AnswerPath,
  CompletedPart,
  IncrementalPart,
  LaterParts,
  LaterPayload,
  LaterPayloads,
  PendingPart,
} from "./later-parts.ts";
import { isAnswer, LeadingFields } from "./leading-fields.ts";
import { type Frame, Piece, PromisedPart, type PromisedPartOptions } from "./promised-part.ts";
import { FailureWalk } from "./settle-failures.ts";
import type { Answer, DeferredFragment, FieldPlan, ObjectPlan } from "./plan.ts";

export interface DeliveryOptions {
  readonly root: ObjectPlan;
  /** The first part, with its failures settled. */
  readonly answer: Answer;
  readonly later: readonly LatePart[];
  /** Why nothing more of the answer is made; undefined: it goes on. */
  readonly refusal: () => GraphQLError | undefined;
  /** How fresh the whole answer is, when all of it has left. */
  readonly freshness: () => AnswerFreshness | undefined;
  /** Called once nobody waits for any part: all have left, or the caller has gone. */
  readonly onEnd: () => void;
}

/**
 * Delivers what comes after the first part of an answer (incremental delivery): each deferred
 * fragment on each object as a whole, and the rest of each streamed list. What lies in objects that
 * are not in the answer, because a null took their place, is never told of.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #leading = new LeadingFields();
  /** Late parts that have not been found in the answer, by the objects that have them. */
  readonly #notFound = new Map<Answer, LateEntry[]>();
  /** In the order in which they were found. */
  readonly #promised = new Set<PromisedPart>();
  /** The same, by the objects they belong to. */
  readonly #byObject = new Map<Answer, Map<DeferredFragment | FieldPlan, PromisedPart>>();
  /** The pieces of parts that are not done. */
  readonly #waiting = new Map<LatePart, Piece[]>();
  readonly #walks = new Map<LatePart, FailureWalk>();
  #lastId = -1;
  #wake = Promise.withResolvers<void>();
  #isGivenUp = false;
  /** What no part is made without: told where the parts are read. */
  #bug: { readonly error: unknown } | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { root, answer, later } = options;
    this.#expect(later);
    const frame = { plan: root, answer, path: [], around: undefined };
    this.#find(answer, { frame, container: undefined });
  }

  /**
   * Merges into the first part what is complete by now. Gives the errors that come with it, and what
   * is left.
   */
  mergeComplete(): {
    readonly errors: readonly GraphQLError[];
    readonly rest: LaterParts | undefined;
  } {
    const errors: GraphQLError[] = [];
    const leave = (piece: Piece): void => {
      piece.mergeIntoAnswer();
      errors.push(...piece.errors);
    };
    while (this.#letLeave(({ isDue }) => isDue, { leave }));
    const pending = this.#tellOfPending();
    // Of what is told of, something may have failed by now.
    this.#wake.resolve();
    if (pending.length === 0) {
      this.#options.onEnd();
      return { errors, rest: undefined };
    }
    return { errors, rest: { pending, payloads: this.#readPayloads() } };
  }

  /** Whoever reads no further ends what is under way at once, without waiting for the next part. */
  #readPayloads(): LaterPayloads {
    const payloads = this.#payloads();
    return {
      next: () => payloads.next(),
      return: () => {
        this.#isGivenUp = true;
        this.#wake.resolve();
        this.#options.onEnd();
        return payloads.return();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async *#payloads(): AsyncGenerator<LaterPayload, void, void> {
    try {
      let hasNext = true;
      while (hasNext) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const payload = await this.#nextPayload();
        if (this.#isGivenUp) return;
        if (payload === undefined) continue;
        ({ hasNext } = payload);
        yield payload;
      }
    } finally {
      this.#options.onEnd();
    }
  }

  async #nextPayload(): Promise<LaterPayload | undefined> {
    await this.#wake.promise;
    // What comes at the same time leaves together.
    await setImmediate();
    this.#wake = Promise.withResolvers();
    // v8 ignore next -- only a bug gets there
    if (this.#bug !== undefined) throw this.#bug.error;
    return this.#payload();
  }

  /** Undefined where nothing is there that was not before. */
  #payload(): LaterPayload | undefined {
    const pending: PendingPart[] = [];
    const incremental: IncrementalPart[] = [];
    const completed: CompletedPart[] = [];
    const leave = (piece: Piece): void => void incremental.push(piece.toIncremental());
    const end = (part: CompletedPart): void => void completed.push(part);
    do pending.push(...this.#tellOfPending());
    while (this.#letLeave(({ id }) => id !== undefined, { leave, end }));
    if (incremental.length === 0 && completed.length === 0) return undefined;
    const hasNext = [...this.#promised].some(({ id }) => id !== undefined);
    const freshness = hasNext ? undefined : this.#options.freshness();
    return { pending, incremental: joined(incremental), completed, hasNext, freshness };
  }

  /**
   * Lets leave what may of some parts. Whether anything has, or has ended: then others may, which are
   * in it. Parts that have failed end only where somebody is to be told.
   */
  #letLeave(
    mayLeave: (promised: PromisedPart) => boolean,
    to: {
      readonly leave: (piece: Piece) => void;
      readonly end?: (part: CompletedPart) => void;
    },
  ): boolean {
    let isChanged = false;
    for (const promised of this.#promised) {
      if (!mayLeave(promised)) continue;
      const { hasLeft, isOver, failure } = promised.letLeave(to.leave);
      const isEnded = isOver || (failure !== undefined && to.end !== undefined);
      if (isEnded) {
        promised.isEnded = true;
        this.#promised.delete(promised);
      }
      if (isEnded && promised.id !== undefined) {
        to.end?.({ id: promised.id, ...(failure !== undefined && { errors: failure }) });
      }
      if (hasLeft || isEnded) isChanged = true;
    }
    return isChanged;
  }

  /** Gives ids to those that the caller may know of by now. */
  #tellOfPending(): PendingPart[] {
    const told: PendingPart[] = [];
    for (const promised of this.#promised) {
      if (promised.id !== undefined || !promised.isDue) continue;
      const id = String((this.#lastId += 1));
      promised.id = id;
      told.push({ id, path: promised.path, label: promised.label });
    }
    return told;
  }

  #expect(later: readonly LatePart[]): void {
    for (const part of later) {
      this.#leading.add(objectOf(part));
      for (const [index, owner] of part.owners.entries()) {
        const known = this.#notFound.get(owner);
        if (known === undefined) this.#notFound.set(owner, [{ part, index }]);
        else known.push({ part, index });
      }
    }
  }

  /** Finds the late parts in an object, or in fields of it that came apart from the rest. */
  #find(answer: Answer, { frame, container }: Found): void {
    const { plan, path } = frame;
    for (const { part, index } of this.#notFound.get(answer) ?? []) {
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
        // v8 ignore next 4 -- only a bug gets there
        (error: unknown) => {
          this.#bug = { error };
          this.#wake.resolve();
        },
      );
    }
  }

  #settleAll(part: LatePart): void {
    // v8 ignore next -- `?? []` is for the types: it waits
    for (const piece of this.#waiting.get(part) ?? []) this.#settle(piece);
    this.#waiting.delete(part);
    this.#wake.resolve();
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
      this.#promised.add(promised);
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

/** Items of one list that leave together are one part. */
function joined(parts: readonly IncrementalPart[]): readonly IncrementalPart[] {
  const joinedParts: IncrementalPart[] = [];
  for (const part of parts) {
    const last = joinedParts.at(-1);
    if (part.kind === "items" && last?.kind === "items" && last.id === part.id) {
      const errors = [...(last.errors ?? []), ...(part.errors ?? [])];
      const items = [...last.items, ...part.items];
      joinedParts.splice(-1, 1, { ...part, items, ...(errors.length > 0 && { errors }) });
    } else joinedParts.push(part);
  }
  return joinedParts;
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
