import { Keyv, type KeyvOptions, type KeyvStoreAdapter } from "keyv";

/** A Keyv, with what it does not tell of its store. */
export interface KeyvConnection {
  /** Rejects where its store fails, and calls keys as it is told to. */
  readonly keyv: Keyv<string>;
  /** Whether there is anybody to ask. */
  readonly isUp: () => boolean;
  /** Ends it, and what is under way. */
  readonly close: () => Promise<void>;
}

/** A Keyv as we want it. `texts`: how it writes and reads. */
export function createKeyv(
  store: KeyvStoreAdapter | Map<string, string>,
  texts: Pick<KeyvOptions, "serialize" | "deserialize">,
): Keyv<string> {
  return new Keyv({
    ...texts,
    store,
    // Else it answers a failure as if there were nothing.
    throwOnErrors: true,
    // Else Keyv or its adapter put their own before the names of keys.
    useKeyPrefix: false,
    namespace: "",
  });
}
