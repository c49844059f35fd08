import type { Entry } from "./entry.ts";

/**
 * Whether an entry is to be asked for anew although it is fresh: by chance, the more likely the
 * nearer its end is and the longer it takes to fetch. A key that is read often is nearly always
 * renewed before it expires, by one of its readers; one that is read seldom is left alone.
 *
 * The chance is that of Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede
 * Prevention" (2015), within the last tenth of the ttl.
 */
export function isDueEarly(
  { outcome, fetchedAtMs, freshUntilMs, tookMs }: Entry,
  nowMs: number,
  random: () => number,
): boolean {
  const leftMs = freshUntilMs - nowMs;
  if (leftMs > lastPart * (freshUntilMs - fetchedAtMs) || outcome.kind === "missing") return false;
  return leftMs < -tookMs * Math.log(random());
}

const lastPart = 0.1;
