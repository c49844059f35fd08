/**
 * Lets retries be a share of calls, so that a source in trouble is not asked ever more often.
 *
 * Calls earn retries, and a few are saved, so that a source which is rarely called may be retried
 * at all: over any run there are at most `savedRetries` and the share of the calls.
 */
export class RetryBudget {
  #saved = savedRetries;
  /** Since the savings were last added up; what they earn depends on the share asked for then. */
  #calls = 0;

  recordCall(): void {
    this.#calls++;
  }

  /** Whether a retry may go; it is then spent. */
  take(share: number): boolean {
    this.#saved = Math.min(savedRetries, this.#saved + this.#calls * share);
    this.#calls = 0;
    if (share <= 0 || this.#saved < 1) return false;
    this.#saved--;
    return true;
  }
}

/** Ten: what a source with few calls may retry at first, and what a quiet time is good for later. */
export const savedRetries = 10;
