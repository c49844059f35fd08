export type Maybe<T> = T | null;
export type InputMaybe<T> = T | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A span of time: a number and a unit, without a blank. The units are `ms`, `s`, `m`, `h` and `d`:
   * "250ms", "30s", "5m", "1h", "0s".
   */
  Duration: { input: string; output: string; }
};

/**
 * How fresh a value is. What is read again within `ttl` may be answered without asking its source.
 *
 * On a type it holds for every object of the type, wherever it comes from; on a field it holds for
 * that field alone and wins over the type's. A value without it is never kept.
 */
export type FreshnessDirectiveArgs = {
  /** A value is at most this old when a caller gets it and its source works. "0s": it is never kept. */
  ttl: Scalars['Duration']['input'];
  /** For this long after `ttl` a caller may get the old value at once, while it is fetched anew. */
  staleWhileRevalidate: Scalars['Duration']['input'];
  /** For this long after `ttl` a caller may get the old value if fetching it anew fails. */
  staleIfError: Scalars['Duration']['input'];
  /**
   * For this long "there is no such item" may be answered without asking again. A failure is never
   * remembered.
   */
  missingTtl: Scalars['Duration']['input'];
  /**
   * Names under which values are dropped at once when they are invalidated, e.g. "users" or
   * "user-{$key.id}" with a field of the object; on a field also "users-of-{$args.team}" with an
   * argument.
   */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Who answers for this promise. */
  owner?: InputMaybe<Scalars['String']['input']>;
};

/**
 * How fetches of this type, or of this field, are gathered into batches: what a caller may wait for
 * company, and with whom it shares a call.
 */
export type BatchDirectiveArgs = {
  /** The longest that a fetch waits for others while its source is free. */
  window: Scalars['Duration']['input'];
  /** Who may be in one call. */
  sharing: BatchSharing;
  /** What a batch that is refused as a whole means for those in it. */
  onFailure: BatchFailure;
  /** Who answers for this promise. */
  owner?: InputMaybe<Scalars['String']['input']>;
};

/** Who shares the call of a batch. */
export type BatchSharing =
  /** Requests for which the call would be the same: equal credentials, equal everything that it reads. */
  | 'SCOPE'
  /** Nobody else: a call holds the fetches of one request only. */
  | 'REQUEST';

/** What happens when a source refuses a batch as a whole. */
export type BatchFailure =
  /** The batch is halved until the bad item stands alone: it fails, its neighbours are answered. */
  | 'SPLIT'
  /** All items of the batch fail. */
  | 'TOGETHER';

/**
 * A field that is costly or likely to be late, and may be null. It is not fetched before a caller asks
 * for it, and then holds up no other field; with `@defer` it comes after the rest of the answer. On a
 * field of an interface it holds for all types that implement it.
 */
export type LazyDirectiveArgs = {
  /** Why it is not paid for up front. Callers read it. */
  reason: Scalars['String']['input'];
  /**
   * The longest that an operation which selects the field without `@defer` waits for it, from its start.
   * Past that the field is null, with an error, and its fetch goes on for those who ask next.
   */
  budget: Scalars['Duration']['input'];
  /** Who answers for this promise. */
  owner?: InputMaybe<Scalars['String']['input']>;
};

/** What a mutation makes stale: when it has succeeded, no caller gets a value kept under these tags. */
export type InvalidatesDirectiveArgs = {
  /** The tags to drop, e.g. "users" or "user-{$args.id}" with an argument of the mutation. */
  tags: Array<Scalars['String']['input']>;
};

/**
 * A mutation that its source carries out once, however often the call is sent, because each try
 * carries the same key. Only such a mutation is ever sent again after a failure.
 */
export type IdempotentDirectiveArgs = {
  /** The header that carries the key. */
  header: Scalars['String']['input'];
};
