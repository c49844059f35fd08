import type { BreakerState } from "./metrics.ts";

/** What metrics tell the states of a breaker as. */
export const breakerValues: Readonly<Record<BreakerState, number>> = {
  closed: 0,
  "half-open": 1,
  open: 2,
};
