import { hash, randomBytes } from "node:crypto";

/** Stands for a text that must not be told: 16 characters, equal for equal texts. */
export type SaltedHash = (text: string) => string;

/**
 * Hashes with a salt (SHA-256, of which 64 bits are kept), so that nobody can find out by trying
 * which user, of a million, a hash stands for. Who knows the salt can: it is a secret.
 *
 * Without a salt it is random, and hashes are comparable within one process only.
 */
export function createSaltedHash(salt: string = randomBytes(16).toString("hex")): SaltedHash {
  return (text) => hash("sha256", `${salt}:${text}`, "hex").slice(0, 16);
}
