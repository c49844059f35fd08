import type { Clock } from "../kernel/clock.ts";
import { LateError, withDeadline } from "../kernel/with-deadline.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Entry } from "./entry.ts";
import type { EntryStore, KeyedEntry } from "./entry-store.ts";
import { StoreBreaker } from "./store-breaker.ts";
import type { StoreEvents, StoreFailure, StoreOperation } from "./store-events.ts";
import { StoreHealth, type StoreTrouble } from "./store-health.ts";

export interface GuardedStoreOptions {
  readonly store: EntryStore;
  /** How long an operation may take. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events?: StoreEvents;
}

/**
 * A store that may be slow, full, hanging or gone, and whoever asks it does not suffer: what fails or
 * takes too long has found nothing and kept nothing. Nothing rejects.
 *
 * Writes have a breaker of their own: a store that is full still answers.
 */
export class GuardedStore implements EntryStore {
  readonly #options: GuardedStoreOptions;
  readonly #reads = new StoreBreaker();
  readonly #writes = new StoreBreaker();
  #inFlight = 0;
  readonly #health: StoreHealth;
  #isClosed = false;

  constructor(options: GuardedStoreOptions) {
    this.#options = options;
    this.#health = new StoreHealth(options.log);
  }

  /** Whether it is asked at all. */
  get isUp(): boolean {
    return !this.#isClosed && !this.#reads.isOpen;
  }

  /** Whether all operations go to it: one that is full may be read, and takes no more. */
  get isWhole(): boolean {
    return this.isUp && !this.#writes.isOpen;
  }

  async getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    const found = await this.#run("get", (store) => store.getMany(keys));
    return found ?? keys.map(() => undefined);
  }

  async setMany(entries: readonly KeyedEntry[]): Promise<void> {
    await this.#run("set", (store) => store.setMany(entries));
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    await this.#run("delete", (store) => store.deleteMany(keys));
  }

  /** Resolves when the store is closed, or has had its time to do so. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const { store } = this.#options;
    await this.#inTime(store.close()).catch(() => undefined);
  }

  /** Undefined when nothing came of it. */
  async #run<Value>(
    operation: StoreOperation,
    work: (store: EntryStore) => Promise<Value>,
  ): Promise<Value | undefined> {
    const { store, clock } = this.#options;
    const breaker = operation === "set" ? this.#writes : this.#reads;
    const isRefused = this.#isClosed || this.#inFlight >= maxInFlight;
    const pass = isRefused ? undefined : breaker.admit(clock.nowMs());
    if (pass === undefined) {
      this.#fail(operation, "refused");
      this.#tell();
      return undefined;
    }
    try {
      const value = await this.#inTime(this.#count(work(store)));
      breaker.succeed(pass, clock.nowMs());
      this.#tell();
      return value;
    } catch (error) {
      breaker.fail(pass, clock.nowMs());
      this.#fail(operation, error instanceof LateError ? "timeout" : "error");
      this.#tell({ operation, err: error });
      return undefined;
    }
  }

  /** Counts what is under way: also what nobody waits for any more. */
  async #count<Value>(work: Promise<Value>): Promise<Value> {
    this.#inFlight++;
    try {
      return await work;
    } finally {
      this.#inFlight--;
    }
  }

  #inTime<Value>(work: Promise<Value>): Promise<Value> {
    const { clock, deadlineMs } = this.#options;
    return withDeadline(work, clock, { deadlineMs, late: "The store did not answer within" });
  }

  #fail(operation: StoreOperation, failure: StoreFailure): void {
    this.#options.events?.failed(operation, failure);
  }

  #tell(trouble?: StoreTrouble): void {
    if (this.#isClosed) return;
    const isDown = this.#reads.isOpen || this.#writes.isOpen;
    this.#health.note(isDown, this.#options.clock.nowMs(), trouble);
  }
}

/** Operations that hang end when their connection is given up; until then so many may hang. */
const maxInFlight = 512;
