/** The algorithms of tokens that are signed with a key pair. */
export const publicKeyAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** The algorithms of tokens that are signed with a secret. */
export const secretAlgorithms = ["HS256", "HS384", "HS512"] as const;

/** The shortest secret that an algorithm may have, in bytes: as long as its hash (RFC 7518, 3.2). */
export function leastSecretBytes(algorithm: string): number {
  return Number(algorithm.slice(2)) / 8;
}

/** The algorithms that an issuer's tokens may have: those of its settings, else all that fit its keys. */
export function algorithmsOf({
  secret,
  algorithms,
}: {
  readonly secret?: string | undefined;
  readonly algorithms?: readonly string[] | undefined;
}): readonly string[] {
  return algorithms ?? (secret === undefined ? publicKeyAlgorithms : ["HS256"]);
}
