import type { HttpResponse } from "../connectors/http-message.ts";
import { isRetryableStatus } from "../connectors/retryable-status.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { RetrySettings } from "./source-settings.ts";

/** What an attempt came to: the error where there was no response. */
export type AttemptResult = HttpResponse | GatewayError;

/** Whether another attempt may come off better. Whether it is safe is a matter of the request. */
export function isRetryable(result: AttemptResult): boolean {
  return result instanceof GatewayError
    ? failedOnTheWay.has(result.code)
    : isRetryableStatus(result.status);
}

/**
 * Whether an attempt says that the source is in trouble. A caller's own mistake (4xx) does not, nor
 * does a request that never left or that nobody waited for.
 */
export function isSourceFailure(result: AttemptResult): boolean {
  return result instanceof GatewayError
    ? failedOnTheWay.has(result.code)
    : result.status >= 500 || result.status === 429;
}

export interface RetryDelayOptions {
  /** 1 before the first retry, 2 before the second. */
  readonly attempt: number;
  readonly settings: Pick<RetrySettings, "backoffMs" | "maxBackoffMs">;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
  /** What the source asked for. */
  readonly retryAfterMs: number | undefined;
}

/**
 * How long to wait before a retry: any time up to a bound that doubles with each (full jitter), so
 * that those who failed together do not come back together; and that on top of what the source asks.
 */
export function retryDelayMs({ attempt, settings, random, retryAfterMs }: RetryDelayOptions) {
  const { backoffMs, maxBackoffMs } = settings;
  const boundMs = Math.min(maxBackoffMs, backoffMs * 2 ** (attempt - 1));
  return (retryAfterMs ?? 0) + Math.round(random() * boundMs);
}

const failedOnTheWay: ReadonlySet<string> = new Set(["HTTP_CLIENT_ERROR", "GATEWAY_TIMEOUT"]);
