import type { Clock } from "../kernel/clock.ts";
import { withDeadline } from "../kernel/with-deadline.ts";
import type { GuardedStore } from "./guarded-store.ts";
import type { KeyvConnection } from "./keyv-connection.ts";

export interface SharedTextsOptions extends Pick<KeyvConnection, "keyv" | "isUp"> {
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
  /** Entries in the same store: while they are not asked for, neither are texts. */
  readonly entries: Pick<GuardedStore, "isUp" | "isWhole">;
  readonly clock: Clock;
  /** How long an operation may take. */
  readonly deadlineMs: number;
}

/**
 * Texts by name, in the store that replicas share. They are no answers of sources: no contract says
 * how long they are fresh, and no invalidation ends them. What fails is not there; nothing rejects.
 */
export class SharedTexts {
  readonly #options: SharedTextsOptions;

  constructor(options: SharedTextsOptions) {
    this.#options = options;
  }

  async get(name: string): Promise<string | undefined> {
    const { entries, keyv } = this.#options;
    if (!entries.isUp) return undefined;
    const text: unknown = await this.#try(() => keyv.get(this.#nameOf(name)));
    return typeof text === "string" ? text : undefined;
  }

  async set(name: string, text: string, ttlMs: number): Promise<void> {
    const { entries, keyv } = this.#options;
    if (entries.isWhole) await this.#try(() => keyv.set(this.#nameOf(name), text, ttlMs));
  }

  async #try(work: () => Promise<unknown>): Promise<unknown> {
    const { isUp, clock, deadlineMs } = this.#options;
    if (!isUp()) return undefined;
    const late = "The store did not answer within";
    return withDeadline(work(), clock, { deadlineMs, late }).catch(() => undefined);
  }

  #nameOf(name: string): string {
    return `${this.#options.prefix}:text:${name}`;
  }
}
