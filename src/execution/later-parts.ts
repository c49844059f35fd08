import type { GraphQLError } from "graphql";

import type { AnswerFreshness } from "./answer-freshness.ts";

/**
 * The parts of an answer that come after the first (incremental delivery). Parts have ids, which are
 * unique in the answer and in the order in which the parts were told of.
 */
export interface LaterParts {
  /** What is to come, as far as it is known with the first part: at least one. */
  readonly pending: readonly PendingPart[];
  /**
   * To be read once, to its end or until the caller has gone: `return()` then gives up what is left.
   * The last one has `hasNext: false`. Never rejects, but for a bug.
   */
  readonly payloads: LaterPayloads;
}

export interface LaterPayloads extends AsyncIterable<LaterPayload> {
  readonly next: () => Promise<IteratorResult<LaterPayload, void>>;
  /** Resolves once what was left is given up. */
  readonly return: (value: void) => Promise<IteratorResult<LaterPayload, void>>;
  readonly [Symbol.asyncIterator]: () => LaterPayloads;
}

/** A deferred fragment on one object, or the rest of one streamed list. */
export interface PendingPart {
  readonly id: string;
  /** Of the object, or of the list. */
  readonly path: AnswerPath;
  readonly label: string | undefined;
}

export type AnswerPath = readonly (string | number)[];

/** What came at one time. Of each list there may be none. */
export interface LaterPayload {
  /** What is to come, and was not known before. */
  readonly pending: readonly PendingPart[];
  readonly incremental: readonly IncrementalPart[];
  readonly completed: readonly CompletedPart[];
  readonly hasNext: boolean;
  /** Of the whole answer; in the last payload only, and where a report was asked for. */
  readonly freshness?: AnswerFreshness | undefined;
}

export type IncrementalPart = DeferredData | StreamedItems;

/** Fields to be merged into an object of the answer. */
interface DeferredData {
  readonly kind: "data";
  /** Of the pending part that it belongs to. */
  readonly id: string;
  /** From that part's object to the object that has the fields; empty: it is the same. */
  readonly subPath: AnswerPath;
  readonly data: Readonly<Record<string, unknown>>;
  /** With whole paths. Not empty when present. */
  readonly errors?: readonly GraphQLError[];
}

/** The next items of a list, to be appended. */
interface StreamedItems {
  readonly kind: "items";
  readonly id: string;
  readonly items: readonly unknown[];
  readonly errors?: readonly GraphQLError[];
}

/** A part of which nothing more comes. */
export interface CompletedPart {
  readonly id: string;
  /** Present where it could not be answered: a null went up to the fragment, or to the list. */
  readonly errors?: readonly GraphQLError[];
}
