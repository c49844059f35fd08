import { decodeJwt } from "jose";

import type { Caller } from "../kernel/caller.ts";
import { credentialsInvalid } from "./credential-errors.ts";
import type { IssuerSettings } from "./identity-settings.ts";
import type { Proof } from "./proof.ts";
import { RememberedCallers } from "./remembered-callers.ts";
import { TokenIssuer, type TokenIssuerOptions } from "./token-issuer.ts";

/** Tokens that issuers have signed: `Authorization: Bearer <JWT>` (RFC 6750). */
export function bearerTokens(
  settings: readonly IssuerSettings[],
  options: TokenIssuerOptions,
): Proof {
  const issuers = new Map(settings.map((each) => [each.issuer, new TokenIssuer(each, options)]));
  const remembered = new RememberedCallers(options.clock);
  return {
    header: "authorization",
    challenge: "Bearer",
    callerOf(given) {
      const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(given) ?? [];
      if (token === undefined) {
        throw credentialsInvalid('"Authorization" must be "Bearer", a space, and a token.');
      }
      return remembered.get(token) ?? verify(token);
    },
  };

  async function verify(token: string): Promise<Caller> {
    // Only to find whose keys it must have been signed with: nothing of it is believed yet.
    const issuer = issuers.get(issuerOf(token) ?? "");
    if (issuer === undefined) throw credentialsInvalid("The token is of no issuer trusted here.");
    const { caller, expiresAtMs } = await issuer.verify(token);
    remembered.set(token, caller, expiresAtMs);
    return caller;
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw credentialsInvalid("The token is no JSON Web Token.");
  }
}
