import type { MissingOutcome, ValueOutcome } from "../connectors/outcome.ts";
import type { Validators } from "../connectors/source-facts.ts";

/**
 * What is kept of one key: its outcome, and until when that is good for what. Times are since 1970.
 * Shared by all who get it: where code of the schema's own sees values, they are frozen.
 *
 * ```
 * fetchedAt ──── fresh ──── freshUntil ── stale ── revalidateUntil / errorUntil ── expired ── keepUntil
 * ```
 */
export interface Entry {
  readonly outcome: ValueOutcome | MissingOutcome;
  /** When the value was true. */
  readonly fetchedAtMs: number;
  readonly freshUntilMs: number;
  /** Until then it is served stale while it is asked for anew. */
  readonly revalidateUntilMs: number;
  /** Until then it is served stale where the source fails. */
  readonly errorUntilMs: number;
  /** When the store drops it: it may be kept longer than it may be served, to be asked for by its validators. */
  readonly keepUntilMs: number;
  /** How long it took to fetch. */
  readonly tookMs: number;
  readonly validators: Validators | undefined;
  /**
   * Up to where the log of invalidations says that it still holds: at first, where the log stood when
   * it was asked for. Moves on as the log is read.
   */
  position: number;
}
