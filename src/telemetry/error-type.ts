import { type ErrorCode, GatewayError } from "../kernel/gateway-error.ts";

/**
 * What kind of error it is, from a small set of words (`error.type`): the gateway's own code, the
 * class of any other error, or `_OTHER`.
 *
 * A schema may make a code of what a source answered. Such a code is a payload, of which there may
 * be any number: it counts as what it is to the gateway, a source that did not succeed.
 */
export function errorType(error: unknown): string {
  if (error instanceof GatewayError) return isOwnCode(error.code) ? error.code : "CONNECTOR_FETCH";
  return error instanceof Error ? error.name : "_OTHER";
}

/** Whether it is a code of the gateway itself. */
export function isOwnCode(code: string): boolean {
  return Object.hasOwn(ownCodes, code);
}

/** All of them: the compiler tells when one is missing. */
const ownCodes: Readonly<Record<ErrorCode, true>> = {
  CONNECTOR_FETCH: true,
  CONNECTOR_RESPONSE_INVALID: true,
  CONNECTOR_VALUE_INVALID: true,
  CONNECTOR_REQUEST_INVALID: true,
  HTTP_CLIENT_ERROR: true,
  GATEWAY_TIMEOUT: true,
  RESPONSE_TOO_LARGE: true,
  SOURCE_OVERLOADED: true,
  CIRCUIT_OPEN: true,
  RATE_LIMITED: true,
  OVERLOADED: true,
  TOO_MANY_CALLS: true,
  TOO_MANY_REQUESTS: true,
  SOURCE_CREDENTIALS_UNAVAILABLE: true,
  SOURCE_ADDRESS_REFUSED: true,
  REQUEST_ABORTED: true,
  ANSWER_TOO_LARGE: true,
  LAZY_BUDGET_EXCEEDED: true,
  UNAUTHENTICATED: true,
  CREDENTIALS_INVALID: true,
  TOKEN_EXPIRED: true,
  IDENTITY_UNAVAILABLE: true,
  FORBIDDEN: true,
  INTERNAL_SERVER_ERROR: true,
};
