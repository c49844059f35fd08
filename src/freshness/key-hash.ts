import { hash } from "node:crypto";

/**
 * What stands for a store key in the names that replicas share: short, of few characters, and it tells
 * nothing of what a caller asked for. No two keys have one.
 */
export function keyHash(key: string): string {
  // As JSON: the hash is one of UTF-8, in which all halves of characters are the same.
  return hash("sha256", JSON.stringify(key), "hex");
}
