import type { LaterPayload, PendingPart } from "../execution/later-parts.ts";

/** Writes the parts of one answer. Holds what it must know of one part to write the next. */
export interface PartsFormat {
  /** What stands in the first part beside its `data`, `errors` and `extensions`. */
  readonly first: (pending: readonly PendingPart[]) => Members;
  /** A part that comes later; without members where it says nothing that a caller is told of. */
  readonly later: (payload: Omit<LaterPayload, "freshness">) => Members;
}

/** Members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;
