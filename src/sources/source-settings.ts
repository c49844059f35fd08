import type { AccessSettings } from "./access-settings.ts";

/** The limits of one source, and how it is reached. All may change while calls are under way. */
export interface SourceSettings {
  /** How long one attempt may take, from the moment it is sent to the last byte. */
  readonly timeoutMs: number;
  /** The most that is read of a body, before and after decompression. */
  readonly maxResponseBytes: number;
  /** How many calls may run at once; "adaptive" finds it out from how long they take. */
  readonly maxConcurrentCalls: number | "adaptive";
  /** How many calls may wait; the next one is refused, or puts out one of a lower lane. */
  readonly maxQueuedCalls: number;
  /** Base URLs to call, in this order, while the breakers of those before them are open. */
  readonly fallbackUrls: readonly string[];
  readonly retry: RetrySettings;
  readonly breaker: BreakerSettings;
  /** Undefined: no limit but what the source itself says. */
  readonly rateLimit: RateLimitSettings | undefined;
  readonly access: AccessSettings;
}

export interface RetrySettings {
  /** How often a call is sent at most, the first time included; 1: no retries. */
  readonly attempts: number;
  /** Retries may be this share of calls: 0.1 is one in ten. */
  readonly budget: number;
  /** The first retry waits up to this long, each further one up to twice as long. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

export interface BreakerSettings {
  /** It opens when this share of the calls of the last `windowMs` failed: 0.5 is half of them. */
  readonly failures: number;
  /** ... and when there were this many, so that one failure of two says nothing. */
  readonly minCalls: number;
  readonly windowMs: number;
  /** How long it stays open before a probe may go through. */
  readonly openMs: number;
}

export interface RateLimitSettings {
  /** How many calls may be sent in any span of `perMs`. */
  readonly calls: number;
  readonly perMs: number;
}
