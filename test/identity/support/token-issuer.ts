import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JWTPayload,
  SignJWT,
} from "jose";
import { onTestFinished } from "vitest";

import { type Answer, json, startUpstream, type Upstream } from "../../support/upstream.ts";

export const issuer = "https://login.example.test";
export const audience = "https://api.example.test";

/** A key pair, and the name that it is published under. */
export interface SigningKey extends GenerateKeyPairResult {
  readonly kid: string;
  readonly algorithm: string;
}

export interface TokenIssuer {
  /** Where it publishes its keys. */
  readonly jwksUrl: string;
  readonly server: Upstream;
  /** The key that it began with. */
  readonly key: SigningKey;
  /** Publishes these keys, in the place of those before. */
  readonly publish: (...keys: readonly SigningKey[]) => void;
  /** Answers so to those who ask for its keys, from now on; undefined: with the keys. */
  readonly answerWith: (answer: Answer | undefined) => void;
  /** A token that is good, but for what is changed. */
  readonly sign: (claims?: Claims, options?: SignOptions) => Promise<string>;
}

/** What a token says; what is undefined is left out. */
type Claims = Readonly<Record<string, unknown>>;

export interface SignOptions {
  readonly key?: SigningKey;
  readonly header?: Readonly<Record<string, unknown>>;
}

export async function newKey(kid: string, algorithm = "RS256"): Promise<SigningKey> {
  return { kid, algorithm, ...(await generateKeyPair(algorithm, { extractable: true })) };
}

/** An issuer of tokens, with its keys on a real HTTP server on loopback. */
export async function startIssuer(algorithm = "RS256"): Promise<TokenIssuer> {
  const key = await newKey("first", algorithm);
  let published: readonly SigningKey[] = [key];
  let special: Answer | undefined;
  const server = await startUpstream({
    "GET /jwks": async () => {
      if (special !== undefined) return special;
      return json({ keys: await Promise.all(published.map(publicJwk)) });
    },
  });
  onTestFinished(() => server.close());
  return {
    jwksUrl: `${server.url}/jwks`,
    server,
    key,
    publish: (...keys) => void (published = keys),
    answerWith: (answer) => void (special = answer),
    sign: (claims, options) => signToken(claims, { key, ...options }),
  };
}

export async function signToken(
  claims: Claims = {},
  { key, header = {} }: SignOptions & { readonly key: SigningKey },
): Promise<string> {
  return await new SignJWT(goodClaims(claims))
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** What a good token says, with other claims; those that are undefined are left out. */
export function goodClaims(claims: Claims = {}): JWTPayload {
  const all = { iss: issuer, aud: audience, sub: "ann", exp: inSeconds(300), ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The time in so many seconds, as tokens write it. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

export async function publicJwk({ kid, algorithm, publicKey }: SigningKey) {
  return { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" };
}

export async function publicPem({ publicKey }: SigningKey): Promise<string> {
  return await exportSPKI(publicKey);
}
