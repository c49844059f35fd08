import { type Context, trace } from "@opentelemetry/api";

import type { Lane } from "../kernel/lane.ts";
import { roundMs } from "./round-ms.ts";

/** How the keys of a request's batch were fetched. */
export interface BatchFacts {
  /** Whether they were fetched by calls of its own, by those of other requests, or by both. */
  readonly role: "leader" | "follower" | "mixed";
  readonly lane: Lane;
  /** Of several calls, what the longest took. */
  readonly windowMs: number;
  readonly queuedMs: number;
  readonly upstreamMs: number;
}

/**
 * Sets on the span of a request's batch how its keys were fetched. `batch` is the trace of the
 * request that the loader hands down; the span must not have ended.
 */
export function describeBatch(batch: Context | undefined, facts: BatchFacts): void {
  if (batch === undefined) return;
  trace.getSpan(batch)?.setAttributes({
    "sluice.coalesce.role": facts.role,
    "sluice.lane": facts.lane,
    "sluice.window_ms": roundMs(facts.windowMs),
    "sluice.queue_ms": roundMs(facts.queuedMs),
    "sluice.upstream_ms": roundMs(facts.upstreamMs),
  });
}
