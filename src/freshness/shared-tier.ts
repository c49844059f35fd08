import type { Clock } from "../kernel/clock.ts";
import { settleWithin } from "../telemetry/settle-within.ts";
import { awaitEntries, type AwaitEntriesOptions } from "./await-entries.ts";
import type { Wanted } from "./batch.ts";
import type { EntryStore, KeyedEntry } from "./entry-store.ts";
import type { Entry } from "./entry.ts";
import type { Leases } from "./leases.ts";

export interface SharedTierOptions {
  /** Never rejects, and never takes long: it gives nothing instead. */
  readonly store: EntryStore & { readonly isUp: boolean };
  /** Undefined where replicas cannot agree on who fetches what. */
  readonly leases: Leases | undefined;
  readonly clock: Clock;
  /** How long a request waits for the store, all its operations together. */
  readonly deadlineMs: number;
  /** How long a request waits for what another replica fetches. */
  readonly leaseWaitMs: number;
}

/** What was asked of a source, and what came of it. */
export interface WrittenBehind {
  readonly fresh: readonly KeyedEntry[];
  /** Keys of which nothing is kept any more. */
  readonly gone: readonly string[];
  readonly asked: readonly Wanted[];
}

/** What became of keys that were looked for. */
export interface Found {
  readonly entries: readonly (Entry | undefined)[];
  /** Whether a key that has no good entry is ours to fetch, and not another replica's just now. */
  readonly isOurs: readonly boolean[];
}

/** The store that replicas share, and their agreement on who fetches what. A dead one costs little. */
export class SharedTier {
  readonly #options: SharedTierOptions;

  constructor(options: SharedTierOptions) {
    this.#options = options;
  }

  /**
   * Looks for entries; for those that are not there, or not good, leases are taken. In all it takes
   * no longer than the deadline: what nobody can say by then is not there, and ours.
   */
  async find(keys: readonly string[], isGood: AwaitEntriesOptions["isGood"]): Promise<Found> {
    const { store, leases, clock, deadlineMs } = this.#options;
    const startedAtMs = clock.nowMs();
    const entries = await store.getMany(keys);
    const isMissing = keys.map((key, index) => {
      const entry = entries[index];
      return entry === undefined || !isGood(entry, key);
    });
    const missing = keys.filter((_, index) => isMissing[index]);
    const leftMs = deadlineMs - (clock.nowMs() - startedAtMs);
    if (leases === undefined || missing.length === 0 || leftMs <= 0 || !store.isUp) {
      return { entries, isOurs: isMissing };
    }
    let granted: readonly boolean[] = [];
    const asking = leases.acquire(missing).then((answer) => (granted = answer));
    await settleWithin(leftMs, asking, clock);
    let position = 0;
    return { entries, isOurs: isMissing.map((is) => is && (granted[position++] ?? true)) };
  }

  /** Waits for what another replica fetches: a promise per key; undefined: fetch it yourself. */
  wait(
    keys: readonly string[],
    options: Pick<AwaitEntriesOptions, "signal" | "isGood">,
  ): readonly Promise<Entry | undefined>[] {
    const { store, leases, clock, leaseWaitMs } = this.#options;
    if (leases === undefined) return keys.map(() => Promise.resolve(undefined));
    return awaitEntries(keys, { ...options, store, leases, clock, waitMs: leaseWaitMs });
  }

  /** Stores what came, behind the answer; then others may fetch the keys again. */
  write({ fresh, gone, asked }: WrittenBehind): void {
    const { store, leases } = this.#options;
    const written = [
      ...(fresh.length > 0 ? [store.setMany(fresh)] : []),
      ...(gone.length > 0 ? [store.deleteMany(gone)] : []),
    ];
    void Promise.all(written).then(() => leases?.release(asked.map(({ entryKey }) => entryKey)));
  }
}
