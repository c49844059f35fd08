import type { Outcome, OutcomeFreshness } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { CacheCounts, CacheMetrics, CacheResult } from "../telemetry/cache-metrics.ts";
import { describeCache } from "../telemetry/describe-cache.ts";
import { type Answers, outcomesOf } from "./answers.ts";
import type { KeptConnector } from "./kept-connector.ts";

export interface ObserveOptions {
  readonly kept: KeptConnector;
  readonly request: Pick<RequestContext, "trace">;
  /** Undefined when nobody collects metrics. */
  readonly metrics: CacheMetrics | undefined;
  readonly nowMs: number;
}

/** Tells metrics and the batch's span what the keys of a batch came to, once all of them are answered. */
export async function observeAnswers(
  answers: Answers,
  { kept, request, metrics, nowMs }: ObserveOptions,
): Promise<void> {
  const counts: Partial<Record<CacheResult, number>> = {};
  let oldestMs = nowMs;
  for (const outcome of await outcomesOf(answers)) {
    const freshness = outcome.kind === "error" ? undefined : outcome.freshness;
    const result = resultOf(outcome.kind, freshness);
    counts[result] = (counts[result] ?? 0) + 1;
    if (freshness === undefined || result === "miss") continue;
    oldestMs = Math.min(oldestMs, freshness.fetchedAtMs);
  }
  const oldestAgeMs = isServed(counts) ? nowMs - oldestMs : undefined;
  metrics?.lookedUp(kept.place, counts);
  if (oldestAgeMs !== undefined) metrics?.served(kept.place, oldestAgeMs);
  describeCache(request.trace, counts, oldestAgeMs);
}

/** Whether anything came from what is kept. */
function isServed(counts: CacheCounts): boolean {
  return Object.keys(counts).some((result) => result !== "miss");
}

function resultOf(kind: Outcome["kind"], freshness: OutcomeFreshness | undefined): CacheResult {
  if (freshness?.stale !== undefined) {
    return freshness.stale.kind === "error" ? "stale_on_error" : "stale";
  }
  if (freshness?.isHit !== true) return "miss";
  return kind === "missing" ? "missing_hit" : "hit";
}
