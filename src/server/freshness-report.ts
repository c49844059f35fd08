import type { Freshness } from "../execution/folded-freshness.ts";

/** How fresh the values of one field are, as its reader is told in `extensions.freshness`. */
export interface FieldFreshness {
  /** The field's response keys, without the places in lists: "posts.user". */
  readonly path: string;
  /** How many distinct keys were asked for; 0 for what a resolver gave. */
  readonly keys: number;
  /** When the oldest of its values was true; absent where that is not known. */
  readonly fetchedAt?: string;
  /** When the first of its values is fresh no more; absent where that is not known. */
  readonly freshUntil?: string;
  /** Absent where no value is stale. */
  readonly stale?: {
    readonly keys: number;
    /** "revalidating", or the codes of the errors for whose sake they were served. */
    readonly reasons: readonly string[];
  };
  /** Present where the values hold for their caller alone. */
  readonly private?: true;
  /** Present where one of the values is not to be kept. */
  readonly kept?: false;
}

/** Writes the report that a caller has asked for: one entry for each field, in order of their paths. */
export function freshnessReport(byPath: ReadonlyMap<string, Freshness>): readonly FieldFreshness[] {
  return [...byPath]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, freshness]) => fieldFreshness(path, freshness));
}

function fieldFreshness(path: string, freshness: Freshness): FieldFreshness {
  const { fresh, stale, fetched, neverKept, fetchedAtMs, freshUntilMs } = freshness;
  const { staleReasons, isPrivate, isKeepable } = freshness;
  return {
    path,
    keys: fresh + stale + fetched + neverKept,
    ...(Number.isFinite(fetchedAtMs) && {
      fetchedAt: new Date(fetchedAtMs).toISOString(),
      freshUntil: new Date(freshUntilMs).toISOString(),
    }),
    ...(staleReasons !== undefined && { stale: { keys: stale, reasons: [...staleReasons] } }),
    ...(isPrivate && { private: true }),
    ...(!isKeepable && { kept: false }),
  };
}
