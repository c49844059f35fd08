import { readRetryAfter } from "../connectors/retry-after.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { AttemptResult } from "./retry.ts";

/** How long the source asked to be left alone; undefined where it did not. */
export function retryAfterOf(result: AttemptResult, dateMs: number): number | undefined {
  return result instanceof GatewayError
    ? result.retryAfterMs
    : readRetryAfter(result.headers, dateMs);
}
