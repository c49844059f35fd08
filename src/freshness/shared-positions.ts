import { randomUUID } from "node:crypto";

/**
 * Translates where the log of invalidations stands, between this process (where it is a number that
 * grows) and all who share a store.
 */
export interface SharedPositions {
  /** A position of this process, as the others know it. May be earlier than it is, never later. */
  readonly share: (position: number) => string;
  /** The position of this process; undefined where it cannot be told: what is dated by it is no use. */
  readonly local: (shared: string) => number | undefined;
}

/**
 * The positions of a process that shares its log with nobody. What another process has dated, or
 * this one before it was started anew, is no use: it cannot be told what was invalidated since.
 */
export function positionsOfThisLife(): SharedPositions {
  const life = randomUUID();
  return {
    share: (position) => `${life}:${position}`,
    local(shared) {
      const [its, position] = shared.split(":");
      return its === life ? Number(position) : undefined;
    },
  };
}
