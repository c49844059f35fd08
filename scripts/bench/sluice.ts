import { startSluice } from "./start-sluice.ts";

/** Values are kept as long as the demo's schema says. */
export function start(upstreamUrl: string): Promise<string> {
  return startSluice(upstreamUrl);
}
