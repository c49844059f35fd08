/** What is told of a store that others share, for metrics. */
export interface StoreEvents {
  /** An operation came to nothing. */
  readonly failed: (operation: StoreOperation, failure: StoreFailure) => void;
}

export type StoreOperation = "get" | "set" | "delete";

export type StoreFailure =
  /** The store said no, or was out of reach. */
  | "error"
  /** It did not answer in time. */
  | "timeout"
  /** It was not asked: it is down, or too much is under way. */
  | "refused";
