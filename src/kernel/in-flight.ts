/** Counts work that goes on, for who must wait until none does. */
export class InFlight {
  readonly #work = new Set<Promise<unknown>>();

  /** Counts a promise until it settles, and gives it back. */
  track<Value>(work: Promise<Value>): Promise<Value> {
    const forget = (): void => void this.#work.delete(work);
    this.#work.add(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves once nothing is in flight. Never rejects. */
  async whenNone(): Promise<void> {
    while (this.#work.size > 0) {
      // oxlint-disable-next-line no-await-in-loop -- more may have begun meanwhile
      await Promise.allSettled(this.#work);
    }
  }
}
