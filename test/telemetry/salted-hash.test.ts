import { expect, test } from "vitest";

import { createSaltedHash } from "../../src/telemetry/salted-hash.ts";

test("a hash is 16 characters, equal for equal texts, and does not show the text", () => {
  const hash = createSaltedHash("salt");
  expect(hash('{"id":"ada"}')).toMatch(/^[0-9a-f]{16}$/);
  expect(hash("1")).toBe(createSaltedHash("salt")("1"));
  expect(hash("1")).not.toBe(hash("2"));
});

test("without the salt nobody finds out by trying what a hash stands for", () => {
  const texts = Array.from({ length: 1000 }, (_, index) => String(index));
  const known = new Set(texts.map(createSaltedHash("another salt")));
  expect(texts.map(createSaltedHash("salt")).filter((hash) => known.has(hash))).toEqual([]);
});

test("the salt is another one for each process that is given none", () => {
  expect(createSaltedHash()("1")).not.toBe(createSaltedHash()("1"));
});
