import type { Clock } from "../kernel/clock.ts";
import { settleWithin } from "../telemetry/settle-within.ts";
import { awaitEntries, type AwaitEntriesOptions } from "./await-entries.ts";
import type { Wanted } from "./batch.ts";
import type { EntryStore, KeyedEntry } from "./entry-store.ts";
import type { Entry } from "./entry.ts";
import type { GuardedStore } from "./guarded-store.ts";
import type { Leases } from "./leases.ts";
import { there } from "./there.ts";

export interface SharedTierOptions {
  /** Never rejects, and never takes long: it gives nothing instead. */
  readonly store: EntryStore & Pick<GuardedStore, "isUp" | "isWhole">;
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

/** What became of a key that was looked for. */
export interface Found {
  /** What the store has of it, be that good or not. */
  readonly entry: Entry | undefined;
  /** Whether there is no good entry, and the key is ours to fetch: no other replica is at it. */
  readonly isOurs: boolean;
}

/** The store that replicas share, and their agreement on who fetches what. A dead one costs little. */
export class SharedTier {
  readonly #options: SharedTierOptions;
  /** Keys that are being looked for. */
  readonly #looks = new Map<string, Promise<Found>>();
  /** Keys that another replica fetches, and somebody here waits for. */
  readonly #waits = new Map<string, Promise<Entry | undefined>>();
  /** What is being stored. */
  readonly #writes = new Set<Promise<void>>();

  constructor(options: SharedTierOptions) {
    this.#options = options;
  }

  /**
   * Looks for entries; for those that are not there, or not good, leases are taken. In all it takes
   * no longer than the deadline: what nobody can say by then is not there, and ours.
   *
   * Requests that look for a key at the same time look once.
   */
  async find(keys: readonly string[], isGood: IsGood): Promise<readonly Found[]> {
    const unseen = keys.filter((key) => !this.#looks.has(key));
    if (unseen.length > 0) {
      const looking = this.#look(unseen, isGood);
      for (const [index, key] of unseen.entries()) {
        const found = looking.then((all) => there(all[index]));
        this.#looks.set(key, found);
      }
      const forget = (): void => {
        for (const key of unseen) this.#looks.delete(key);
      };
      looking.then(forget, forget);
    }
    return Promise.all(keys.map((key) => there(this.#looks.get(key))));
  }

  async #look(keys: readonly string[], isGood: IsGood): Promise<readonly Found[]> {
    const { store, clock, deadlineMs } = this.#options;
    const endMs = clock.nowMs() + deadlineMs;
    const entries = await store.getMany(keys);
    const looked = keys.map((key, index): Looked => {
      const entry = entries[index];
      return { key, entry, isOurs: entry === undefined || !isGood(entry, key) };
    });
    const missing = looked.filter(({ isOurs }) => isOurs);
    const leftMs = endMs - clock.nowMs();
    if (missing.length > 0 && store.isUp && leftMs > 0) {
      await settleWithin(leftMs, this.#lease(missing, isGood), clock);
    }
    // What comes to light later is for nobody.
    return looked.map(({ entry, isOurs }) => ({ entry, isOurs }));
  }

  /**
   * Takes the leases of keys. Who had a lease before may have stored the entry since we looked for
   * it: so the store is asked once more for those that we get.
   */
  async #lease(missing: readonly Looked[], isGood: IsGood): Promise<void> {
    const { store, leases } = this.#options;
    if (leases === undefined) return;
    const granted = await leases.acquire(missing.map(({ key }) => key));
    for (const [index, looked] of missing.entries()) looked.isOurs = granted[index] !== false;
    const ours = missing.filter(({ isOurs }) => isOurs);
    if (ours.length === 0) return;
    const entries = await store.getMany(ours.map(({ key }) => key));
    for (const [index, looked] of ours.entries()) {
      const entry = entries[index];
      if (entry === undefined || !isGood(entry, looked.key)) continue;
      looked.entry = entry;
      looked.isOurs = false;
    }
    this.release(ours.filter(({ isOurs }) => !isOurs).map(({ key }) => key));
  }

  /** Gives up what is ours to fetch: others may fetch it. */
  release(keys: readonly string[]): void {
    if (keys.length > 0) this.#options.leases?.release(keys);
  }

  /**
   * Waits for what another replica fetches: a promise per key; undefined: fetch it yourself. Requests
   * that wait for a key at the same time wait together; it is not for long, whoever goes away.
   */
  wait(keys: readonly string[], isGood: IsGood): readonly Promise<Entry | undefined>[] {
    const { store, leases, clock, leaseWaitMs } = this.#options;
    if (leases === undefined) return keys.map(() => Promise.resolve(undefined));
    const unseen = keys.filter((key) => !this.#waits.has(key));
    const options = { store, leases, clock, waitMs: leaseWaitMs, isGood };
    for (const [index, arrival] of awaitEntries(unseen, options).entries()) {
      const key = there(unseen[index]);
      this.#waits.set(key, arrival);
      void arrival.then(() => this.#waits.delete(key));
    }
    return keys.map((key) => there(this.#waits.get(key)));
  }

  /**
   * Stores what came, behind the answer; then others may fetch the keys again: all at once those of
   * which nothing came that could be stored.
   */
  write(written: WrittenBehind): void {
    const writing = this.#write(written);
    this.#writes.add(writing);
    void writing.then(() => this.#writes.delete(writing));
  }

  /** Resolves when all is stored that came before. It does not take long. */
  async settle(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async #write({ fresh, gone, asked }: WrittenBehind): Promise<void> {
    const { store, leases } = this.#options;
    await Promise.all([
      ...(fresh.length > 0 ? [store.setMany(fresh)] : []),
      ...(gone.length > 0 ? [store.deleteMany(gone)] : []),
    ]);
    // One that takes no more has kept nothing.
    const kept = new Set(store.isWhole ? fresh.map(({ key }) => key) : []);
    const keys = asked.map(({ entryKey }) => entryKey);
    const unkept = keys.filter((key) => !kept.has(key));
    this.release(keys.filter((key) => kept.has(key)));
    if (unkept.length > 0) leases?.waive(unkept);
  }
}

type IsGood = AwaitEntriesOptions["isGood"];

interface Looked {
  readonly key: string;
  entry: Entry | undefined;
  isOurs: boolean;
}
