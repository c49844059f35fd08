import { GatewayError } from "../kernel/gateway-error.ts";

/** Refuses a credential. The reason is for its sender, and must tell nothing that it has not sent. */
export function credentialsInvalid(reason: string): GatewayError {
  return new GatewayError("CREDENTIALS_INVALID", reason);
}

/** Refuses a token that was good, and is so no more. */
export function tokenExpired(): GatewayError {
  return new GatewayError("TOKEN_EXPIRED", "The token has expired. Get a new one, and send that.");
}

/** Puts off a token that cannot be verified now, which says nothing against it. */
export function identityUnavailable(retryAfterMs: number): GatewayError {
  return new GatewayError(
    "IDENTITY_UNAVAILABLE",
    "The token cannot be verified now, as its issuer cannot be asked for its keys. Try again.",
    { retryAfterMs },
  );
}
