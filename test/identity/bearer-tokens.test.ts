import { createHmac } from "node:crypto";

import { CompactSign, SignJWT } from "jose";
import { describe, expect, test } from "vitest";

import { temporaryDirectory } from "../config/temporary-directory.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { bearer, identityOf } from "./support/identity-of.ts";
import {
  audience,
  goodClaims,
  inSeconds,
  issuer,
  newKey,
  publicJwk,
  publicPem,
  type SigningKey,
  signToken,
  startIssuer,
} from "./support/token-issuer.ts";

async function open(more: object = {}) {
  const issuing = await startIssuer();
  const { jwksUrl } = issuing;
  return {
    ...issuing,
    ...identityOf({ jwt: [{ issuer, audiences: [audience], jwksUrl, ...more }] }),
  };
}

describe("a good token", () => {
  test("says who the caller is, what is known of them and what they may do", async () => {
    const { who, sign } = await open();
    const token = await sign({ tenant: "t1", scope: "read write" });
    const caller = await who(bearer(token));
    expect(caller?.claims).toMatchObject({ sub: "ann", tenant: "t1", iss: issuer });
    expect(caller?.scopes).toEqual(new Set(["read", "write"]));
    expect(caller?.id).toContain("ann");
  });

  test("is taken whatever the case of its scheme", async () => {
    const { who, sign } = await open();
    expect(await who({ authorization: `bearer  ${await sign()} ` })).toMatchObject({
      claims: { sub: "ann" },
    });
  });

  test("keeps the digits of numbers, so that two callers are never one", async () => {
    const { who, key } = await open();
    const idsOf = async (digits: string) => {
      const payload = JSON.stringify(goodClaims()).replace("{", `{"tenant":${digits},`);
      const caller = await who(bearer(await signText(payload, key)));
      return caller?.claims["tenant"];
    };
    expect(await idsOf("9007199254740993")).toBe(9007199254740993n);
    expect(await idsOf("9007199254740992")).toBe(9007199254740992n);
  });

  test.each(["RS256", "PS512", "ES384", "EdDSA"])("may be signed by %s", async (algorithm) => {
    const { sign, jwksUrl } = await startIssuer(algorithm);
    const { who } = identityOf({ jwt: [{ issuer, audiences: [audience], jwksUrl }] });
    expect(await who(bearer(await sign()))).toMatchObject({ claims: { sub: "ann" } });
  });

  test("of one issuer is another caller than that of another with the same id", async () => {
    const one = await startIssuer();
    const other = await startIssuer();
    const { who } = identityOf({
      jwt: [
        { issuer: "https://one.test", audiences: [audience], jwksUrl: one.jwksUrl },
        { issuer: "https://two.test", audiences: [audience], jwksUrl: other.jwksUrl },
      ],
    });
    const ann = await who(bearer(await one.sign({ iss: "https://one.test" })));
    const bob = await who(bearer(await other.sign({ iss: "https://two.test" })));
    expect(ann?.id).not.toBe(bob?.id);
    expect(new Set([ann?.id, bob?.id]).size).toBe(2);
  });

  test("may be verified by keys of a file: a key set, or a key in PEM", async () => {
    const key = await newKey("k");
    const directory = temporaryDirectory({
      "keys.json": JSON.stringify({ keys: [await publicJwk(key)] }),
      "key.pem": await publicPem(key),
    });
    const token = await signToken({}, { key });
    for (const file of ["keys.json", "key.pem"]) {
      const { who } = identityOf({
        jwt: [{ issuer, audiences: [audience], keysFile: `${directory}/${file}` }],
      });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await who(bearer(token))).toMatchObject({ claims: { sub: "ann" } });
    }
  });

  test("may be signed with a secret, where that is set", async () => {
    const secret = "a secret of more than 32 bytes, as it must be";
    const { who, refusal } = identityOf({ jwt: [{ issuer, audiences: [audience], secret }] });
    expect(await who(bearer(await signedBySecret("HS256", secret)))).toMatchObject({
      claims: { sub: "ann" },
    });
    const longSecret = `${secret}, ${secret}`;
    expect(await refusal(bearer(await signedBySecret("HS256", longSecret)))).toMatchObject(invalid);
    expect(await refusal(bearer(await signedBySecret("HS512", longSecret)))).toMatchObject(invalid);
  });

  test("has its scopes and its id where the settings say", async () => {
    const { who, sign } = await open({ idClaim: "uid", scopesClaim: "permissions" });
    const caller = await who(
      bearer(await sign({ uid: 7, permissions: ["a", 1, "b"], scope: "no" })),
    );
    expect(caller?.scopes).toEqual(new Set(["a", "b"]));
    expect(caller?.id).toContain("7");
  });

  test("may be late by no more than clocks may be apart", async () => {
    const { who, refusal, sign } = await open({ clockTolerance: "1m" });
    expect(await who(bearer(await sign({ exp: inSeconds(-30) })))).toMatchObject({
      claims: { sub: "ann" },
    });
    expect(await refusal(bearer(await sign({ exp: inSeconds(-90) })))).toMatchObject({
      code: "TOKEN_EXPIRED",
    });
  });
});

