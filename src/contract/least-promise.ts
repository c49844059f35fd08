import type { FreshnessRules } from "./freshness-rules.ts";

/** How long a value may be kept, and how long after that it may still be served. */
export type FreshnessWindows = Pick<
  FreshnessRules,
  "ttlMs" | "staleWhileRevalidateMs" | "staleIfErrorMs"
>;

/**
 * What several promises allow together: the smallest ttl, and stale values until the first of them
 * allows none any more. Of no promise, what never ends.
 */
export function leastPromise(promises: readonly FreshnessWindows[]): FreshnessWindows {
  const ttlMs = least(promises.map((promise) => promise.ttlMs));
  const after = (windowOf: (promise: FreshnessWindows) => number): number =>
    least(promises.map((promise) => promise.ttlMs + windowOf(promise))) - ttlMs;
  return {
    ttlMs,
    staleWhileRevalidateMs: after((promise) => promise.staleWhileRevalidateMs),
    staleIfErrorMs: after((promise) => promise.staleIfErrorMs),
  };
}

/** Not by `Math.min(...)`: an argument for each would not fit on the stack for ever. */
export function least(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}
