import type {
  FailedOutcome,
  FetchKeys,
  Key,
  MissingOutcome,
  Outcome,
  ValueOutcome,
} from "../connectors/outcome.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Batch, Wanted } from "./batch.ts";
import type { Cache } from "./cache.ts";
import type { Entry } from "./entry.ts";
import type { KeyedEntry } from "./entry-store.ts";
import { makeEntry } from "./make-entry.ts";
import { meaningOf } from "./passing-failure.ts";
import { fetchedOutcome, staleOutcome } from "./served-outcome.ts";
import { maySubstitute } from "./standing.ts";

export interface KeeperOptions extends Omit<Cache, "isOn"> {
  readonly fetchKeys: FetchKeys;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Has keys fetched, and keeps what comes of them. */
export class Keeper {
  readonly #options: KeeperOptions;
  /** What was kept in this turn of the event loop, and the outcome that it was made of. */
  readonly #justKept = new Map<string, { readonly entry: Entry; readonly of: Outcome }>();

  /** The keys that are being fetched, and for how many batches. */
  readonly #fetching = new Map<string, number>();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Whether a key is being fetched here: who asks for it now can join. */
  isFetching(entryKey: string): boolean {
    return this.#fetching.has(entryKey);
  }

  /**
   * One outcome per key, in their order. Where the source fails, what is kept stands in for it as
   * long as it may; where it says that something is no more, that is kept no longer.
   */
  async fetch(batch: Batch, wanted: readonly Wanted[]): Promise<readonly Outcome[]> {
    const { log, shared } = this.#options;
    const { position } = log;
    const outcomes = await this.#ask(batch, wanted);
    const fresh: KeyedEntry[] = [];
    const gone: string[] = [];
    const asked: Wanted[] = [];
    const answers = wanted.map((one, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) throw new Error(`There is no outcome for key ${index}.`);
      const known = this.#justKept.get(one.entryKey);
      // Those who waited for one call get one outcome, one after the other: the first one keeps it.
      if (known?.of === outcome && batch.kept.holds(log, one.key, known.entry)) {
        return fetchedOutcome(known.entry);
      }
      asked.push(one);
      if (outcome.kind === "error") return this.#substitute(outcome, { batch, one, gone });
      const entry = this.#keep(outcome, { batch, one, position });
      if (entry !== undefined) {
        fresh.push({ key: one.entryKey, entry });
        return fetchedOutcome(entry);
      }
      gone.push(one.entryKey);
      return outcome;
    });
    for (const entryKey of gone) this.#forget(entryKey);
    if (asked.length > 0) shared?.write({ fresh, gone, asked });
    return answers;
  }

  async #ask({ kept, request }: Batch, wanted: readonly Wanted[]): Promise<readonly Outcome[]> {
    const { fetchKeys, shared } = this.#options;
    const keys = wanted.map(withKnownAnswer);
    // Only who looks in a shared store wants to know what is being fetched.
    if (shared === undefined) return fetchKeys(kept.connector, keys, request);
    for (const { entryKey } of wanted) this.#countFetching(entryKey, 1);
    try {
      return await fetchKeys(kept.connector, keys, request);
    } finally {
      for (const { entryKey } of wanted) this.#countFetching(entryKey, -1);
    }
  }

  #countFetching(entryKey: string, more: number): void {
    const count = (this.#fetching.get(entryKey) ?? 0) + more;
    if (count === 0) this.#fetching.delete(entryKey);
    else this.#fetching.set(entryKey, count);
  }

  /** What is kept of a key in this process, be it good or not. */
  get(entryKey: string): Entry | undefined {
    const just = this.#justKept.size === 0 ? undefined : this.#justKept.get(entryKey);
    return just?.entry ?? this.#options.memory.get(entryKey);
  }

  /** Writes into memory what came in this turn of the event loop: who waited for it has it by now. */
  #writeBehind(): void {
    for (const [entryKey, { entry }] of this.#justKept) this.#options.memory.set(entryKey, entry);
    this.#justKept.clear();
  }

  #forget(entryKey: string): void {
    this.#justKept.delete(entryKey);
    this.#options.memory.delete(entryKey);
  }

  /** The entry that is kept of an outcome; undefined where none may be. */
  #keep(
    outcome: ValueOutcome | MissingOutcome,
    {
      batch,
      one,
      position,
    }: { readonly batch: Batch; readonly one: Wanted; readonly position: number },
  ): Entry | undefined {
    const { clock, log, random } = this.#options;
    const entry = makeEntry(outcome, {
      rules: batch.kept.rules,
      isScoped: batch.scope !== "",
      position,
      nowMs: clock.dateMs(),
      random,
    });
    if (entry === undefined) return undefined;
    // What was invalidated while it was being fetched is for those who wait for it, and not kept.
    if (!batch.kept.holds(log, one.key, entry)) return undefined;
    const known = this.get(one.entryKey);
    // A call that was sent later may have ended before this one: nobody is to read backwards.
    const isOlder = known !== undefined && known.fetchedAtMs > entry.fetchedAtMs;
    if (isOlder && batch.kept.holds(log, one.key, known)) return known;
    if (this.#justKept.size === 0) setImmediate(() => this.#writeBehind());
    this.#justKept.set(one.entryKey, { entry, of: outcome });
    return entry;
  }

  /** What is kept of a key whose source has failed, or the failure. Notes what holds no longer. */
  #substitute(
    outcome: FailedOutcome,
    { batch, one, gone }: { readonly batch: Batch; readonly one: Wanted; readonly gone: string[] },
  ): Outcome {
    const { entry, key, entryKey } = one;
    const { log, clock } = this.#options;
    const meaning = meaningOf(outcome.error);
    if (meaning === "final") gone.push(entryKey);
    if (entry === undefined) return outcome;
    const moment = { nowMs: clock.dateMs(), maxAgeMs: batch.request.maxAgeMs };
    const mayServe =
      meaning === "passing" && maySubstitute(entry, moment) && batch.kept.holds(log, key, entry);
    return mayServe ? staleOutcome(entry, { kind: "error", error: outcome.error }) : outcome;
  }
}

/** With the answer that is kept, where the source can say whether it still holds. */
function withKnownAnswer({ key, entry }: Wanted): Key {
  if (entry?.validators === undefined || entry.outcome.kind !== "value") return key;
  const { outcome, validators } = entry;
  return { id: key.id, args: key.args, this: key.this, known: { outcome, validators } };
}
