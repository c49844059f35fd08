import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { identityOf } from "./support/identity-of.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const invalid = { code: "CREDENTIALS_INVALID", message: 'There is no such key as in "x-api-key".' };

const { who, refusal } = identityOf({
  apiKeys: {
    keys: [
      { name: "billing", sha256: sha256("key one"), scopes: ["read"], claims: { tenant: "t1" } },
      { name: "ops", sha256: sha256("clé deux").toUpperCase() },
    ],
  },
});

test("a key says at once whose it is, what is known of them and what they may do", () => {
  expect(who({ "x-api-key": "key one" })).toEqual({
    id: "key billing",
    keyName: "billing",
    claims: { tenant: "t1" },
    scopes: new Set(["read"]),
  });
});

test("what is known of its holder is the same for all requests: none changes it for another", async () => {
  const caller = await who({ "x-api-key": "key one" });
  expect(() => Object.assign(caller?.claims ?? {}, { tenant: "t2" })).toThrow(TypeError);
  expect(who({ "x-api-key": "key one" })).toMatchObject({ claims: { tenant: "t1" } });
});

test("a key is its bytes", () => {
  const bytes = Buffer.from("clé deux").toString("latin1");
  expect(who({ "x-api-key": bytes })).toMatchObject({ id: "key ops", claims: {} });
});

test.each([
  ["another", "key two"],
  ["the start of one", "key on"],
  ["one and more", "key one "],
  ["its hash", sha256("key one")],
  ["none", ""],
  ["two in one", "key one, key one"],
  ["a very long one", "k".repeat(100_000)],
])("what is %s is nobody's, and refused", async (_what, key) => {
  expect(await refusal({ "x-api-key": key })).toMatchObject(invalid);
});

test("a key comes once", async () => {
  const message = '"x-api-key" must come once.';
  expect(await refusal({ "x-api-key": ["key one", "key one"] })).toMatchObject({ message });
});

test("a key comes in the header that the settings say, and in no other", async () => {
  const other = identityOf({
    apiKeys: { header: "X-Key", keys: [{ name: "a", sha256: sha256("k") }] },
  });
  expect(other.who({ "x-key": "k" })).toMatchObject({ id: "key a" });
  expect(other.who({ "x-api-key": "k" })).toBeUndefined();
});
