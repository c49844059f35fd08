import type { Invalidation } from "./invalidation.ts";
import type { InvalidationLog } from "./invalidation-log.ts";
import type { SharedLog } from "./shared-log.ts";
import { positionsOfThisLife, type SharedPositions } from "./shared-positions.ts";

/** What became of an invalidation. Where it was made, it has taken effect in any case. */
export type InvalidationReport =
  /** Nothing is shared with other replicas. */
  | { readonly state: "here" }
  /** It is in the log that all replicas share, and so many were told of it, this one included. */
  | { readonly state: "shared"; readonly told: number }
  /** That log is out of reach: the other replicas get it once it is back. */
  | { readonly state: "waiting" };

export interface InvalidationsOptions {
  readonly log: InvalidationLog;
  /** Undefined: this process shares its invalidations with nobody. */
  readonly shared?: SharedLog | undefined;
}

/** Invalidates what is kept: here at once, then in all replicas. */
export class Invalidations {
  readonly log: InvalidationLog;
  readonly positions: SharedPositions;
  readonly #shared: SharedLog | undefined;

  constructor({ log, shared }: InvalidationsOptions) {
    this.log = log;
    this.positions = shared ?? positionsOfThisLife();
    this.#shared = shared;
  }

  /** Reads what was invalidated before. Never rejects, and does not wait long. */
  async start(): Promise<void> {
    await this.#shared?.start();
  }

  /**
   * Takes effect here before this returns, also on what is on its way. Resolves when the other
   * replicas are told, or cannot be told for now. Never rejects.
   */
  async invalidate(invalidation: Invalidation): Promise<InvalidationReport> {
    const position = this.log.add(invalidation);
    if (this.#shared === undefined) return { state: "here" };
    const told = await this.#shared.append(invalidation, position);
    return told === undefined ? { state: "waiting" } : { state: "shared", told };
  }

  close(): void {
    this.#shared?.close();
  }
}
