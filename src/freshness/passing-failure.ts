import type { GatewayError } from "../kernel/gateway-error.ts";
import { isJsonObject } from "../kernel/json.ts";
import { errorType } from "../telemetry/error-type.ts";

/**
 * What a failure says of what is kept:
 * - "passing": the source fails, is out of reach, limited or late. What is kept may stand in for it.
 * - "final": the source has answered, and the answer is a refusal. What is kept holds no longer.
 * - "none": nothing: the source was not asked, for a reason of the request's own.
 */
export type FailureMeaning = "passing" | "final" | "none";

/** What a failure says of what is kept under its key. */
export function meaningOf(error: GatewayError): FailureMeaning {
  const code = errorType(error);
  if (requestCodes.has(code)) return "none";
  if (error.retryable || sourceCodes.has(code) || statusOf(error) >= 500) return "passing";
  return "final";
}

const requestCodes = new Set(["REQUEST_ABORTED", "TOO_MANY_CALLS", "CONNECTOR_REQUEST_INVALID"]);

/** Answers that nobody can read, and names that lead astray: the source is in disorder. */
const sourceCodes = new Set([
  "CONNECTOR_RESPONSE_INVALID",
  "RESPONSE_TOO_LARGE",
  "SOURCE_ADDRESS_REFUSED",
]);

/** The status of the source's answer; 0 where there was none. */
function statusOf({ extensions }: GatewayError): number {
  const http = extensions["http"];
  return isJsonObject(http) ? Number(http["status"]) : 0;
}
