import type { Keyv } from "keyv";

import type { Clock } from "../kernel/clock.ts";
import type { Json } from "../kernel/json.ts";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";
import type { Entry } from "./entry.ts";
import type { EntryStore, KeyedEntry } from "./entry-store.ts";
import { keyHash } from "./key-hash.ts";
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
    const names = keys.map(this.#nameOf);
    const texts: readonly unknown[] = await this.#keyv.getMany(names);
    const options = { nowMs: this.#options.clock.dateMs(), readPosition: this.#readPosition };
    return names.map((name, index) => decodeEntry(readMarked(texts[index], name), options));
  }

  async setMany(entries: readonly KeyedEntry[]): Promise<void> {
    this.#requireUp();
    const nowMs = this.#options.clock.dateMs();
    const written = entries
      .map(({ key, entry }) => {
        const name = this.#nameOf(key);
        const text = encodeEntry(entry, this.#options.positions.share(entry.position));
        // A ttl of 0 would be for ever.
        return { key: name, value: markOf(name) + text, ttl: Math.ceil(entry.keepUntilMs - nowMs) };
      })
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
    return `${this.#options.prefix}:entry:${keyHash(key)}`;
  };

  readonly #readPosition = (position: Json | undefined): number | undefined => {
    return typeof position === "string" ? this.#options.positions.local(position) : undefined;
  };
}

/**
 * What the text of an entry begins with: part of its name, and so of a hash of connector, scope and
 * key. A store that mixes up its answers, or a connection, must not give one caller another's value.
 */
function markOf(name: string): string {
  return name.slice(-markLength);
}

/** What was written under this name; undefined for what was not. */
function readMarked(text: unknown, name: string): string | undefined {
  const isIts = typeof text === "string" && text.startsWith(markOf(name));
  return isIts ? text.slice(markLength) : undefined;
}

const markLength = 16;
