import type { JSONWebKeySet } from "jose";

import { isJsonObject, type Json } from "../kernel/json.ts";

/**
 * Reads the public keys of a JSON Web Key Set.
 *
 * @throws Error for one without any, as no token could be anybody's then; and for one with others.
 */
export function readKeySet(text: string): JSONWebKeySet {
  const set = parse(text);
  if (!isJsonObject(set) || !Array.isArray(set["keys"])) {
    throw new Error("It is no JSON Web Key Set.");
  }
  const keys = set["keys"].filter((key) => isJsonObject(key));
  if (keys.some((key) => "d" in key || "k" in key))
    throw new Error("It has a key to be kept secret.");
  if (keys.length === 0) throw new Error("It has no key.");
  return { keys };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
