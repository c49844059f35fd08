import type { Keyv } from "keyv";

/** A Keyv, with what it does not tell of its store. */
export interface KeyvConnection {
  /**
   * With `throwOnErrors`: else it answers a failure as if there were nothing. And without prefixes of
   * its own.
   */
  readonly keyv: Keyv<string>;
  /** Whether there is anybody to ask. */
  readonly isUp: () => boolean;
  /** Ends it, and what is under way. */
  readonly close: () => Promise<void>;
}
