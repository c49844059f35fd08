/** How a caller came off at the limit. */
export type Admission = "entered" | "queued" | "refused";

export interface ConcurrencyLimitOptions {
  /** How many may be inside at once. */
  readonly maxConcurrentCalls: number;
  /** How many may wait; the next one is refused. */
  readonly maxQueuedCalls: number;
}

/** Lets a bounded number of callers in at once, and a bounded number wait in order of arrival. */
export class ConcurrencyLimit {
  readonly #options: ConcurrencyLimitOptions;
  /** A Set keeps the order of arrival, and a waiter can leave it from the middle. */
  readonly #waiting = new Set<Waiter>();
  #inside = 0;

  constructor(options: ConcurrencyLimitOptions) {
    this.#options = options;
  }

  /** Whoever has "entered" must `leave` once. Whoever is "queued" has entered once `enter` is called. */
  enter(waiter: Waiter): Admission {
    if (this.#inside < this.#options.maxConcurrentCalls) {
      this.#inside++;
      return "entered";
    }
    if (this.#waiting.size >= this.#options.maxQueuedCalls) return "refused";
    this.#waiting.add(waiter);
    return "queued";
  }

  /** Gives the place to the one who has waited longest. */
  leave(): void {
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter);
      waiter.enter();
      return;
    }
    this.#inside--;
  }

  /** Leaves the queue; without effect for one who is not in it. */
  giveUp(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }
}

/** Somebody in the queue. */
export interface Waiter {
  /** Called when its turn comes, at most once, and not after `giveUp`. */
  readonly enter: () => void;
}