const invalid = { code: "CREDENTIALS_INVALID" };

describe("a token is refused", () => {
  test("whose time is over, and is told so", async () => {
    const { refusal, sign } = await open();
    const { code, message } = await refusal(bearer(await sign({ exp: inSeconds(-60) })));
    expect(code).toBe("TOKEN_EXPIRED");
    expect(message).toBe("The token has expired. Get a new one, and send that.");
  });

  test.each([
    ["that is not valid yet", { nbf: inSeconds(60) }, "The token is not valid yet."],
    ["for others", { aud: "https://b.test" }, "The token is not for this audience."],
    ["for several others", { aud: ["b", "c"] }, "The token is not for this audience."],
    ["for nobody", { aud: undefined }, "The token is not for this audience."],
    ["of another issuer", { iss: "https://evil.test" }, "The token is of no issuer trusted here."],
    ["of no issuer", { iss: undefined }, "The token is of no issuer trusted here."],
    [
      "whose end is no time",
      { exp: "soon" },
      "The token is not valid: its signature, its form or its claims.",
    ],
    ["without an end", { exp: undefined }, 'The token has no "exp".'],
    ["of nobody", { sub: undefined }, "The token does not say whose it is."],
    ["of somebody without a name", { sub: "" }, "The token does not say whose it is."],
  ])("%s", async (_what, claims, message) => {
    const { refusal, sign } = await open();
    expect(await refusal(bearer(await sign(claims)))).toMatchObject({ ...invalid, message });
  });

  test("that is signed by somebody else, under the name of a good key", async () => {
    const { refusal } = await open();
    const key = await newKey("first");
    expect(await refusal(bearer(await signToken({}, { key })))).toMatchObject(invalid);
  });

  test("that brings its own key along", async () => {
    const { refusal } = await open();
    const key = await newKey("first");
    const jwk = await publicJwk(key);
    const token = await signToken({}, { key, header: { jwk, jku: "http://127.0.0.1:1/" } });
    expect(await refusal(bearer(token))).toMatchObject(invalid);
  });

  test.each(["none", "None", "NONE", ""])("that says it needs no signature: %j", async (alg) => {
    const { refusal } = await open();
    for (const signature of ["", "x"]) {
      const token = `${encoded({ alg })}.${encoded(goodClaims())}.${signature}`;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await refusal(bearer(token))).toMatchObject(invalid);
    }
  });

  test("that is signed with the public key as if that were a secret", async () => {
    const { refusal, key } = await open();
    const pem = await publicPem(key);
    for (const secret of [pem, pem.trim(), JSON.stringify(await publicJwk(key))]) {
      const start = `${encoded({ alg: "HS256", kid: "first" })}.${encoded(goodClaims())}`;
      const signature = createHmac("sha256", secret).update(start).digest("base64url");
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await refusal(bearer(`${start}.${signature}`))).toMatchObject(invalid);
    }
  });

  test("by another algorithm than is allowed", async () => {
    const { refusal, sign } = await open({ algorithms: ["ES256", "PS256"] });
    expect(await refusal(bearer(await sign()))).toMatchObject(invalid);
  });

  test("whose claims or head were changed after it was signed", async () => {
    const { refusal, sign } = await open();
    const [head = "", , signature = ""] = (await sign()).split(".");
    const changed = `${head}.${encoded(goodClaims({ sub: "root" }))}.${signature}`;
    expect(await refusal(bearer(changed))).toMatchObject(invalid);
    const [, payload = ""] = (await sign()).split(".");
    const other = encoded({ alg: "RS256", kid: "first", crit: ["x"], x: 1 });
    expect(await refusal(bearer(`${other}.${payload}.${signature}`))).toMatchObject(invalid);
  });

  test.each([
    ["nothing", ""],
    ["a scheme alone", "Bearer"],
    ["another scheme", "Basic YW5uOnNlY3JldA=="],
    ["two tokens", "Bearer a.b.c d.e.f"],
    ["no token", "Bearer ???"],
    ["garbage", "Bearer garbage"],
    ["dots", "Bearer .."],
    ["JSON that is no object", `Bearer e30.${Buffer.from("[]").toString("base64url")}.e30`],
    ["an encrypted token", "Bearer a.b.c.d.e"],
    ["a huge one", `Bearer ${"a".repeat(12_000)}.${"b".repeat(100_000)}.c`],
    ["an issuer that is no text", `Bearer e30.${encoded({ iss: { a: 1 } })}.e30`],
    ["a name that all objects have", `Bearer e30.${encoded({ iss: "__proto__" })}.e30`],
  ])("that is %s", async (_what, authorization) => {
    const { refusal, server } = await open();
    const error = await refusal({ authorization });
    expect(error).toMatchObject(invalid);
    // Nothing of what was sent is repeated.
    expect(error.message).not.toMatch(/YW5|garbage|aaa|d\.e\.f/);
    expect(server.asked).toEqual([]);
  });
});

