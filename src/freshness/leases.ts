/**
 * Who of all that share a store fetches a key, so that the others need not: whoever has its lease.
 * A lease ends by itself after a while, should its holder be gone.
 */
export interface Leases {
  /**
   * Whether each key is ours to fetch, in the order of the keys; a lease that we have already is ours.
   * One round trip. Rejects, in no more time than a request waits for a store, when nobody can say.
   */
  readonly acquire: (keys: readonly string[]) => Promise<readonly boolean[]>;
  /** Gives up what is ours of them, to be called once their entries are stored. Others' leases stay. */
  readonly release: (keys: readonly string[]) => void;
  /**
   * Gives up what is ours of them where nothing could be stored: there is nothing to wait for. For a
   * while, and until one of them is released, their leases are granted to everybody, and held by
   * nobody: else replicas would wait for each other, and each in vain.
   */
  readonly waive: (keys: readonly string[]) => void;
}
