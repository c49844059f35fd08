import { randomUUID } from "node:crypto";

import { countNames, type Invalidation, joinInvalidations } from "../freshness/invalidation.ts";

/** Invalidations that go to the shared log as one. */
export interface OutgoingBatch {
  /** The positions that they have in the log of this process: the first, and the last. */
  readonly from: number;
  readonly to: number;
  readonly invalidation: Invalidation;
  /** By whom it is, and which: it is new each time that it is sent. */
  readonly by: string;
}

/**
 * What was invalidated here, and has not yet been read back from the shared log. While one batch is
 * being sent, or cannot be, the next one gathers; one of too many names becomes one of everything.
 */
export class OutgoingInvalidations {
  readonly #life = randomUUID();
  readonly #mostNames: number;
  #sent = 0;
  #gathered: Gathered | undefined;
  #sending: Sending | undefined;
  /** In the shared log, and not yet read there. By `by`, in the order in which they were sent. */
  readonly #unread = new Map<string, OutgoingBatch>();

  constructor(mostNames: number) {
    this.#mostNames = mostNames;
  }

  /** The position of the first that has not been read back; undefined where all have. */
  get oldest(): number | undefined {
    const [unread] = this.#unread.values();
    const sending = this.#sending?.isRead === true ? undefined : this.#sending?.batch;
    return (unread ?? sending ?? this.#gathered)?.from;
  }

  /** Takes one. Resolves with how many replicas were told, or with undefined when it must wait. */
  add(invalidation: Invalidation, position: number): Promise<number | undefined> {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const gathered = (this.#gathered ??= newGathered(position));
    gathered.to = position;
    gathered.waiting.push(resolve);
    this.#gather(gathered, invalidation);
    return promise;
  }

  /** What is to be sent next; then say what came of it. Undefined where there is nothing. */
  next(): OutgoingBatch | undefined {
    const gathered = this.#gathered;
    if (gathered === undefined) return undefined;
    this.#gathered = undefined;
    this.#sent += 1;
    // If it fails it may be in the log all the same, so what is sent then must be told from it.
    const by = `${this.#life}:${this.#sent}`;
    const { from, to, several } = gathered;
    const batch = { from, to, invalidation: joinInvalidations(several), by };
    this.#sending = { batch, waiting: gathered.waiting, isRead: false };
    return batch;
  }

  /** What is being sent is in the shared log, and so many replicas were told. */
  succeed(told: number): void {
    const sending = this.#takeSending();
    if (sending === undefined) return;
    const { batch, isRead, waiting } = sending;
    if (!isRead) this.#unread.set(batch.by, batch);
    for (const resolve of waiting) resolve(told);
  }

  /** What is being sent did not get there: it is sent again, with what has come since. */
  fail(): void {
    const sending = this.#takeSending();
    if (sending === undefined) return;
    const { batch, isRead, waiting } = sending;
    for (const resolve of waiting) resolve(undefined);
    if (isRead) return;
    const gathered = (this.#gathered ??= newGathered(batch.to));
    gathered.from = batch.from;
    this.#gather(gathered, batch.invalidation);
  }

  /** One of the shared log was read: the batch, if it is one from here. */
  readBack(by: string): OutgoingBatch | undefined {
    const batch = this.#unread.get(by);
    this.#unread.delete(by);
    // It may be read before the answer to its sending is.
    if (this.#sending?.batch.by !== by) return batch;
    this.#sending.isRead = true;
    return this.#sending.batch;
  }

  /** The shared log was lost, and with it what has not been read back. */
  forgetUnread(): void {
    this.#unread.clear();
  }

  #gather(gathered: Gathered, invalidation: Invalidation): void {
    gathered.several.push(invalidation);
    gathered.names += countNames(invalidation);
    if (gathered.names <= this.#mostNames) return;
    gathered.several = [{ all: true }];
    gathered.names = 1;
  }

  #takeSending(): Sending | undefined {
    const sending = this.#sending;
    this.#sending = undefined;
    return sending;
  }
}

interface Gathered {
  from: number;
  to: number;
  several: Invalidation[];
  names: number;
  readonly waiting: ((told: number | undefined) => void)[];
}

interface Sending {
  readonly batch: OutgoingBatch;
  readonly waiting: Gathered["waiting"];
  isRead: boolean;
}

function newGathered(position: number): Gathered {
  return { from: position, to: position, several: [], names: 0, waiting: [] };
}
