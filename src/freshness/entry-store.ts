import type { Entry } from "./entry.ts";

/** A place where entries are kept, outside of this process. Bounded, and each entry ends by itself. */
export interface EntryStore {
  /** One entry per key, in the order of the keys; undefined where there is none. One round trip. */
  readonly getMany: (keys: readonly string[]) => Promise<readonly (Entry | undefined)[]>;
  /** Keeps entries, each until its `keepUntilMs`. */
  readonly setMany: (entries: readonly KeyedEntry[]) => Promise<void>;
  readonly deleteMany: (keys: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface KeyedEntry {
  readonly key: string;
  readonly entry: Entry;
}
