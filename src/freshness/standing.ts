import type { Entry } from "./entry.ts";

/** What an entry is good for: to be served, to be served while it is asked for anew, or neither. */
export type Standing = "fresh" | "stale" | "expired";

/** When something is looked at, and how old it may be at most; undefined: as its contract says. */
export interface Moment {
  readonly nowMs: number;
  readonly maxAgeMs: number | undefined;
}

/** What an entry is good for at a moment. */
export function standingOf(entry: Entry, moment: Moment): Standing {
  const { nowMs } = moment;
  if (!isYoungEnough(entry, moment)) return "expired";
  if (nowMs < entry.freshUntilMs) return "fresh";
  return nowMs < entry.revalidateUntilMs ? "stale" : "expired";
}

/** Whether an entry may stand in for a source that fails. */
export function maySubstitute(entry: Entry, moment: Moment): boolean {
  const { freshUntilMs, errorUntilMs } = entry;
  return isYoungEnough(entry, moment) && moment.nowMs < Math.max(freshUntilMs, errorUntilMs);
}

/**
 * Whether it is as young as the caller wants it. One from the future is not: a clock was set back,
 * and nobody knows how old it is.
 */
function isYoungEnough({ fetchedAtMs }: Entry, { nowMs, maxAgeMs }: Moment): boolean {
  const ageMs = nowMs - fetchedAtMs;
  if (ageMs < -clockToleranceMs) return false;
  return maxAgeMs === undefined || (maxAgeMs > 0 && ageMs <= maxAgeMs);
}

/** How far the clocks of replicas may be apart. */
export const clockToleranceMs = 1000;
