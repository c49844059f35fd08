import { createHash } from "node:crypto";

import {
  audience,
  goodClaims,
  issuer,
  newKey,
  publicJwk,
  publicPem,
  signToken,
} from "../../identity/support/token-issuer.ts";
import { good } from "./attacked.ts";
import type { Attack } from "./describe-abuse.ts";
import { ask } from "./requests.ts";

export type Headers = Readonly<Record<string, string>>;

export const apiKey = "planted-api-key-0123456789abcdef";
export const proxySecret = "planted-proxy-secret";
export const signingSecret = "planted-signing-secret-of-32-bytes";
/** Issuers besides the usual one: with another key pair, and with a secret. */
export const partner = "https://partner.example.test";
export const colleague = "https://colleague.example.test";

/** What a gateway that asks all callers who they are is started with, and what proves that. */
export async function createIdentified() {
  const key = await newKey("first");
  const partnersKey = await newKey("partners", "ES256");
  const signed = (claims: object = {}, header: object = {}, by = key) =>
    signToken(claims as Record<string, unknown>, {
      key: by,
      header: header as Record<string, unknown>,
    });
  const goodToken = await signed();
  const [, , goodSignature = ""] = goodToken.split(".");
  return {
    key,
    partnersKey,
    signed,
    goodToken,
    claims: goodClaims(),
    options: {
      config: {
        identity: {
          required: true,
          jwt: [
            { issuer, audiences: [audience], keysFile: "keys.json" },
            { issuer: partner, audiences: [audience], keysFile: "partner.pem" },
            { issuer: colleague, audiences: [audience], secret: signingSecret },
          ],
          apiKeys: {
            keys: [{ name: "billing", sha256: createHash("sha256").update(apiKey).digest("hex") }],
          },
          trustedHeader: { header: "x-user", secret: proxySecret },
        },
      },
      files: {
        "keys.json": JSON.stringify({ keys: [await publicJwk(key)] }),
        "partner.pem": await publicPem(partnersKey),
      },
      credentials: bearer(goodToken),
      secrets: [apiKey, proxySecret, signingSecret, goodSignature],
    },
  };
}

export function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

/** What is right, asked with these headers. */
export function withHeaders(headers: Headers): Buffer {
  return ask(good, undefined, headers);
}

/** Makes attacks of headers that are refused so. */
export function refusedWith(code: string): (name: string, headers: Headers) => Attack {
  return (name, headers) => [name, withHeaders(headers), `401 ${code}`];
}
