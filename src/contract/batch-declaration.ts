/**
 * What a batch resolver says of itself: all that it is given of a request, and what it gives. The
 * rest of it is code, which a contract does not look into.
 */
export interface BatchDeclaration {
  /** Fields of the parent; none of them is an object. */
  readonly reads: readonly string[];
  /** The client's headers, in lower case. */
  readonly headers: readonly string[];
  /** The caller's claims. */
  readonly claims: readonly string[];
  /** The most keys in one call; undefined: as many as those of a connector that does not say. */
  readonly maxSize: number | undefined;
  /** What to take of each value that it gives, in the mapping language; undefined: all of it. */
  readonly selection: string | undefined;
}
