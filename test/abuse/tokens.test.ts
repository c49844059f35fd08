import { exportJWK } from "jose";
import { describe, expect, test } from "vitest";

import {
  audience,
  inSeconds,
  issuer,
  newKey,
  publicJwk,
  publicPem,
} from "../identity/support/token-issuer.ts";
import { goodAnswer } from "./support/attacked.ts";
import { describeAbuse, refusalIn } from "./support/describe-abuse.ts";
import {
  apiKey,
  bearer,
  colleague,
  createIdentified,
  partner,
  refusedWith,
  signingSecret,
  withHeaders,
} from "./support/identified.ts";
import { ask } from "./support/requests.ts";
import { signedBySecret, token } from "./support/tokens.ts";

const { key, partnersKey, signed, goodToken, claims, options } = await createIdentified();
const strangersKey = await newKey("first");
const pem = await publicPem(key);
const jwk = await publicJwk(key);
const [goodHeader = "", goodPayload = "", goodSignature = ""] = goodToken.split(".");
const header = { alg: "RS256", kid: "first" };
const invalid = refusedWith("CREDENTIALS_INVALID");
const expired = refusedWith("TOKEN_EXPIRED");

const attacked = describeAbuse("tokens", {
  ...options,
  attacks: [
    // no token
    invalid("an empty header", { authorization: "" }),
    invalid("nothing after the word", { authorization: "Bearer" }),
    invalid("blanks after the word", { authorization: "Bearer      " }),
    invalid("a name and a password", { authorization: "Basic cm9vdDpyb290" }),
    invalid("another scheme", { authorization: `Digest ${goodToken}` }),
    invalid("a good token without its scheme", { authorization: goodToken }),
    invalid("two tokens", { authorization: `Bearer ${goodToken} ${goodToken}` }),
    invalid("two tokens with a comma", {
      authorization: `Bearer ${goodToken}, Bearer ${goodToken}`,
    }),
    invalid("quotes around a token", { authorization: `Bearer "${goodToken}"` }),
    invalid("an API key for a token", bearer(apiKey)),
    invalid("one part", bearer(goodHeader)),
    invalid("two parts", bearer(`${goodHeader}.${goodPayload}`)),
    invalid("four parts", bearer(`${goodToken}.x`)),
    invalid("five parts, as what is encrypted has", bearer(`${goodHeader}.${goodPayload}.a.b.c`)),
    invalid("dots", bearer(".".repeat(5000))),
    invalid("parts that are empty", bearer("..")),
    invalid("15,000 characters", bearer("a".repeat(15_000))),
    invalid("a header that is no JSON", bearer(token("{", claims, goodSignature))),
    invalid("a header that is a list", bearer(token([header], claims, goodSignature))),
    invalid("a header that is null", bearer(token("null", claims, goodSignature))),
    invalid("claims that are no JSON", bearer(token(header, "{", goodSignature))),
    invalid("claims that are a list", bearer(token(header, [claims], goodSignature))),
    invalid("claims that are null", bearer(token(header, "null", goodSignature))),
    invalid(
      "claims that are no UTF-8",
      bearer(`${goodHeader}.${Buffer.from([0xff, 0xfe]).toString("base64url")}.${goodSignature}`),
    ),
    invalid("claims that are very deep", bearer(token(header, "[".repeat(7000), goodSignature))),
    invalid(
      "claims with a number of 9,000 digits",
      bearer(token(header, `{"iss":"${issuer}","exp":${"9".repeat(9000)}}`, goodSignature)),
    ),

    // another signature
    ...["none", "None", "NONE", "nOnE", ""].flatMap((alg) => [
      invalid(
        `the algorithm "${alg}", and no signature`,
        bearer(token({ ...header, alg }, claims)),
      ),
      invalid(
        `the algorithm "${alg}", and a good signature`,
        bearer(token({ ...header, alg }, claims, goodSignature)),
      ),
    ]),
    invalid("no algorithm", bearer(token({ kid: "first" }, claims, goodSignature))),
    invalid("an algorithm that is a list", bearer(token({ ...header, alg: ["none"] }, claims))),
    invalid(
      "an algorithm that only all objects have",
      bearer(token({ ...header, alg: "constructor" }, claims, goodSignature)),
    ),
    invalid("no signature", bearer(`${goodHeader}.${goodPayload}.`)),
    invalid("half a signature", bearer(goodToken.slice(0, -100))),
    invalid("a signature that is longer", bearer(`${goodToken}AAAA`)),
    invalid(
      "a signature of zeros",
      bearer(`${goodHeader}.${goodPayload}.${Buffer.alloc(256).toString("base64url")}`),
    ),
    invalid(
      "a signature of something else",
      bearer(`${goodHeader}.${goodPayload}.${(await signed({ sub: "eve" })).split(".")[2]}`),
    ),
    invalid(
      "other claims, and a good signature",
      bearer(token(header, { ...claims, sub: "root" }, goodSignature)),
    ),
    invalid(
      "another header, and a good signature",
      bearer(
        `${Buffer.from(JSON.stringify({ ...header, a: 1 })).toString("base64url")}.${goodPayload}.${goodSignature}`,
      ),
    ),
    invalid("a stranger's key of the same name", bearer(await signed({}, {}, strangersKey))),
    invalid(
      "a stranger's key of another name",
      bearer(await signed({}, {}, await newKey("second"))),
    ),
    invalid("the key of another issuer", bearer(await signed({}, { kid: "first" }, partnersKey))),
    invalid("the issuer of another key", bearer(await signed({ iss: partner }))),
    invalid(
      "another algorithm than the key has",
      bearer(await signed({}, { alg: "RS512" }, { ...(await newKey("first", "RS512")) })),
    ),
    invalid(
      "the public key as a secret",
      bearer(signedBySecret({ alg: "HS256", kid: "first" }, claims, pem)),
    ),
    invalid(
      "the public key as a secret, without its last line's end",
      bearer(signedBySecret({ alg: "HS256" }, claims, pem.trim())),
    ),
    invalid(
      "the public key's JSON as a secret",
      bearer(signedBySecret({ alg: "HS256", kid: "first" }, claims, JSON.stringify(jwk))),
    ),
    invalid(
      "the public key's number as a secret",
      bearer(
        signedBySecret(
          { alg: "HS256", kid: "first" },
          claims,
          Buffer.from(String(jwk.n), "base64url"),
        ),
      ),
    ),
    invalid(
      "the partner's public key as a secret",
      bearer(
        signedBySecret({ alg: "HS256" }, { ...claims, iss: partner }, await publicPem(partnersKey)),
      ),
    ),
    invalid("an empty secret", bearer(signedBySecret({ alg: "HS256", kid: "first" }, claims, ""))),
    invalid(
      "a secret that is easy, for the issuer that has one",
      bearer(signedBySecret({ alg: "HS256" }, { ...claims, iss: colleague }, "secret")),
    ),
    invalid(
      "an empty secret, for the issuer that has one",
      bearer(signedBySecret({ alg: "HS256" }, { ...claims, iss: colleague }, "")),
    ),
    invalid(
      "another issuer's secret",
      bearer(signedBySecret({ alg: "HS256", kid: "first" }, claims, signingSecret)),
    ),
    invalid(
      "a key pair for the issuer that has a secret",
      bearer(await signed({ iss: colleague })),
    ),
    invalid(
      "a signature of zeros, of an elliptic curve",
      bearer(
        token(
          { alg: "ES256" },
          { ...claims, iss: partner },
          Buffer.alloc(64).toString("base64url"),
        ),
      ),
    ),

    // where its key is said to be
    invalid(
      "a key within",
      bearer(await signed({}, { jwk: await exportJWK(strangersKey.publicKey) }, strangersKey)),
    ),
    invalid(
      "a key within, and no name",
      bearer(
        await signed({}, { kid: undefined, jwk: await publicJwk(strangersKey) }, strangersKey),
      ),
    ),
    invalid(
      "a URL of keys",
      bearer(await signed({}, { jku: "http://169.254.169.254/keys" }, strangersKey)),
    ),
    invalid(
      "a URL of a certificate",
      bearer(await signed({}, { x5u: "http://evil.test/cert.pem" }, strangersKey)),
    ),
    invalid("a certificate within", bearer(await signed({}, { x5c: ["MIIB"] }, strangersKey))),
    invalid(
      "the name of a file",
      bearer(await signed({}, { kid: "../../../../dev/null" }, strangersKey)),
    ),
    invalid(
      "the name of a file, and its bytes for a secret",
      bearer(signedBySecret({ alg: "HS256", kid: "/dev/null" }, claims, "")),
    ),
    invalid(
      "SQL for a name",
      bearer(await signed({}, { kid: "' UNION SELECT 'secret' --" }, strangersKey)),
    ),
    invalid("a command for a name", bearer(await signed({}, { kid: "first|id" }, strangersKey))),
    invalid("NUL in a name", bearer(await signed({}, { kid: "first\0" }, strangersKey))),
    invalid(
      "a name that only all objects have",
      bearer(await signed({}, { kid: "__proto__" }, strangersKey)),
    ),
    invalid(
      "a name of 8,000 characters",
      bearer(await signed({}, { kid: "k".repeat(8000) }, strangersKey)),
    ),
    invalid(
      "a name that is no text",
      bearer(token({ ...header, kid: { first: true } }, claims, goodSignature)),
    ),
    invalid("a name that nobody has", bearer(await signed({}, { kid: "nobody" }))),
    invalid(
      "what must be understood, and is not",
      bearer(token({ ...header, crit: ["hacked"], hacked: true }, claims, goodSignature)),
    ),
    invalid(
      "claims that are not encoded",
      bearer(token({ ...header, crit: ["b64"], b64: false }, claims, goodSignature)),
    ),

    // good signatures, and other claims
    expired("an hour too late", bearer(await signed({ exp: inSeconds(-3600) }))),
    expired("ten seconds too late", bearer(await signed({ exp: inSeconds(-10) }))),
    expired("an end at 0", bearer(await signed({ exp: 0 }))),
    expired("an end before time", bearer(await signed({ exp: -1e12 }))),
    invalid("no end", bearer(await signed({ exp: undefined }))),
    invalid("an end that is a text", bearer(await signed({ exp: String(inSeconds(300)) }))),
    invalid("an end that is null", bearer(await signed({ exp: null }))),
    invalid("too early by an hour", bearer(await signed({ nbf: inSeconds(3600) }))),
    invalid("a beginning that is a text", bearer(await signed({ nbf: "0" }))),
    invalid("another audience", bearer(await signed({ aud: "https://other.example.test" }))),
    invalid("no audience", bearer(await signed({ aud: undefined }))),
    invalid("a part of the audience", bearer(await signed({ aud: audience.slice(0, -1) }))),
    invalid("more than the audience", bearer(await signed({ aud: `${audience}.evil.test` }))),
    invalid("a list of other audiences", bearer(await signed({ aud: ["a", "b"] }))),
    invalid("an empty list of audiences", bearer(await signed({ aud: [] }))),
    invalid("an audience that is an object", bearer(await signed({ aud: { [audience]: true } }))),
    invalid("another issuer", bearer(await signed({ iss: "https://evil.test" }))),
    invalid("no issuer", bearer(await signed({ iss: undefined }))),
    invalid("an issuer with a slash more", bearer(await signed({ iss: `${issuer}/` }))),
    invalid("an issuer in capitals", bearer(await signed({ iss: issuer.toUpperCase() }))),
    invalid("an issuer in a list", bearer(await signed({ iss: [issuer] }))),
    invalid("an issuer that only all objects have", bearer(await signed({ iss: "__proto__" }))),
    invalid("nobody", bearer(await signed({ sub: undefined }))),
    invalid("nobody's name", bearer(await signed({ sub: "" }))),
    invalid("null for a name", bearer(await signed({ sub: null }))),
    invalid("an object for a name", bearer(await signed({ sub: { toString: "root" } }))),
    invalid("a list for a name", bearer(await signed({ sub: ["root"] }))),
    invalid("a bad token before a good one", {
      authorization: "Bearer x",
      Authorization: `Bearer ${goodToken}`,
    }),
  ],
  oddities: [
    [
      "a good token of the partner",
      withHeaders(bearer(await signed({ iss: partner }, {}, partnersKey))),
      `200 ${goodAnswer}`,
    ],
    [
      "a good token by a secret",
      withHeaders(
        bearer(signedBySecret({ alg: "HS256" }, { ...claims, iss: colleague }, signingSecret)),
      ),
      `200 ${goodAnswer}`,
    ],
    [
      "a good token with claims as all objects have",
      withHeaders(
        bearer(
          await signed(
            JSON.parse(
              '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "toString": 1}',
            ) as object,
          ),
        ),
      ),
      `200 ${goodAnswer}`,
    ],
    [
      "a good token with a URL of keys, which nobody asks",
      withHeaders(bearer(await signed({}, { jku: "http://169.254.169.254/" }))),
      `200 ${goodAnswer}`,
    ],
    [
      "a good token whose caller has an odd name",
      ask("{ me { id } }", undefined, bearer(await signed({ sub: "__proto__" }))),
      '200 {"data":{"me":{"id":"__proto__"}}}',
    ],
  ],
});

