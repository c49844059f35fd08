import { describe, expect, test } from "vitest";

import { createManualClock } from "../support/manual-clock.ts";
import { chunked, drop, endless, json, stall, text } from "../support/upstream.ts";
import { bearer, identityOf } from "./support/identity-of.ts";
import { audience, issuer, newKey, type SignOptions, startIssuer } from "./support/token-issuer.ts";

/** An issuer, and a gateway that trusts it, on a clock that stands still until it is moved. */
async function open() {
  const clock = createManualClock();
  const issuing = await startIssuer();
  const { jwksUrl } = issuing;
  const opened = identityOf({ jwt: [{ issuer, audiences: [audience], jwksUrl }] }, clock);
  let count = 0;
  return {
    ...issuing,
    ...opened,
    clock,
    /** A token that nobody has seen before. */
    newToken: (options?: SignOptions) =>
      issuing.sign({ jti: String((count += 1)), exp: clock.dateMs() / 1000 + 86_400 }, options),
  };
}

const unavailable = { code: "IDENTITY_UNAVAILABLE", retryable: true };
const known = { claims: { sub: "ann" } };

describe("the keys of an issuer", () => {
  test("are fetched once, for all tokens that come", async () => {
    const { who, newToken, server } = await open();
    const tokens = await Promise.all([newToken(), newToken(), newToken()]);
    await Promise.all(tokens.map(async (token) => await who(bearer(token))));
    await who(bearer(await newToken()));
    expect(server.asked).toEqual(["GET /jwks"]);
  });

  test("are asked for again when a token names another, and then that one is known", async () => {
    const { who, newToken, server, key, publish, clock } = await open();
    await who(bearer(await newToken()));
    const next = await newKey("next");
    publish(key, next);
    clock.advance(30_000);
    expect(await who(bearer(await newToken({ key: next })))).toMatchObject(known);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
    expect(server.asked).toHaveLength(2);
  });

  test("are not asked for more than once in thirty seconds, whatever tokens name", async () => {
    const { who, refusal, newToken, server, clock } = await open();
    await who(bearer(await newToken()));
    const tokens = await Promise.all(
      ["a", "b", "c", "d"].map((kid) => newToken({ header: { kid } })),
    );
    const codes = async () => {
      const errors = await Promise.all(tokens.map((token) => refusal(bearer(token))));
      return new Set(errors.map(({ code }) => code));
    };
    expect(await codes()).toEqual(new Set(["CREDENTIALS_INVALID"]));
    expect(server.asked).toHaveLength(1);
    clock.advance(30_000);
    expect(await codes()).toEqual(new Set(["CREDENTIALS_INVALID"]));
    expect(await codes()).toEqual(new Set(["CREDENTIALS_INVALID"]));
    expect(server.asked).toHaveLength(2);
  });

  test("that are withdrawn are good no more once they are fetched again", async () => {
    const { who, refusal, newToken, publish, clock } = await open();
    await who(bearer(await newToken()));
    publish(await newKey("next"));
    clock.advance(599_999);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
    clock.advance(1);
    expect(await refusal(bearer(await newToken()))).toMatchObject({ code: "CREDENTIALS_INVALID" });
  });

  test("that a token does not choose among are not tried in turn", async () => {
    const { refusal, newToken, publish, key } = await open();
    publish(key, await newKey("other"));
    expect(await refusal(bearer(await newToken({ header: { kid: undefined } })))).toMatchObject({
      code: "CREDENTIALS_INVALID",
    });
  });
});

describe("an issuer that cannot be asked", () => {
  test("has tokens put off until it can, and is not asked more often than it bears", async () => {
    const { who, refusal, newToken, server, answerWith, clock, lines } = await open();
    answerWith(json({}, { status: 500 }));
    const error = await refusal(bearer(await newToken()));
    expect(error).toMatchObject({ ...unavailable, retryAfterMs: 5000 });
    expect(await refusal(bearer(await newToken()))).toMatchObject(unavailable);
    expect(server.asked).toHaveLength(1);
    clock.advance(5000);
    expect(await refusal(bearer(await newToken()))).toMatchObject(unavailable);
    expect(server.asked).toHaveLength(2);

    clock.advance(5000);
    answerWith(undefined);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
    expect(server.asked).toHaveLength(3);
    // Once when it begins, and once when it is over.
    expect(lines()).toMatchObject([
      {
        level: "warn",
        msg: "the keys of an issuer of tokens cannot be fetched",
        reason: "Error: It answered with 500.",
      },
      { level: "info", msg: "the keys of an issuer of tokens are fetched again" },
    ]);
  });

  test("is said to be out of reach for the reason that the connection gives", async () => {
    const { refusal, newToken, server, lines } = await open();
    const token = await newToken();
    await server.close();
    expect(await refusal(bearer(token))).toMatchObject(unavailable);
    expect(lines()[0]?.["reason"]).toContain("ECONNREFUSED");
  });

  test("takes none of the keys away that are known", async () => {
    const { who, refusal, newToken, server, answerWith, clock } = await open();
    await who(bearer(await newToken()));
    answerWith(drop());
    clock.advance(600_000);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
    expect(server.asked).toHaveLength(2);
    clock.advance(86_000_000);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
    // Whether another is good nobody can say.
    const next = await newKey("next");
    expect(await refusal(bearer(await newToken({ key: next })))).toMatchObject(unavailable);
  });

  test("and is slow holds up one token, and after that none whose key is known", async () => {
    const { who, newToken, server, answerWith, clock } = await open();
    await who(bearer(await newToken()));
    answerWith(stall('{"keys":['));
    clock.advance(600_000);
    const waiting = who(bearer(await newToken()));
    await server.hasReceived(2);
    clock.advance(5000);
    expect(await waiting).toMatchObject(known);
    clock.advance(5000);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
    await server.hasReceived(3);
    // Else the one that is under way would outlive the test.
    clock.advance(5000);
  });

  test.each([
    ["what is no JSON", text("<html>"), "It is no JSON Web Key Set."],
    ["another JSON", json({ jwks: [] }), "It is no JSON Web Key Set."],
    ["keys that are no list", json({ keys: {} }), "It is no JSON Web Key Set."],
    ["no keys", json({ keys: ["x"] }), "It has no key."],
    ["a secret", json({ keys: [{ kty: "oct", k: "AAAA" }] }), "It has a key to be kept secret."],
    ["nothing", chunked([]), "It is no JSON Web Key Set."],
    ["too much", endless(), "Its answer has more than 1048576 bytes."],
    ["a way to elsewhere", json({}, { status: 302, headers: { location: "/" } }), "with 302."],
  ])("is one that answers with %s", async (_what, answer, reason) => {
    const { refusal, newToken, answerWith, lines } = await open();
    answerWith(answer);
    expect(await refusal(bearer(await newToken()))).toMatchObject(unavailable);
    expect(lines().at(0)?.["reason"]).toContain(reason);
  });

  test("is one that brings no keys any more: those of before stay", async () => {
    const { who, newToken, publish, clock } = await open();
    await who(bearer(await newToken()));
    publish();
    clock.advance(600_000);
    expect(await who(bearer(await newToken()))).toMatchObject(known);
  });
});
