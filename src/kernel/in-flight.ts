/** Counts work that goes on, for who must wait until none does. Keeps hold of none of it. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Counts a promise until it settles, and gives it back. */
  track<Value>(work: Promise<Value>): Promise<Value> {
    const end = (): void => this.#end();
    this.#count += 1;
    work.then(end, end);
    return work;
  }

  /** Resolves once nothing is in flight. Never rejects. */
  async whenNone(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #end(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