describe("a token that was verified", () => {
  test("is known at once when it comes again, until it expires", async () => {
    const clock = createManualClock();
    const { sign, jwksUrl } = await startIssuer();
    const { who, refusal } = identityOf(
      { jwt: [{ issuer, audiences: [audience], jwksUrl, clockTolerance: "0s" }] },
      clock,
    );
    const exp = clock.dateMs() / 1000 + 60;
    const token = await sign({ exp });
    const first = who(bearer(token));
    expect(first).toBeInstanceOf(Promise);
    const caller = await first;
    expect(who(bearer(token))).toBe(caller);
    clock.advance(59_999);
    expect(who(bearer(token))).toBe(caller);
    clock.advance(1);
    expect(await refusal(bearer(token))).toMatchObject({ code: "TOKEN_EXPIRED" });
  });

  test("is looked at again after five minutes, so that withdrawn keys end", async () => {
    const clock = createManualClock();
    const { sign, jwksUrl } = await startIssuer();
    const { who } = identityOf({ jwt: [{ issuer, audiences: [audience], jwksUrl }] }, clock);
    const token = await sign({ exp: clock.dateMs() / 1000 + 3600 });
    await who(bearer(token));
    clock.advance(299_999);
    expect(who(bearer(token))).not.toBeInstanceOf(Promise);
    clock.advance(1);
    expect(who(bearer(token))).toBeInstanceOf(Promise);
  });

  test("is verified each time while it is good by the tolerance alone", async () => {
    const clock = createManualClock();
    const { sign, jwksUrl } = await startIssuer();
    const { who } = identityOf({ jwt: [{ issuer, audiences: [audience], jwksUrl }] }, clock);
    const token = await sign({ exp: clock.dateMs() / 1000 - 1 });
    await who(bearer(token));
    expect(who(bearer(token))).toBeInstanceOf(Promise);
  });
});

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

async function signedBySecret(algorithm: string, secret: string): Promise<string> {
  return await new SignJWT(goodClaims())
    .setProtectedHeader({ alg: algorithm })
    .sign(Buffer.from(secret));
}

/** A token with this very text for its claims. */
async function signText(payload: string, key: SigningKey) {
  return await new CompactSign(Buffer.from(payload))
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid })
    .sign(key.privateKey);
}
