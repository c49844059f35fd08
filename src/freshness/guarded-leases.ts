import type { Clock } from "../kernel/clock.ts";
import type { Leases } from "./leases.ts";
import { StoreBreaker } from "./store-breaker.ts";

export interface GuardedLeasesOptions {
  readonly leases: Leases;
  readonly clock: Clock;
}

/**
 * Leases that may be slow, hanging or gone, and whoever asks for one does not suffer for long: after a
 * few failures in a row it is rejected at once, until a try comes to something.
 */
export class GuardedLeases implements Leases {
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #breaker = new StoreBreaker();
  #inFlight = 0;

  constructor({ leases, clock }: GuardedLeasesOptions) {
    this.#leases = leases;
    this.#clock = clock;
  }

  async acquire(keys: readonly string[]): Promise<readonly boolean[]> {
    const isRefused = this.#inFlight >= maxInFlight;
    const pass = isRefused ? undefined : this.#breaker.admit(this.#clock.nowMs());
    if (pass === undefined) throw new Error("Leases are not asked for now.");
    this.#inFlight++;
    try {
      const granted = await this.#leases.acquire(keys);
      this.#breaker.succeed(pass, this.#clock.nowMs());
      return granted;
    } catch (error) {
      this.#breaker.fail(pass, this.#clock.nowMs());
      throw error;
    } finally {
      this.#inFlight--;
    }
  }

  /** What is not given up, as nobody can be told, ends by itself. */
  release(keys: readonly string[]): void {
    if (!this.#breaker.isOpen) this.#leases.release(keys);
  }

  waive(keys: readonly string[]): void {
    if (!this.#breaker.isOpen) this.#leases.waive(keys);
  }
}

/** More than one process has use for; what hangs is not to pile up. */
const maxInFlight = 512;
