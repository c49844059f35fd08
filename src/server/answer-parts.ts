import { GraphQLError } from "graphql";

import type { LaterParts, LaterPayload, PendingPart } from "../execution/later-parts.ts";
import { freshnessReport } from "./freshness-report.ts";
import type { Members, PartsFormat } from "./parts-format.ts";

/** One part of an answer, as its caller gets it. */
export interface AnswerPart {
  readonly members: Members;
  /** Whether more parts come. */
  readonly hasNext: boolean;
}

export interface AnswerPartsOptions {
  /** `data`, `errors` and `extensions` of the first part. */
  readonly first: Members;
  readonly later: LaterParts;
  readonly format: PartsFormat;
  /** Told of the errors of each later part. */
  readonly onErrors: (errors: readonly GraphQLError[]) => void;
}

/**
 * The parts of one answer, in the format of its caller. No generator: `return` must go through to
 * the engine at once, where that of a generator waits until the next part is there.
 */
export class AnswerParts implements AsyncIterator<AnswerPart, void, void> {
  readonly #later: LaterParts;
  readonly #format: PartsFormat;
  readonly #onErrors: AnswerPartsOptions["onErrors"];
  #first: AnswerPart | undefined;
  #isOver = false;
  /** What was told of, and is not completed. */
  readonly #open = new Map<string, PendingPart>();

  constructor({ first, later, format, onErrors }: AnswerPartsOptions) {
    this.#later = later;
    this.#format = format;
    this.#onErrors = onErrors;
    this.#follow(later);
    const members = { ...first, ...format.first(later.pending), hasNext: true };
    this.#first = { members, hasNext: true };
  }

  async next(): Promise<IteratorResult<AnswerPart, void>> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return { done: false, value: first };
    while (!this.#isOver) {
      // oxlint-disable-next-line no-await-in-loop -- parts come one after the other
      const payload = await this.#nextPayload();
      if (payload === undefined) break;
      const part = this.#write(payload);
      if (part !== undefined) return { done: false, value: part };
    }
    return { done: true, value: undefined };
  }

  /** Gives up what is left. */
  async return(): Promise<IteratorResult<AnswerPart, void>> {
    this.#isOver = true;
    await this.#later.payloads.return();
    return { done: true, value: undefined };
  }

  async #nextPayload(): Promise<LaterPayload | undefined> {
    try {
      const { done, value } = await this.#later.payloads.next();
      return done === true ? undefined : value;
    } catch (error) {
      return this.#failOpen(error);
    }
  }

  /** After a bug nothing more comes: all that was told of has failed, each at its place. */
  #failOpen(error: unknown): LaterPayload {
    const bug = error instanceof Error ? error : new Error(`Thrown: ${String(error)}`);
    const completed = [...this.#open.values()].map(({ id, path }) => ({
      id,
      errors: [new GraphQLError(bug.message, { path, originalError: bug })],
    }));
    return { pending: [], incremental: [], completed, hasNext: false };
  }

  /** Undefined where there is nothing to tell, and more to come. */
  #write({ freshness, ...payload }: LaterPayload): AnswerPart | undefined {
    const { hasNext, incremental, completed } = payload;
    this.#follow(payload);
    this.#isOver ||= !hasNext;
    const errors = [...incremental, ...completed].flatMap((part) => part.errors ?? []);
    if (errors.length > 0) this.#onErrors(errors);
    const told = this.#format.later(payload);
    if (hasNext && Object.keys(told).length === 0) return undefined;
    const extensions = freshness?.byPath && {
      extensions: { freshness: freshnessReport(freshness.byPath) },
    };
    return { members: { ...told, ...extensions, hasNext }, hasNext };
  }

  #follow({ pending, completed = [] }: Pick<LaterParts, "pending"> & Partial<LaterPayload>): void {
    for (const part of pending) this.#open.set(part.id, part);
    for (const { id } of completed) this.#open.delete(id);
  }
}
