import { connectStore } from "../../../src/freshness/connect-store.ts";
import { KeyvStore } from "../../../src/freshness/keyv-store.ts";
import type { StoreParts } from "../store-contract.ts";

/** A store by its address; it may not be there yet. */
export async function openStore(
  options: StoreParts & { readonly url: string; readonly isCluster: boolean },
): Promise<KeyvStore> {
  return new KeyvStore({ ...options, ...(await connectStore(options)) });
}
