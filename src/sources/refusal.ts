import { type ErrorCode, GatewayError } from "../kernel/gateway-error.ts";

/** Why a source gives a call no turn. */
export type Refusal = "CIRCUIT_OPEN" | "RATE_LIMITED" | "SOURCE_OVERLOADED";

/** The error of a call that a source gives no turn, and when to come back. */
export function refusal(sourceName: string, code: Refusal, retryAfterMs: number): GatewayError {
  return sourceError(sourceName, code, { what: sayings[code], retryAfterMs });
}

/** The error of a call that waited for its turn when the source was closed. */
export function closedError(sourceName: string): GatewayError {
  return sourceError(sourceName, "HTTP_CLIENT_ERROR", { what: "is not called any more" });
}

/** The error of a call that could not be sent: what it failed with, or a bug. */
export function unsentError(sourceName: string, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  return sourceError(sourceName, "INTERNAL_SERVER_ERROR", { what: "could not be called", cause });
}

function sourceError(service: string, code: ErrorCode, { what, ...options }: Saying): GatewayError {
  const message = `The source "${service}" ${what}.`;
  return new GatewayError(code, message, { extensions: { service }, ...options });
}

interface Saying {
  /** What there is to say of the source. */
  readonly what: string;
  readonly cause?: unknown;
  readonly retryAfterMs?: number;
}

const sayings: Readonly<Record<Refusal, string>> = {
  CIRCUIT_OPEN: "has been failing, and is left alone for a while",
  RATE_LIMITED: "may not be called so soon again",
  SOURCE_OVERLOADED: "has as many calls waiting as may wait",
};
