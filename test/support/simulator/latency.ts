import type { Random } from "./random.ts";

/** How long calls take. */
export type Latency =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  /** Half of the calls take longer than the median; `sigma` 0.5 is usual, 1 is wild. */
  | { readonly kind: "log-normal"; readonly medianMs: number; readonly sigma: number }
  /** All take the usual time, but for a share of them: 0.01 is one in a hundred. */
  | {
      readonly kind: "long-tail";
      readonly usualMs: number;
      readonly slowMs: number;
      readonly slowShare: number;
    };

/** How long one call takes. */
export function drawLatency(latency: Latency | number, random: Random): number {
  if (typeof latency === "number") return latency;
  switch (latency.kind) {
    case "fixed":
      return latency.ms;
    case "uniform":
      return latency.minMs + random() * (latency.maxMs - latency.minMs);
    case "log-normal":
      return latency.medianMs * Math.exp(latency.sigma * drawNormal(random));
    case "long-tail":
      return random() < latency.slowShare ? latency.slowMs : latency.usualMs;
  }
}

/** Mean 0, standard deviation 1 (Box and Muller). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
