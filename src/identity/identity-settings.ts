import type { JsonObject } from "../kernel/json.ts";

/** How callers prove who they are. */
export interface IdentitySettings {
  /** Whether a request that proves nothing is refused. */
  readonly required: boolean;
  /** Whose tokens are trusted; none: tokens are not looked at. */
  readonly jwt: readonly IssuerSettings[];
  readonly apiKeys: ApiKeysSettings;
  readonly trustedHeader: TrustedHeaderSettings;
}

/** One that issues tokens, and where the keys are that they are verified with: one of three. */
export interface IssuerSettings {
  /** What `iss` must be, to the letter. */
  readonly issuer: string;
  /** One of them must be in `aud`. */
  readonly audiences: readonly string[];
  readonly jwksUrl?: string | undefined;
  /** A JSON Web Key Set, or a public key or certificate in PEM. */
  readonly keysFile?: string | undefined;
  /** Of issuer and gateway alone. */
  readonly secret?: string | undefined;
  /** Undefined: all that the keys can be for. */
  readonly algorithms?: readonly string[] | undefined;
  readonly clockToleranceMs: number;
  /** Undefined: `scope`, `scp` or `scopes`. */
  readonly scopesClaim?: string | undefined;
  readonly idClaim: string;
}

export interface ApiKeysSettings {
  /** In lower case. */
  readonly header: string;
  /** None: the header is not looked at. */
  readonly keys: readonly ApiKeySettings[];
}

interface ApiKeySettings {
  /** What the operator calls it: the caller's id. */
  readonly name: string;
  /** The SHA-256 of the key, in hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly string[];
  readonly claims: JsonObject;
}

/** The header in which a proxy says whom it has let through. */
export interface TrustedHeaderSettings {
  /** In lower case; undefined: no proxy is trusted. */
  readonly header?: string | undefined;
  /** What the header holds: the caller's id, or claims as a JSON object. */
  readonly form: "id" | "json";
  /** The header, in lower case, in which the proxy sends `secret`. */
  readonly secretHeader: string;
  readonly secret?: string | undefined;
  /** Where it may come from: addresses and networks, such as 10.0.0.0/8; none: from anywhere. */
  readonly addresses: readonly string[];
  readonly idClaim: string;
  /** Undefined: `scope`, `scp` or `scopes`. */
  readonly scopesClaim?: string | undefined;
}