describe("what a caller may not see is not asked for", () => {
  test.each<[string, object]>([
    ["without a scope", {}],
    ["with a scope that is longer", { scope: "read:hidden2 read:hidden:x xread:hidden" }],
    ["with a scope in capitals", { scope: "READ:HIDDEN" }],
    ["with a part of a scope", { scope: "read" }],
    ["with a star", { scope: "* read:*" }],
    ["with a comma between scopes", { scope: "a,read:hidden" }],
    ["with another blank between scopes", { scope: "a\u00a0read:hidden" }],
    ["with scopes in an object", { scope: { "read:hidden": true } }],
    ["with a list in a list", { scope: [["read:hidden"]] }],
    ["with a list of one text with several", { scope: ["a read:hidden"] }],
    ["with another claim of scopes", { scope: "a", scopes: ["read:hidden"] }],
    ["with a claim that only all objects have", { constructor: { scope: "read:hidden" } }],
  ])("%s", async (_name, said) => {
    const { upstream, send } = attacked();
    upstream.forget();
    const answer = await send(ask("{ hidden { id name } }", undefined, bearer(await signed(said))));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      data: { hidden: null },
      errors: [
        expect.objectContaining({
          path: ["hidden"],
          extensions: expect.objectContaining({ code: "FORBIDDEN" }),
        }),
      ],
    });
    expect(upstream.asked).toEqual([]);
  });
});

test("many guesses at one time keep nobody else out", async () => {
  const { send } = attacked();
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, it) =>
      send(withHeaders(bearer(`${goodHeader}.${goodPayload}.${"A".repeat(it % 300)}`))),
    ),
  );
  expect(new Set(answers.map(refusalIn))).toEqual(new Set(["401 CREDENTIALS_INVALID"]));
  const { text } = await send(withHeaders(bearer(goodToken)));
  expect(text.trim()).toBe(goodAnswer);
});
