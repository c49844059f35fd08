import type { Clock, Timer } from "../kernel/clock.ts";
import { stringifyJson } from "../kernel/json.ts";
import type { AnswerPart } from "./answer-parts.ts";
import type { Framing } from "./framing.ts";

export interface PartsBodyOptions {
  readonly parts: AsyncIterator<AnswerPart, void, void>;
  readonly framing: Framing;
  readonly clock: Clock;
  /** Told of a part that cannot be written; the body then ends before its end. */
  readonly onBug: (bug: unknown) => void;
}

/** The body of an answer in parts: a piece of text for each, as soon as it is there. */
export class PartsBody implements AsyncIterableIterator<string, undefined, void> {
  /** Resolves when all of it was read, or what was left has been given up. */
  readonly ended: Promise<void>;
  readonly #options: PartsBodyOptions;
  readonly #end: () => void;
  #opening: string;
  /** The part that is awaited, while somebody waits for it. */
  #next: Promise<IteratorResult<AnswerPart, void>> | undefined;
  #silence: Timer | undefined;

  constructor(options: PartsBodyOptions) {
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    this.#end = ended.resolve;
    this.#options = options;
    this.#opening = options.framing.opening;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    this.#next ??= this.#options.parts.next();
    const result = await this.#orKeepAlive(this.#next);
    if (typeof result === "string") return { done: false, value: result };
    this.#next = undefined;
    if (result.done === true) {
      this.#end();
      return { done: true, value: undefined };
    }
    const value = `${this.#opening}${this.#write(result.value)}`;
    this.#opening = "";
    return { done: false, value };
  }

  /** What its reader calls who does not read on. */
  async return(): Promise<IteratorResult<string, undefined>> {
    this.#silence?.cancel();
    try {
      await this.#options.parts.return?.();
    } finally {
      this.#end();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The part; or, where that is long in coming, the text to be sent in the meantime. */
  async #orKeepAlive<Part>(part: Promise<Part>): Promise<Part | string> {
    const { framing, clock } = this.#options;
    const { keepAlive } = framing;
    if (keepAlive === undefined) return await part;
    const silence = Promise.withResolvers<string>();
    this.#silence = clock.after(keepAliveMs, () => silence.resolve(keepAlive));
    try {
      return await Promise.race([part, silence.promise]);
    } finally {
      this.#silence.cancel();
    }
  }

  #write({ members, hasNext }: AnswerPart): string {
    try {
      return this.#options.framing.frame(stringifyJson(members), hasNext);
    } catch (error) {
      this.#options.onBug(error);
      throw error;
    }
  }
}

/** GraphQL over SSE asks for such a sign at least that often. */
const keepAliveMs = 12_000;
