import { describe, expect, test } from "vitest";

import { identityOf } from "./support/identity-of.ts";

const secret = "a secret of the proxy";
const proof = { "x-proxy-secret": secret };
const refused = { code: "CREDENTIALS_INVALID", message: '"x-user" is not taken from here.' };

describe("a proxy that proves itself by a secret", () => {
  const { who, refusal } = identityOf({ trustedHeader: { header: "X-User", secret } });

  test("says who the caller is", () => {
    expect(who({ "x-user": "ann", ...proof })).toEqual({
      id: '["proxy","ann"]',
      claims: { sub: "ann" },
      scopes: new Set(),
    });
  });

  test("may write names in UTF-8", () => {
    const name = Buffer.from("Zoë").toString("latin1");
    expect(who({ "x-user": name, ...proof })).toMatchObject({ claims: { sub: "Zoë" } });
  });

  test.each([
    ["without the secret", {}],
    ["with another", { "x-proxy-secret": "a secret of the prox" }],
    ["with an empty one", { "x-proxy-secret": "" }],
    ["with two", { "x-proxy-secret": [secret, secret] }],
  ])("is not a stranger's word: %s", async (_what, headers) => {
    expect(await refusal({ "x-user": "ann", ...headers }, "127.0.0.1")).toMatchObject(refused);
  });

  test("must say it once: it may have added to what a stranger sent", async () => {
    const twice = { "x-user": ["root", "ann"], ...proof };
    expect(await refusal(twice)).toMatchObject({ message: '"x-user" must come once.' });
  });

  test.each([
    ["nothing", ""],
    ["no UTF-8", "Zo\u00eb"],
  ])("must say who it is, and not %s", async (_what, name) => {
    expect(await refusal({ "x-user": name, ...proof })).toMatchObject({
      message: '"x-user" does not say who it is.',
    });
  });

  test("says nothing without the header", () => {
    expect(who({ ...proof })).toBeUndefined();
  });
});

describe("a proxy that is known by its address", () => {
  const { who, refusal } = identityOf({
    trustedHeader: { header: "x-user", addresses: ["10.1.0.0/16", "127.0.0.1", "fd00::/8"] },
  });

  test.each(["10.1.255.255", "127.0.0.1", "::ffff:10.1.2.3", "::ffff:127.0.0.1", "fd12::1"])(
    "is believed at %s",
    (address) => {
      expect(who({ "x-user": "ann" }, address)).toMatchObject({ claims: { sub: "ann" } });
    },
  );

  test.each(["10.2.0.1", "127.0.0.2", "::ffff:10.2.0.1", "::1", "fe80::1", "nowhere", undefined])(
    "is a stranger at %s, whatever it says of whom it stands for",
    async (address) => {
      const headers = { "x-user": "ann", "x-forwarded-for": "10.1.0.1", forwarded: "for=10.1.0.1" };
      expect(await refusal(headers, address)).toMatchObject(refused);
    },
  );
});

test("with both, both must be right", async () => {
  const { who, refusal } = identityOf({
    trustedHeader: { header: "x-user", secret, secretHeader: "X-Secret", addresses: ["::1"] },
  });
  const headers = { "x-user": "ann", "x-secret": secret };
  expect(who(headers, "::1")).toMatchObject({ claims: { sub: "ann" } });
  expect(await refusal(headers, "::2")).toMatchObject(refused);
  expect(await refusal({ "x-user": "ann" }, "::1")).toMatchObject(refused);
});

describe("a proxy that sends claims", () => {
  const { who, refusal } = identityOf({
    trustedHeader: { header: "x-claims", form: "json", secret, idClaim: "uid", scopesClaim: "may" },
  });
  test("says with them who the caller is, and what they may do", () => {
    const caller = who(sending('{"uid":9007199254740993,"tenant":"t1","may":["read"]}'));
    expect(caller).toEqual({
      id: '["proxy",9007199254740993]',
      claims: { uid: 9007199254740993n, tenant: "t1", may: ["read"] },
      scopes: new Set(["read"]),
    });
  });

  test.each(["ann", '"ann"', "[]", "null", "{}", '{"uid":null}', '{"uid":{}}', '{"uid":""}', "{"])(
    "must say who it is, and not %s",
    async (claims) => {
      expect(await refusal(sending(claims))).toMatchObject({
        message: '"x-claims" does not say who it is.',
      });
    },
  );
});

function sending(claims: string) {
  return { "x-claims": claims, ...proof };
}
