import type { Caller } from "../kernel/caller.ts";
import type { SaltedHash } from "./salted-hash.ts";

/** Names callers for logs. */
export type CallerName = (caller: Caller | undefined) => string | undefined;

/**
 * What logs call a caller: the name of an API key, as "key billing", or a hash; undefined where nobody
 * has proven who they are.
 */
export function callerName(caller: Caller | undefined, hash: SaltedHash): string | undefined {
  if (caller === undefined) return undefined;
  return caller.keyName === undefined ? hash(caller.id) : `key ${caller.keyName}`;
}
