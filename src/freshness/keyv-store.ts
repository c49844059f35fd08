import { hash } from "node:crypto";

import type { Keyv } from "keyv";

import type { Clock } from "../kernel/clock.ts";
import type { Json } from "../kernel/json.ts";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";
import type { Entry } from "./entry.ts";
import type { EntryStore, KeyedEntry } from "./entry-store.ts";
import type { KeyvConnection } from "./keyv-connection.ts";
import type { SharedPositions } from "./shared-positions.ts";

export interface KeyvStoreOptions extends KeyvConnection {
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
  readonly positions: SharedPositions;
  readonly clock: Clock;
}

/** Entries in any store that Keyv has an adapter for. Rejects when the store fails. */
export class KeyvStore implements EntryStore {
  readonly #options: KeyvStoreOptions;
  readonly #keyv: Keyv<string>;
  #isClosed = false;

  constructor(options: KeyvStoreOptions) {
    this.#options = options;
    this.#keyv = options.keyv;
  }

  async getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    this.#requireUp();
    const texts: readonly unknown[] = await this.#keyv.getMany(keys.map(this.#nameOf));
    const options = { nowMs: this.#options.clock.dateMs(), readPosition: this.#readPosition };
    return keys.map((_key, index) => decodeEntry(texts[index], options));
  }

  async setMany(entries: readonly KeyedEntry[]): Promise<void> {
    this.#requireUp();
    const nowMs = this.#options.clock.dateMs();
    const written = entries
      .map(({ key, entry }) => ({
        key: this.#nameOf(key),
        value: encodeEntry(entry, this.#options.positions.share(entry.position)),
        // 0 would be for ever.
        ttl: Math.ceil(entry.keepUntilMs - nowMs),
      }))
      .filter(({ ttl }) => ttl > 0);
    if (written.length === 0) return;
    const results: readonly unknown[] | undefined = await this.#keyv.setMany(written);
    if (results?.includes(false)) throw new Error("The store did not keep what it was given.");
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    this.#requireUp();
    if (keys.length > 0) await this.#keyv.deleteMany(keys.map(this.#nameOf));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#options.close();
  }

  /** Adapters queue, or connect again by themselves, where this would be known beforehand. */
  #requireUp(): void {
    if (this.#isClosed || !this.#options.isUp()) throw new Error("The store is out of reach.");
  }

  /** Short, and of few characters: some stores have names of 250 bytes, without spaces, in any case. */
  readonly #nameOf = (key: string): string => {
    return `${this.#options.prefix}:entry:${hash("sha256", key, "hex")}`;
  };

  readonly #readPosition = (position: Json | undefined): number | undefined => {
    return typeof position === "string" ? this.#options.positions.local(position) : undefined;
  };
}
