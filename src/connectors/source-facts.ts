/**
 * What a source's answer says of how long it may be kept (RFC 9111), besides what the schema
 * promises: it may shorten that, and never lengthens it.
 */
export interface SourceFacts {
  /** When the answer was true: when it was asked for, less the age it had then. Since 1970. */
  readonly fetchedAtMs: number;
  /** How long the call took, its last attempt alone. */
  readonly tookMs: number;
  /** How long it stays fresh, from `fetchedAtMs` on; undefined: it does not say. 0 for `no-cache`. */
  readonly maxAgeMs: number | undefined;
  /** It must not be kept at all. */
  readonly noStore: boolean;
  /** It is for its caller alone. */
  readonly isPrivate: boolean;
  /** Once stale, it must not be used without asking again. */
  readonly mustRevalidate: boolean;
  readonly validators: Validators | undefined;
}

/** The facts of an answer that says nothing of how long it may be kept. */
export function factsOfSilence(when: Pick<SourceFacts, "fetchedAtMs" | "tookMs">): SourceFacts {
  const { fetchedAtMs, tookMs } = when;
  return {
    fetchedAtMs,
    tookMs,
    maxAgeMs: undefined,
    noStore: false,
    isPrivate: false,
    mustRevalidate: false,
    validators: undefined,
  };
}

/** By which a source can be asked whether an answer is still true. One of them is there. */
export interface Validators {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}
