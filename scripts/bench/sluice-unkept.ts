import { startSluice } from "./start-sluice.ts";

/** Nothing is kept: whatever is not on its way is asked for. */
export function start(upstreamUrl: string): Promise<string> {
  return startSluice(upstreamUrl, { memory: { maxBytes: 0 } });
}
