/** Leave to do one operation. Whoever has it says what came of the operation. */
export type StorePass = symbol;

/**
 * Keeps operations from a store that fails: a few failures in a row open it, and it refuses all for a
 * while; then one may go, to try. If that fails too, the while is twice as long, up to a bound.
 */
export class StoreBreaker {
  /** Of all that went in one state: what comes of those before says nothing of this one. */
  #pass: StorePass = Symbol();
  #failures = 0;
  /** 0: closed. */
  #waitMs = 0;
  #openUntilMs = 0;

  get isOpen(): boolean {
    return this.#waitMs > 0;
  }

  /** Undefined when the operation must not be done. */
  admit(nowMs: number): StorePass | undefined {
    if (!this.isOpen) return this.#pass;
    if (nowMs < this.#openUntilMs) return undefined;
    // While it is tried, all others are refused.
    this.#openUntilMs = Number.POSITIVE_INFINITY;
    return this.#pass;
  }

  succeed(pass: StorePass): void {
    if (pass !== this.#pass) return;
    this.#failures = 0;
    this.#waitMs = 0;
  }

  fail(pass: StorePass, nowMs: number): void {
    if (pass !== this.#pass) return;
    this.#failures++;
    if (this.#failures < failuresInARow) return;
    this.#waitMs = Math.min(Math.max(this.#waitMs * 2, firstWaitMs), longestWaitMs);
    this.#openUntilMs = nowMs + this.#waitMs;
    this.#pass = Symbol();
  }
}

const failuresInARow = 3;
const firstWaitMs = 250;
const longestWaitMs = 5000;
