import fc from "fast-check";
import { expect, test } from "vitest";

import { meaningOf } from "../../src/connector-tests/url-meaning.ts";

const pairs = fc.array(fc.tuple(fc.string(), fc.string()));
const urlOf = (written: readonly (readonly [string, string])[], encode: (text: string) => string) =>
  `https://a.test/p?${written.map((pair) => pair.map(encode).join("=")).join("&")}`;

test("a URL means the same however its query is encoded, in any order of names", () => {
  fc.assert(
    fc.property(pairs, (written) => {
      const byName = written.toSorted(([one], [two]) => (one < two ? -1 : +(one > two)));
      const form = new URLSearchParams();
      for (const [name, value] of byName) form.append(name, value);
      const asForm = `https://a.test/p?${form.toString()}`;
      const encoded = urlOf(written, (text) => encodeURIComponent(text.toWellFormed()));
      expect(meaningOf(encoded)).toEqual(meaningOf(asForm));
    }),
  );
});

test("URLs with other values mean something else", () => {
  fc.assert(
    fc.property(fc.webUrl(), fc.string({ minLength: 1 }), (url, value) => {
      const more = `${url}?a=${encodeURIComponent(value.toWellFormed())}`;
      expect(meaningOf(more)).not.toEqual(meaningOf(`${url}?a=`));
    }),
  );
});

test("what is no URL means nothing", () => {
  expect(meaningOf("http://")).toBeUndefined();
});
