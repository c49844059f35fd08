import { GatewayError } from "../kernel/gateway-error.ts";

/** Why a request was given up that has had its time. */
export function tookTooLong(requestTimeoutMs: number): GatewayError {
  return new GatewayError(
    "GATEWAY_TIMEOUT",
    `The request may take ${requestTimeoutMs} ms in all, and has taken longer.`,
  );
}
