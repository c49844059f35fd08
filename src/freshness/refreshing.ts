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

  /** Whether a key is to be asked for now: then it is noted. */
  begin(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }

  /** It has ended; after a failure the key is left alone for `pauseMs`, and an hour at most. */
  end(key: string, pauseMs = 0): void {
    if (pauseMs === 0) this.#keys.delete(key);
    else this.#clock.after(Math.min(pauseMs, longestPauseMs), () => this.#keys.delete(key));
  }
}

/** A source may say that it is to be left alone for years; and a timer of more than 24 days is due at once. */
const longestPauseMs = 3_600_000;
