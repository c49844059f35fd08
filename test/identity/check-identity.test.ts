import { generateKeyPairSync } from "node:crypto";

import { describe, expect, test } from "vitest";

import type { ConfigInput } from "../../src/config/config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { checkIdentity } from "../../src/identity/check-identity.ts";
import { load } from "../config/load.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { newKey, publicJwk } from "./support/token-issuer.ts";

type Identity = NonNullable<ConfigInput["identity"]>;
type Issuer = NonNullable<Identity["jwt"]>[number];

const trusted = { issuer: "https://a.test", audiences: ["b"] };
const jwksUrl = "https://a.test/keys";
const [hash, otherHash] = ["a".repeat(64), "b".repeat(64)];

/** What is wrong with these settings, each as "code message". */
function told(identity: Identity): readonly string[] {
  return checkIdentity(resolveConfig({ identity })).map(
    ({ code, message }) => `${code} ${message}`,
  );
}

const toldOf = (issuer: Partial<Issuer>) => told({ jwt: [{ ...trusted, ...issuer }] });

test.each<[string, Identity]>([
  ["none", {}],
  ["tokens", { required: true, jwt: [{ ...trusted, jwksUrl }] }],
  ["tokens whose keys are on this machine", { jwt: [{ ...trusted, jwksUrl: "http://[::1]:1/k" }] }],
  ["a secret", { jwt: [{ ...trusted, secret: "s".repeat(32) }] }],
  ["API keys", { required: true, apiKeys: { keys: [{ name: "a", sha256: hash }] } }],
  ["a proxy with a secret", { trustedHeader: { header: "x-user", secret: "s".repeat(16) } }],
  ["a proxy with an address", { trustedHeader: { header: "x-user", addresses: ["::1"] } }],
])("nothing is wrong with settings for %s", (_what, identity) => {
  expect(told(identity)).toEqual([]);
});

describe("an issuer", () => {
  test("has its keys in one place", () => {
    const start =
      "IDENTITY_INVALID An issuer has its keys in one place; that of https://a.test are in";
    expect(toldOf({})).toEqual([`${start} 0.`]);
    expect(toldOf({ jwksUrl, secret: "s".repeat(32) })).toEqual([`${start} 2.`]);
  });

  test("has algorithms that go with its keys", () => {
    expect(toldOf({ jwksUrl, algorithms: ["RS256", "HS256"] })).toEqual([
      "IDENTITY_INVALID Tokens with public keys cannot be of HS256.",
    ]);
    expect(toldOf({ secret: "s".repeat(64), algorithms: ["HS512", "ES256"] })).toEqual([
      "IDENTITY_INVALID Tokens with a secret cannot be of ES256.",
    ]);
  });

  test("has a secret that cannot be found by trying, and that is not told", () => {
    const secret = "s".repeat(47);
    const problems = toldOf({ secret, algorithms: ["HS256", "HS384"] });
    expect(problems).toEqual([
      "IDENTITY_SECRET_TOO_SHORT A secret for HS256, HS384 has at least 48 bytes; this one has less, so that it could be found by trying.",
    ]);
    expect(toldOf({ secret: `${secret}s`, algorithms: ["HS256", "HS384"] })).toEqual([]);
  });

  test("stands there once", () => {
    const issuer = { ...trusted, jwksUrl };
    expect(told({ jwt: [issuer, issuer] })).toEqual([
      "IDENTITY_INVALID An issuer stands once among those of identity.jwt; https://a.test stands there twice.",
    ]);
  });

  test("is warned of whose keys come over a network as they are", () => {
    const config = resolveConfig({
      identity: { jwt: [{ ...trusted, jwksUrl: "http://a.test/keys" }] },
    });
    expect(checkIdentity(config)).toMatchObject([
      { code: "IDENTITY_KEYS_INSECURE", severity: "warning" },
    ]);
  });

  test("has a file with public keys, and no others", async () => {
    const key = await newKey("a");
    const { privateKey } = generateKeyPairSync("ed25519");
    const jwk = await publicJwk(key);
    const directory = temporaryDirectory({
      "good.json": JSON.stringify({ keys: [jwk] }),
      "private.json": JSON.stringify({ keys: [{ ...jwk, d: "AQAB" }] }),
      "private.pem": privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
      "garbage.pem": "secret-looking text",
    });
    const keysFile = (name: string) => toldOf({ keysFile: `${directory}/${name}` });
    expect(keysFile("good.json")).toEqual([]);
    expect(keysFile("private.json")[0]).toMatch(/are not: It has a key to be kept secret\.$/);
    expect(keysFile("private.pem")[0]).toMatch(/are not: It has a private key\.$/);
    expect(keysFile("garbage.pem")[0]).toMatch(/are not: It has neither a JSON Web Key Set nor/);
    expect(keysFile("none.pem")[0]).toMatch(/^IDENTITY_KEYS_UNREADABLE .* are not: ENOENT/);
  });
});

describe("API keys", () => {
  test("have a name and a hash of their own", () => {
    const keys = [
      { name: "a", sha256: hash },
      { name: "a", sha256: otherHash },
      { name: "b", sha256: hash.toUpperCase() },
    ];
    expect(told({ apiKeys: { keys } })).toEqual([
      'IDENTITY_INVALID No two API keys have one name; two are called "a".',
      "IDENTITY_INVALID Each API key has one holder; two entries have the same sha256.",
    ]);
  });
});

test("each kind of credential has a header of its own", () => {
  expect(
    told({
      jwt: [{ ...trusted, jwksUrl }],
      apiKeys: { header: "Authorization", keys: [{ name: "a", sha256: hash }] },
      trustedHeader: { header: "authorization", secret: "s".repeat(16) },
    }),
  ).toEqual([
    'IDENTITY_INVALID Each kind of credential has a header of its own; "authorization" is set for two.',
  ]);
});

describe("a proxy", () => {
  test("must be able to prove itself, by more than a short secret", () => {
    expect(told({ trustedHeader: { header: "x-user" } })).toEqual([
      'IDENTITY_INVALID A header is believed only of a known proxy; "x-user" could be sent by anybody.',
    ]);
    expect(told({ trustedHeader: { header: "x-user", secret: "hush" } })).toEqual([
      "IDENTITY_SECRET_TOO_SHORT The secret of a proxy has at least 16 bytes; this one has less, so that it could be found by trying.",
    ]);
    const header = "x-proxy-secret";
    expect(told({ trustedHeader: { header, secret: "s".repeat(16) } })).toEqual([
      'IDENTITY_INVALID The secret of a proxy has a header of its own; "x-proxy-secret" is that of the caller.',
    ]);
  });
});

test("where callers must prove who they are, some can", () => {
  expect(told({ required: true })).toEqual([
    "IDENTITY_INVALID With identity.required, some must be able to prove who they are; here nobody can.",
  ]);
});

test("problems have the place of what is wrong", () => {
  const config = load(`identity:
  jwt:
    - issuer: https://a.test
      audiences: [b]
      secret: short
`);
  expect(checkIdentity(config)[0]?.origin).toMatchObject({ line: 5, column: 15 });
});
