import { createSecretKey } from "node:crypto";

import { createLocalJWKSet, errors, jwtVerify, type JWTVerifyGetKey, type JWTPayload } from "jose";

import type { Caller } from "../kernel/caller.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { type Json, parseJson } from "../kernel/json.ts";
import { sharedCaller } from "../kernel/shared-caller.ts";
import type { Logger } from "../telemetry/logger.ts";
import { algorithmsOf } from "./algorithms.ts";
import { credentialsInvalid, tokenExpired } from "./credential-errors.ts";
import type { IssuerSettings } from "./identity-settings.ts";
import { readCaller } from "./read-caller.ts";
import { readKeysFile } from "./read-keys-file.ts";
import { RemoteKeys } from "./remote-keys.ts";

export interface TokenIssuerOptions {
  readonly clock: Clock;
  readonly log: Logger;
}

/** A caller whose token was verified, and until when it is good: since 1970. */
interface VerifiedToken {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/** Verifies the tokens of one issuer (RFC 7519, 8725). */
export class TokenIssuer {
  readonly #settings: IssuerSettings;
  readonly #clock: Clock;
  readonly #keyOf: JWTVerifyGetKey;

  constructor(settings: IssuerSettings, options: TokenIssuerOptions) {
    this.#settings = settings;
    this.#clock = options.clock;
    this.#keyOf = keysOf(settings, options);
  }

  /** Rejects with `CREDENTIALS_INVALID`, `TOKEN_EXPIRED` or `IDENTITY_UNAVAILABLE`. */
  async verify(token: string): Promise<VerifiedToken> {
    const { issuer, audiences, clockToleranceMs, idClaim, scopesClaim } = this.#settings;
    const { exp = 0 } = await this.#claimsOf(token, {
      issuer,
      audience: [...audiences],
      algorithms: [...algorithmsOf(this.#settings)],
      clockTolerance: clockToleranceMs / 1000,
      currentDate: new Date(this.#clock.dateMs()),
      // A token without an end could never be taken back.
      requiredClaims: ["exp"],
    });
    const claims = exactClaimsOf(token);
    const caller = readCaller(claims, { voucher: `issuer ${issuer}`, idClaim, scopesClaim });
    if (caller === undefined) throw credentialsInvalid("The token does not say whose it is.");
    // That of a token which is remembered is that of many requests.
    return { caller: sharedCaller(caller), expiresAtMs: exp * 1000 };
  }

  async #claimsOf(token: string, options: Parameters<typeof jwtVerify>[2]): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#keyOf, options);
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function keysOf(
  { jwksUrl, keysFile, secret = "" }: IssuerSettings,
  options: TokenIssuerOptions,
): JWTVerifyGetKey {
  if (jwksUrl !== undefined) {
    const remote = new RemoteKeys({ url: jwksUrl, ...options });
    return (header, token) => remote.keyOf(header, token);
  }
  if (keysFile === undefined) {
    const key = createSecretKey(secret, "utf8");
    return async () => key;
  }
  const keys = readKeysFile(keysFile);
  return "keys" in keys ? createLocalJWKSet(keys) : async () => keys;
}

/** The claims as they are written: jose reads numbers as doubles, by which two callers may be one. */
function exactClaimsOf(token: string): Json {
  const payload = token.slice(token.indexOf(".") + 1, token.lastIndexOf("."));
  return parseJson(Buffer.from(payload, "base64url").toString("utf8"));
}

/** Why a token was refused, for its sender. What jose says of it goes no further: it has claims. */
function refusalOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof errors.JWTExpired) return tokenExpired();
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    if (claim === "nbf") return credentialsInvalid("The token is not valid yet.");
    if (claim === "aud") return credentialsInvalid("The token is not for this audience.");
    if (reason === "missing") return credentialsInvalid(`The token has no "${claim}".`);
  }
  return credentialsInvalid("The token is not valid: its signature, its form or its claims.");
}
