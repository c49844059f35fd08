import { setImmediate } from "node:timers/promises";

import type { GraphQLError } from "graphql";

import type { AnswerFreshness } from "./answer-freshness.ts";
import type {
  CompletedPart,
  IncrementalPart,
  LaterParts,
  LaterPayload,
  LaterPayloads,
  PendingPart,
} from "./later-parts.ts";
import type { Piece, PromisedPart } from "./promised-part.ts";
import { Promises, type PromisesOptions } from "./promises.ts";

export interface DeliveryOptions extends Omit<PromisesOptions, "onSettled" | "onBug"> {
  /** How fresh the whole answer is, when all of it has left. */
  readonly freshness: () => AnswerFreshness | undefined;
  /** Called once nobody waits for any part: all have left, or the caller has gone. */
  readonly onEnd: () => void;
}

/**
 * Delivers what comes after the first part of an answer (incremental delivery): each deferred
 * fragment on each object as a whole, and the rest of each streamed list piece by piece.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #promises: Promises;
  #lastId = -1;
  #wake = Promise.withResolvers<void>();
  #isGivenUp = false;
  /** What no part is made without: told where the parts are read. */
  #bug: { readonly error: unknown } | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#promises = new Promises({
      ...options,
      onSettled: () => this.#wake.resolve(),
      // v8 ignore next 4 -- only a bug gets there
      onBug: (error) => {
        this.#bug = { error };
        this.#wake.resolve();
      },
    });
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
    const hasNext = [...this.#promises.open].some(({ id }) => id !== undefined);
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
    for (const promised of this.#promises.open) {
      if (!mayLeave(promised)) continue;
      const { hasLeft, isOver, failure } = promised.letLeave(to.leave);
      const isEnded = isOver || (failure !== undefined && to.end !== undefined);
      if (isEnded) {
        promised.isEnded = true;
        this.#promises.open.delete(promised);
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
    for (const promised of this.#promises.open) {
      if (promised.id !== undefined || !promised.isDue) continue;
      const id = String((this.#lastId += 1));
      promised.id = id;
      told.push({ id, path: promised.path, label: promised.label });
    }
    return told;
  }
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
