import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";

import type { JSONWebKeySet } from "jose";

import { readKeySet } from "./read-key-set.ts";

/**
 * Reads the public keys of a file: a JSON Web Key Set, or one key or certificate in PEM.
 *
 * @throws Error that says what is wrong, and nothing of what is in the file.
 */
export function readKeysFile(path: string): JSONWebKeySet | KeyObject {
  const text = readFileSync(path, "utf8");
  if (text.trimStart().startsWith("{")) return readKeySet(text);
  if (text.includes("PRIVATE KEY")) throw new Error("It has a private key.");
  try {
    return createPublicKey(text);
  } catch {
    throw new Error("It has neither a JSON Web Key Set nor a public key or certificate in PEM.");
  }
}
