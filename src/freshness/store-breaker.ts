/** Leave to do one operation. Whoever has it says what came of the operation. */
export type StorePass = symbol;

/**
 * Keeps operations from a store that fails: a few failures in a row open it, and it refuses all for a
 * while; then one may go, to try. If that fails too, the while is twice as long, up to a bound; and
 * also where that comes to something, but the store fails again soon: it may be well only when idle.
 */
export class StoreBreaker {
  /** Of all that went in one state: what comes of those before says nothing of this one. */
  #pass: StorePass = Symbol();
  #failures = 0;
  #isOpen = false;
  /** How long it was open the last time. */
  #waitMs = 0;
  #openUntilMs = 0;
  #closedAtMs = 0;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Undefined when the operation must not be done. */
  admit(nowMs: number): StorePass | undefined {
    if (!this.#isOpen) return this.#pass;
    if (nowMs < this.#openUntilMs) return undefined;
    // While it is tried, all others are refused.
    this.#openUntilMs = Number.POSITIVE_INFINITY;
    return this.#pass;
  }

  succeed(pass: StorePass, nowMs: number): void {
    if (pass !== this.#pass) return;
    this.#failures = 0;
    if (this.#isOpen) this.#closedAtMs = nowMs;
    this.#isOpen = false;
  }

  fail(pass: StorePass, nowMs: number): void {
    if (pass !== this.#pass) return;
    this.#failures++;
    if (this.#failures < failuresInARow) return;
    const wasWell = !this.#isOpen && nowMs - this.#closedAtMs >= wellMs;
    this.#waitMs = wasWell ? firstWaitMs : this.#nextWaitMs();
    this.#openUntilMs = nowMs + this.#waitMs;
    this.#isOpen = true;
    this.#pass = Symbol();
  }

  #nextWaitMs(): number {
    return Math.min(Math.max(this.#waitMs * 2, firstWaitMs), longestWaitMs);
  }
}

const failuresInARow = 3;
const firstWaitMs = 250;
const longestWaitMs = 5000;
/** A store that has failed before is as good as any other after so long. */
const wellMs = 10_000;
