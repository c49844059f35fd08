import type { EntryStore, KeyedEntry } from "../../../src/freshness/entry-store.ts";
import type { Entry } from "../../../src/freshness/entry.ts";

/** A store that several owners in one process share; it knows what it was asked for. */
export class MemoryEntries implements EntryStore {
  /** The keys of each look. */
  readonly looks: (readonly string[])[] = [];
  readonly #entries = new Map<string, Entry>();

  async getMany(keys: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    this.looks.push(keys);
    return keys.map((key) => this.#entries.get(key));
  }

  async setMany(entries: readonly KeyedEntry[]): Promise<void> {
    for (const { key, entry } of entries) this.#entries.set(key, entry);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#entries.delete(key);
  }

  async close(): Promise<void> {
    this.#entries.clear();
  }
}
