/** A part of time, on the clock. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a time went: each moment is in one of them, so that they add up to the whole. */
export interface TimeSplit {
  /** A source was being asked. */
  readonly upstreamMs: number;
  /** None was, and something waited: for company, for its turn, or for what is kept elsewhere. */
  readonly waitingMs: number;
  /** Neither: the gateway's own work, and that of resolvers. */
  readonly gatewayMs: number;
}

/** Splits a time by what was going on; parts of spans outside of it do not count. */
export function splitTime(
  whole: Span,
  { upstream, waiting }: { readonly upstream: readonly Span[]; readonly waiting: readonly Span[] },
): TimeSplit {
  const upstreamMs = covered(whole, upstream);
  const busyMs = covered(whole, [...upstream, ...waiting]);
  return {
    upstreamMs: roundTime(upstreamMs),
    waitingMs: roundTime(busyMs - upstreamMs),
    gatewayMs: roundTime(whole.toMs - whole.fromMs - busyMs),
  };
}

/** To what a clock can tell; never below 0, as sums of fractions may be. */
export function roundTime(durationMs: number): number {
  return Math.max(0, Math.round(durationMs * 1000) / 1000);
}

/** How much of a time is in at least one of the spans. */
function covered({ fromMs, toMs }: Span, spans: readonly Span[]): number {
  let coveredMs = 0;
  let reachedMs = fromMs;
  for (const span of spans.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const endMs = Math.min(span.toMs, toMs);
    const startMs = Math.max(span.fromMs, reachedMs);
    if (endMs <= startMs) continue;
    coveredMs += endMs - startMs;
    reachedMs = endMs;
  }
  return coveredMs;
}
