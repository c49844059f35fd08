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
  /** 0: never kept. */
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly missingTtlMs: number;
  readonly tags: readonly string[];
  /** Whether it holds for its caller alone, whoever shares the connector's calls. */
  readonly isPrivate: boolean;
  readonly owner: string | undefined;
}

export interface BatchPolicy {
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
