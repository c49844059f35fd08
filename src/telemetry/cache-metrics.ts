import type { BreakerState } from "./metrics.ts";

/**
 * Where measurements of the cache go. A layer is handed `undefined` instead when nobody collects
 * metrics. All is told of batches, never of single keys.
 */
export interface CacheMetrics {
  /** Counts what keys came to, each once: those of one batch at once, or those that had to wait later. */
  readonly lookedUp: (place: CachePlace, counts: CacheCounts) => void;
  /** Measures how old the oldest was of what a batch was served from the cache. */
  readonly served: (place: CachePlace, oldestAgeMs: number) => void;
  /** Counts keys that are asked for anew while what is kept of them is served. */
  readonly refreshed: (place: CachePlace, reason: RefreshReason, count: number) => void;
  /** Counts what was invalidated: names of tags, of types, … */
  readonly invalidated: (kind: InvalidationKind, count: number) => void;
  /** Counts an operation of the shared store that failed, with why: an `error.type`. */
  readonly storeFailed: (operation: StoreOperation, errorType: string) => void;
}

/** Whose values are kept. */
export interface CachePlace {
  /** The connector's id. */
  readonly connector: string;
  /** The type that it fetches. */
  readonly typeName: string;
}

/** How many keys there are of each result; none where it says nothing. */
export type CacheCounts = Readonly<Partial<Record<CacheResult, number>>>;

export type CacheResult =
  /** A value that is kept, and fresh. */
  | "hit"
  /** It is kept that there is no such item. */
  | "missing_hit"
  /** A value that is stale, while it is asked for anew. */
  | "stale"
  /** A value that is stale, as the source failed. */
  | "stale_on_error"
  /** The source was asked, and what it said was served. */
  | "miss";

type RefreshReason =
  /** What is kept is stale already. */
  | "stale"
  /** It will soon be. */
  | "early";

export type InvalidationKind = "tag" | "type" | "key" | "connector" | "all";

type StoreOperation = "get" | "set" | "delete";

/** How the cache is doing at this moment. */
export interface CacheSnapshot {
  readonly memory: MemorySnapshot;
  /** Whether the shared store is asked; undefined where there is none. */
  readonly store: BreakerState | undefined;
}

interface MemorySnapshot {
  readonly bytes: number;
  /** How many entries there are. */
  readonly count: number;
  /** How many had to go for others, since the start. */
  readonly evictions: number;
}
