import type { Caller } from "../kernel/caller.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { apiKeys } from "./api-keys.ts";
import { bearerTokens } from "./bearer-tokens.ts";
import { credentialsInvalid } from "./credential-errors.ts";
import type { IdentitySettings } from "./identity-settings.ts";
import type { Proof, ProvingRequest } from "./proof.ts";
import type { TokenIssuerOptions } from "./token-issuer.ts";
import { trustedHeader } from "./trusted-header.ts";

/** Finds out who sends requests. Lives as long as the process. */
export interface Identity {
  /**
   * Who has sent a request, at once where that is known; undefined: somebody who has tried to prove
   * nothing. Throws, or rejects, with a GatewayError: what is there and wrong is never passed over.
   * `UNAUTHENTICATED` where nothing is there and something must be; `CREDENTIALS_INVALID`,
   * `TOKEN_EXPIRED`, `IDENTITY_UNAVAILABLE`.
   */
  readonly identify: (request: ProvingRequest) => Caller | undefined | Promise<Caller>;
  /** The value of `WWW-Authenticate` for somebody who is refused so (RFC 9110, 11.6.1). */
  readonly challengeFor: (refusal: GatewayError) => string;
}

/** Makes what finds out who sends requests; undefined where no way to prove that is set. */
export function createIdentity(
  settings: IdentitySettings,
  options: TokenIssuerOptions,
): Identity | undefined {
  const proofs: Proof[] = [];
  if (settings.jwt.length > 0) proofs.push(bearerTokens(settings.jwt, options));
  if (settings.apiKeys.keys.length > 0) proofs.push(apiKeys(settings.apiKeys));
  const { header } = settings.trustedHeader;
  if (header !== undefined) proofs.push(trustedHeader(header, settings.trustedHeader));
  if (proofs.length === 0) return undefined;
  return {
    identify(request) {
      let tried: Proof | undefined;
      for (const proof of proofs) {
        if (request.headers[proof.header] === undefined) continue;
        // Else it would be for us to say which of two callers it is.
        if (tried !== undefined) throw credentialsInvalid("Send one credential, and not several.");
        tried = proof;
      }
      if (tried !== undefined) {
        // Node takes the first Authorization; what stands in front may have looked at the last. And a
        // proxy that adds to what a client has sent, instead of replacing it, lets anybody be anyone.
        if (request.headersDistinct()[tried.header]?.length !== 1) {
          throw credentialsInvalid(`"${tried.header}" must come once.`);
        }
        return tried.callerOf(String(request.headers[tried.header]), request);
      }
      if (settings.required) throw unauthenticated();
      return undefined;
    },
    challengeFor({ code }) {
      const isWrong = code !== "UNAUTHENTICATED";
      const challenges = proofs.map(({ challenge }) =>
        isWrong && challenge === "Bearer" ? 'Bearer error="invalid_token"' : challenge,
      );
      return [...new Set(challenges)].join(", ");
    },
  };
}

/** The headers that callers prove with who they are, in lower case: answers may depend on them. */
export function credentialHeaders({
  jwt,
  apiKeys: { header: keyHeader, keys },
  trustedHeader: { header },
}: IdentitySettings): readonly string[] {
  return [
    ...(jwt.length > 0 ? ["authorization"] : []),
    ...(keys.length > 0 ? [keyHeader] : []),
    ...(header === undefined ? [] : [header]),
  ];
}

function unauthenticated(): GatewayError {
  return new GatewayError(
    "UNAUTHENTICATED",
    "Callers must prove who they are here, and this request has no credential.",
  );
}
