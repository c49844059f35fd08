import { canonicalJson } from "../connectors/canonical-json.ts";
import type { Caller } from "../kernel/caller.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";

export interface ReadCallerOptions {
  /** Who vouches for the claims: ids of two of them are never the same caller. */
  readonly voucher: string;
  /** The claim that tells callers apart. */
  readonly idClaim: string;
  /** The claim with the scopes; undefined: `scope`, `scp` or `scopes`, the first that is there. */
  readonly scopesClaim: string | undefined;
}

/** Reads a caller from proven claims; undefined where they do not say who it is. */
export function readCaller(
  claims: Json,
  { voucher, idClaim, scopesClaim }: ReadCallerOptions,
): Caller | undefined {
  if (!isJsonObject(claims)) return undefined;
  const id = claimOf(claims, idClaim);
  const isId =
    typeof id === "string" ? id !== "" : typeof id === "number" || typeof id === "bigint";
  if (id === undefined || !isId) return undefined;
  return {
    id: canonicalJson([voucher, id]),
    claims,
    scopes: scopesOf(claims, scopesClaim === undefined ? usualScopesClaims : [scopesClaim]),
  };
}

/**
 * The caller of an operation that code runs in process, where nothing has to be proven: `sub` is the
 * id, or without it all claims together.
 */
export function callerOfClaims(claims: JsonObject): Caller {
  const options = { voucher: "code", idClaim: "sub", scopesClaim: undefined };
  return (
    readCaller(claims, options) ?? {
      id: canonicalJson([options.voucher, claims]),
      claims,
      scopes: scopesOf(claims, usualScopesClaims),
    }
  );
}

/** Of OAuth 2 (RFC 8693, 4.2), and of issuers that had theirs before. */
const usualScopesClaims = ["scope", "scp", "scopes"];

function scopesOf(claims: JsonObject, names: readonly string[]): ReadonlySet<string> {
  const value = names.map((name) => claimOf(claims, name)).find((found) => found !== undefined);
  if (typeof value === "string") return new Set(value.split(" ").filter((scope) => scope !== ""));
  if (!Array.isArray(value)) return new Set();
  return new Set(value.filter((scope) => typeof scope === "string"));
}

function claimOf(claims: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}
