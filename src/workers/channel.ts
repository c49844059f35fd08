// oxlint-disable typescript/no-unsafe-type-assertion -- what comes over the line is what the same program has sent

import { type Clock, systemClock } from "../kernel/clock.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { withDeadline } from "../kernel/with-deadline.ts";

/** One end of the line between a worker and the primary process. */
export interface Port {
  /** Sends a message, as JSON. What can no longer be sent is lost. */
  readonly send: (message: object) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Ends the line: it keeps neither process alive any more. */
  readonly close: () => void;
}

/** What one side may ask the other: functions of one argument, by name. */
type Questions<Names extends PropertyKey> = Readonly<Record<Names, (content: never) => unknown>>;

type Content<Form extends (content: never) => unknown> = Parameters<Form>[0];
type Answer<Form extends (content: never) => unknown> = Awaited<ReturnType<Form>>;

/** Answers to what the other side asks. One that rejects with ProblemsError does so for the asker, too. */
export type Answers<Ours extends Questions<keyof Ours>> = {
  readonly [Name in keyof Ours]: (
    content: Content<Ours[Name]>,
  ) => Answer<Ours[Name]> | Promise<Answer<Ours[Name]>>;
};

/** Questions and answers between two processes that are of one program, and so trust each other. */
export class Channel<Theirs extends Questions<keyof Theirs>, Ours extends Questions<keyof Ours>> {
  readonly #port: Port;
  readonly #clock: Clock;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;

  constructor(port: Port, answers: Answers<Ours>, clock: Clock = systemClock) {
    this.#port = port;
    this.#clock = clock;
    port.onMessage((message) => {
      // What the other side sends is its own Message: no other program has this line.
      const received = message as Message<keyof Ours>;
      if ("answerTo" in received) this.#take(received);
      else void this.#answer(received, answers);
    });
  }

  /** Asks the other side. Rejects when that takes longer than `deadlineMs`, or once it is closed. */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    content: Content<Theirs[Name]>,
    deadlineMs: number,
  ): Promise<Answer<Theirs[Name]>> {
    const id = (this.#count += 1);
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(id, asked);
    this.#port.send({ id, name, content });
    return withDeadline(asked.promise, this.#clock, {
      deadlineMs,
      late: `The other process did not answer "${name}" within`,
    }).finally(() => this.#asked.delete(id)) as Promise<Answer<Theirs[Name]>>;
  }

  /** To be called when the other side has ended: it will not answer any more. */
  close(): void {
    for (const { reject } of this.#asked.values()) reject(new Error("The other process ended."));
  }

  async #answer<Name extends keyof Ours>(
    { id, name, content }: Question<Name>,
    answers: Answers<Ours>,
  ): Promise<void> {
    try {
      const value: unknown = await answers[name](content as Content<Ours[Name]>);
      this.#port.send({ answerTo: id, value });
    } catch (error) {
      this.#port.send({ answerTo: id, failure: toFailure(error) });
    }
  }

  #take({ answerTo, value, failure }: Reply): void {
    const asked = this.#asked.get(answerTo);
    if (failure === undefined) asked?.resolve(value);
    else asked?.reject(fromFailure(failure));
  }
}

type Message<Name> = Question<Name> | Reply;

interface Question<Name> {
  readonly id: number;
  readonly name: Name;
  readonly content: unknown;
}

interface Reply {
  readonly answerTo: number;
  readonly value?: unknown;
  readonly failure?: Failure;
}

/** An error as it goes from one process to another. */
export type Failure =
  | { readonly problems: readonly Problem[] }
  | { readonly problems?: never; readonly stack: string };

/** An error, to be sent. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ProblemsError) return { problems: error.problems };
  return { stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What an error has become on its way. */
export function fromFailure(failure: Failure): Error {
  if (failure.problems !== undefined) return new ProblemsError(failure.problems);
  const { stack } = failure;
  const [first = ""] = stack.split("\n", 1);
  return Object.assign(new Error(first), { stack });
}
