import { randomUUID } from "node:crypto";

import type { Keyv } from "keyv";

import type { Clock, Timer } from "../kernel/clock.ts";
import { withDeadline } from "../kernel/with-deadline.ts";
import type { InvalidationLog } from "./invalidation-log.ts";
import type { SharedLog } from "./shared-log.ts";

export interface StoreGenerationsOptions {
  readonly keyv: Keyv<string>;
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
  /** How long the store may take to answer. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  /** The log of this process: what others invalidate is added to it. */
  readonly local: Pick<InvalidationLog, "add" | "position">;
}

/**
 * Invalidation for stores that have neither a log nor notices, but only keys: the store is of a
 * generation, by name, and what was kept under another one is no use. Each invalidation, of whatever
 * it is, begins a new one: blunt, and safe. The others look for it every half second, and then end
 * all that they keep.
 *
 * While nobody can say of which generation the store is, nothing in it is trusted.
 */
export class StoreGenerations implements SharedLog {
  readonly #options: StoreGenerationsOptions;
  readonly #key: string;
  /** The generation that the store is known to be of, and where the log stood by then. */
  #known: { readonly name: string; readonly since: number } | undefined;
  /** The one that it was known to be of last. */
  #last: string | undefined;
  /** One that is to be written, as something was invalidated. */
  #next: string | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: StoreGenerationsOptions) {
    this.#options = options;
    this.#key = `${options.prefix}:generation`;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#lookLater();
  }

  share(position: number): string {
    const known = this.#known;
    // What was asked for before may have been invalidated since.
    return known === undefined || position < known.since ? "" : known.name;
  }

  local(shared: string): number | undefined {
    return shared !== "" && shared === this.#known?.name ? this.#options.local.position : undefined;
  }

  /** Only this replica counts as told: nobody knows how many others there are, that look for it. */
  async append(): Promise<number | undefined> {
    this.#known = undefined;
    return this.#begin().then(
      () => 1,
      () => undefined,
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#timer = this.#options.clock.after(pauseMs, () => {
      void this.#look().then(() => this.#lookLater());
    });
  }

  async #look(): Promise<void> {
    try {
      if (this.#next !== undefined) return await this.#write(this.#next);
      const last = this.#last;
      const name = await this.#inTime(this.#options.keyv.get(this.#key));
      // What was read may have been there before what was written here meanwhile.
      if (this.#next !== undefined || this.#last !== last) return;
      if (typeof name === "string") return this.#learn(name);
      // The store is empty, or has lost it: nobody knows what was invalidated before.
      if (this.#last !== undefined) this.#options.local.add({ all: true });
      await this.#begin();
    } catch {
      this.#known = undefined;
    }
  }

  #begin(): Promise<void> {
    this.#next = randomUUID();
    return this.#write(this.#next);
  }

  async #write(next: string): Promise<void> {
    const { position } = this.#options.local;
    await this.#inTime(this.#options.keyv.set(this.#key, next));
    // Something else may have been invalidated meanwhile.
    if (this.#next !== next) return;
    this.#next = undefined;
    this.#last = next;
    this.#known = { name: next, since: position };
  }

  #learn(name: string): void {
    const { local } = this.#options;
    if (this.#last !== undefined && this.#last !== name) local.add({ all: true });
    if (this.#known?.name !== name) this.#known = { name, since: local.position };
    this.#last = name;
  }

  #inTime<Value>(work: Promise<Value>): Promise<Value> {
    const { clock, deadlineMs } = this.#options;
    return withDeadline(work, clock, { deadlineMs, late: "The store did not answer within" });
  }
}

/** How long an invalidation may be unknown to others. */
const pauseMs = 500;
