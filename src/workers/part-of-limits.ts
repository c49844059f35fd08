import type { SourceSettings } from "../sources/source-settings.ts";
import type { Part } from "./questions.ts";

/**
 * The part of a source's limits that one worker has. All parts together are the limit, whole numbers
 * that they are; but each has one call at least, or it could make none.
 *
 * A rate limit is not parted: workers lease from it. "adaptive" is found out by each for itself.
 */
export function partOfLimits(settings: SourceSettings, part: Part): SourceSettings {
  const { maxConcurrentCalls, maxQueuedCalls } = settings;
  return {
    ...settings,
    maxConcurrentCalls:
      maxConcurrentCalls === "adaptive"
        ? maxConcurrentCalls
        : Math.max(1, partOf(maxConcurrentCalls, part)),
    maxQueuedCalls: partOf(maxQueuedCalls, part),
  };
}

/** What does not divide goes to the first parts. */
function partOf(total: number, { number, of }: Part): number {
  return Math.floor(total / of) + (number <= total % of ? 1 : 0);
}
