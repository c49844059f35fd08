import type { Clock } from "../kernel/clock.ts";

/**
 * The keys that are being asked for anew while what is kept is served: each once at a time, and not
 * again for a while after it has failed.
 */
export class Refreshing {
  readonly #clock: Clock;
  readonly #keys = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many keys are being asked for anew, or have failed just now. */
  get size(): number {
    return this.#keys.size;
  }

  /** Whether a key is to be asked for now: then it is noted. */
  begin(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }

  /** It has ended; after a failure the key is left alone for `pauseMs`. */
  end(key: string, pauseMs = 0): void {
    if (pauseMs === 0) this.#keys.delete(key);
    else this.#clock.after(pauseMs, () => this.#keys.delete(key));
  }
}
