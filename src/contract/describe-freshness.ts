import { describeDuration } from "./describe-duration.ts";
import type { FreshnessWindows } from "./least-promise.ts";

/** What is to be told of freshness. */
export interface DescribedFreshness extends FreshnessWindows {
  /** How long it is remembered that there is no such item; 0: not at all. */
  readonly missingTtlMs: number;
}

/** How old a value may be, in words. */
export function describeFreshness({
  ttlMs,
  staleWhileRevalidateMs: whileRefreshedMs,
  staleIfErrorMs: ifFailedMs,
  missingTtlMs,
}: DescribedFreshness): string {
  if (ttlMs === 0) return "Never kept.";
  const fresh = `Fresh for ${describeDuration(ttlMs)}`;
  const whileRefreshed = `up to ${describeDuration(whileRefreshedMs)} stale while it refreshes`;
  const ifFailed = `up to ${describeDuration(ifFailedMs)}`;
  const missing =
    missingTtlMs > 0 ? ` Absence is remembered for ${describeDuration(missingTtlMs)}.` : "";
  if (whileRefreshedMs > 0 && ifFailedMs > 0) {
    return `${fresh}, then served ${whileRefreshed}, and ${ifFailed} if its source fails.${missing}`;
  }
  if (whileRefreshedMs > 0) return `${fresh}, then served ${whileRefreshed}.${missing}`;
  if (ifFailedMs > 0)
    return `${fresh}, then served ${ifFailed} stale if its source fails.${missing}`;
  return `${fresh}.${missing}`;
}
