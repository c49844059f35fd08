/** How often a call was sent, and how long what of it took. */
export interface CallTimes {
  /** How often it was sent: 0 when it was refused before that, 2 or more when it was retried. */
  readonly attempts: number;
  /** Between the first key's asking and the wish to send: company was waited for. */
  readonly windowMs: number;
  /** Between the wish to send and the first attempt: a slot, or the rate limit, was waited for. */
  readonly queuedMs: number;
  /** What the last attempt took. */
  readonly upstreamMs: number;
  /** From the first key's asking to the outcomes. */
  readonly durationMs: number;
}
