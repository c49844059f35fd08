import type { Behaviour } from "./behaviour.ts";

/** By how much latency is multiplied at a moment, so long after the start or the last outage. */
export function slowdownAt(
  { slowStart, bursts }: Pick<Behaviour, "slowStart" | "bursts">,
  sinceStartMs: number,
): number {
  const start = slowStart !== "none" && sinceStartMs < slowStart.forMs ? slowStart.factor : 1;
  const isBurst =
    bursts !== "none" && sinceStartMs % bursts.everyMs >= bursts.everyMs - bursts.forMs;
  return isBurst ? start * bursts.factor : start;
}
