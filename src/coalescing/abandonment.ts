import { GatewayError } from "../kernel/gateway-error.ts";

/** The error of what a request still waited for when it was given up for this reason. */
export function abandonment(sourceName: string, reason: unknown): GatewayError {
  const isLate = reason instanceof GatewayError && reason.code === "GATEWAY_TIMEOUT";
  const what = isLate
    ? "had not answered when the request's own time was over"
    : "was no longer needed: the client went away";
  return new GatewayError(
    isLate ? "GATEWAY_TIMEOUT" : "REQUEST_ABORTED",
    `The source "${sourceName}" ${what}.`,
    { extensions: { service: sourceName } },
  );
}
