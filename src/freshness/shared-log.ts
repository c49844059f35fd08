import type { Invalidation } from "./invalidation.ts";
import type { SharedPositions } from "./shared-positions.ts";

/**
 * A log of invalidations that all replicas share. What the others append to it reaches the log of
 * this process by itself.
 */
export interface SharedLog extends SharedPositions {
  /** Reads what the log has. Resolves when that is done, or when it takes too long; never rejects. */
  readonly start: () => Promise<void>;
  /**
   * Appends what has just taken effect here, at this position. Gives how many replicas were told;
   * undefined where the log cannot be reached in time: then it is appended as soon as it can.
   */
  readonly append: (invalidation: Invalidation, position: number) => Promise<number | undefined>;
  readonly close: () => void;
}
