import { parseCacheControl, secondsAsMs } from "../connectors/cache-control.ts";
import type { ClientHeaders } from "../connectors/request-context.ts";

/**
 * The oldest value that a caller takes, by the `Cache-Control` of its request: 0 for `no-cache`.
 * Undefined where it does not say, or says what cannot be read.
 */
export function callerMaxAge(headers: ClientHeaders): number | undefined {
  const header = headers["cache-control"];
  if (header === undefined) return undefined;
  let maxAgeMs: number | undefined;
  for (const { name, value } of parseCacheControl(header)) {
    if (name === "no-cache") return 0;
    const ageMs = name === "max-age" ? secondsAsMs(value) : undefined;
    if (ageMs !== undefined) maxAgeMs = Math.min(maxAgeMs ?? ageMs, ageMs);
  }
  return maxAgeMs;
}
