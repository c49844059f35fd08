import type { Clock, Timer } from "../kernel/clock.ts";
import type { EntryStore } from "./entry-store.ts";
import type { Entry } from "./entry.ts";
import type { Leases } from "./leases.ts";

export interface AwaitEntriesOptions {
  readonly store: Pick<EntryStore, "getMany">;
  readonly leases: Leases;
  readonly clock: Clock;
  /** How long others may take, all in all. */
  readonly waitMs: number;
  /** Whether an entry is the one that is waited for: one that has expired may still be in the store. */
  readonly isGood: (entry: Entry, key: string) => boolean;
}

/**
 * Waits for the entries of keys that somebody else fetches: one promise per key, in the order of the
 * keys, which are distinct. None rejects.
 *
 * Undefined means: fetch it yourself. The other one has given up its lease without an entry, and it
 * is ours now; or takes too long; or nobody can say, as the store or the leases fail.
 */
export function awaitEntries(
  keys: readonly string[],
  options: AwaitEntriesOptions,
): readonly Promise<Entry | undefined>[] {
  const waits = keys.map((key) => ({ key, ...Promise.withResolvers<Entry | undefined>() }));
  new Wait(new Map(waits.map(({ key, resolve }) => [key, resolve])), options).start();
  return waits.map(({ promise }) => promise);
}

type Settle = (entry: Entry | undefined) => void;

class Wait {
  readonly #options: AwaitEntriesOptions;
  readonly #pending: Map<string, Settle>;
  #pauseMs = firstPauseMs;
  #pause: Timer | undefined;
  #end: Timer | undefined;

  readonly #giveUp = (): void => {
    for (const key of this.#pending.keys()) this.#settle(key, undefined);
  };

  constructor(pending: Map<string, Settle>, options: AwaitEntriesOptions) {
    this.#pending = pending;
    this.#options = options;
  }

  start(): void {
    if (this.#pending.size === 0) return;
    const { clock, waitMs } = this.#options;
    this.#end = clock.after(waitMs, this.#giveUp);
    this.#lookLater();
  }

  #lookLater(): void {
    this.#pause = this.#options.clock.after(this.#pauseMs, () => void this.#look());
    this.#pauseMs = Math.min(this.#pauseMs * 2, lastPauseMs);
  }

  async #look(): Promise<void> {
    try {
      await this.#takeEntries([...this.#pending.keys()]);
      await this.#takeLeases([...this.#pending.keys()]);
      if (this.#pending.size > 0) this.#lookLater();
    } catch {
      this.#giveUp();
    }
  }

  /** Gives the keys that have no entry. */
  async #takeEntries(keys: readonly string[]): Promise<readonly string[]> {
    if (keys.length === 0) return keys;
    const { store, isGood } = this.#options;
    const entries = await store.getMany(keys);
    return keys.filter((key, index) => {
      const entry = entries[index];
      if (entry === undefined || !isGood(entry, key)) return true;
      this.#settle(key, entry);
      return false;
    });
  }

  async #takeLeases(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const { leases } = this.#options;
    const granted = await leases.acquire(keys);
    const ours = keys.filter((_, index) => granted[index] === true);
    // The entry may have been stored, and its lease given up, after we had looked for it.
    const missing = new Set(await this.#takeEntries(ours));
    const notNeeded = ours.filter((key) => !missing.has(key) || !this.#pending.has(key));
    if (notNeeded.length > 0) leases.release(notNeeded);
    for (const key of missing) this.#settle(key, undefined);
  }

  /** Only the first time counts. */
  #settle(key: string, entry: Entry | undefined): void {
    this.#pending.get(key)?.(entry);
    this.#pending.delete(key);
    if (this.#pending.size > 0) return;
    this.#pause?.cancel();
    this.#end?.cancel();
  }
}

/** Nearly all that is waited for is there soon; what is not must not be asked for all the time. */
const firstPauseMs = 10;
const lastPauseMs = 50;
