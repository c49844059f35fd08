import { GatewayError } from "../../kernel/gateway-error.ts";

/**
 * The error of a call for which there are no credentials. Why is in the log, and not here: clients
 * see it.
 */
export function unavailable(sourceName: string, retryAfterMs?: number): GatewayError {
  return new GatewayError(
    "SOURCE_CREDENTIALS_UNAVAILABLE",
    `The source "${sourceName}" cannot be called: the gateway has no credentials for it at the moment.`,
    { extensions: { service: sourceName }, retryAfterMs },
  );
}
