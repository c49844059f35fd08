import { createHash, timingSafeEqual } from "node:crypto";

import type { Caller } from "../kernel/caller.ts";
import { sharedCaller } from "../kernel/shared-caller.ts";
import { credentialsInvalid } from "./credential-errors.ts";
import type { ApiKeysSettings } from "./identity-settings.ts";
import type { Proof } from "./proof.ts";

/**
 * API keys, of which only hashes are known here.
 *
 * A key is compared with all of them, and all of each hash, so that the time it takes tells nothing.
 * The hash is a fast one: a key is long and random, and nothing that a dictionary has.
 */
export function apiKeys({ header, keys }: ApiKeysSettings): Proof {
  const known = keys.map(({ name, sha256, scopes, claims }) => ({
    hash: Buffer.from(sha256, "hex"),
    caller: sharedCaller({ id: `key ${name}`, claims, scopes: new Set(scopes), keyName: name }),
  }));
  return {
    header,
    challenge: `ApiKey header="${header}"`,
    callerOf(given) {
      // Bytes of headers are characters here.
      const hash = createHash("sha256").update(given, "latin1").digest();
      let found: Caller | undefined;
      for (const key of known) if (timingSafeEqual(key.hash, hash)) found = key.caller;
      if (found === undefined) throw credentialsInvalid(`There is no such key as in "${header}".`);
      return found;
    },
  };
}
