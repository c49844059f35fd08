/** What the schema's own directives promise, by coordinate: "User" or "User.posts". */
export interface Policies {
  readonly freshness: ReadonlyMap<string, FreshnessPolicy>;
  readonly batch: ReadonlyMap<string, BatchPolicy>;
  readonly lazy: ReadonlyMap<string, LazyPolicy>;
  /** By mutation field. */
  readonly invalidates: ReadonlyMap<string, InvalidationPolicy>;
  /** By mutation field. */
  readonly idempotent: ReadonlyMap<string, IdempotencyPolicy>;
}

export interface FreshnessPolicy {
  /**
   * 0: never kept. "inherit": what holds the value says it. Undefined: it is not said here, and the
   * next that may say it does.
   */
  readonly ttlMs: number | "inherit" | undefined;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly missingTtlMs: number;
  readonly tags: readonly string[];
  /** Whether it holds for its caller alone, whoever shares the connector's calls; undefined: not said. */
  readonly isPrivate: boolean | undefined;
  readonly owner: string | undefined;
}

export interface BatchPolicy {
  /** The longest that a key waits for company while the source is free. */
  readonly windowMs: number;
  readonly sharing: "SCOPE" | "REQUEST";
  readonly onFailure: "SPLIT" | "TOGETHER";
  readonly owner: string | undefined;
}

export interface LazyPolicy {
  readonly reason: string;
  readonly budgetMs: number;
  readonly owner: string | undefined;
}

export interface InvalidationPolicy {
  readonly tags: readonly string[];
}

export interface IdempotencyPolicy {
  readonly header: string;
}
