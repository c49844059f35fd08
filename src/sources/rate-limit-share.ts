import type { RateLimitSettings } from "./source-settings.ts";

/** The rate limit of one source where several gateways share it: a store that hands out parts of it. */
export interface RateLimitShare {
  /** How long an answer is waited for, in milliseconds; by default 100. */
  readonly deadlineMs?: number;
  /**
   * Asks for leave to make so many calls. Rejects when the store cannot be reached; who asks has a
   * deadline of its own.
   */
  readonly lease: (calls: number, limit: RateLimitSettings) => Promise<RateLimitLease>;
}

export interface RateLimitLease {
  /** How many calls may be made: from 0 up to what was asked for. */
  readonly granted: number;
  /** How long until there is any sense in asking for more. */
  readonly waitMs: number;
}
