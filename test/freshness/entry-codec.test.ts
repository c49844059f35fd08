import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeEntry, encodeEntry } from "../../src/freshness/entry-codec.ts";
import type { Entry } from "../../src/freshness/entry.ts";
import type { Json } from "../../src/kernel/json.ts";
import { missingEntry, someEntry } from "./support/some-entry.ts";

const nowMs = Date.UTC(2026, 0, 1);
const readPosition = (position: Json | undefined) =>
  typeof position === "number" ? position : undefined;
const options = { nowMs, readPosition };

function decode(text: unknown): Entry | undefined {
  return decodeEntry(text, options);
}

describe("an entry as text", () => {
  const bigint = fc.bigInt({ min: 2n ** 53n, max: 2n ** 100n });
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>(
        null,
        true,
        false,
        0,
        -1,
        1.5,
        1e300,
        "",
        "\ud800",
        "__proto__",
        2 ** 53,
        -(2 ** 60),
        1e20,
        "1234567890123456",
      ),
      fc.string({ unit: "grapheme" }),
      bigint,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 3 }), tie("json"), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }));

  test("is read as what it was", () => {
    fc.assert(
      fc.property(fc.option(json, { nil: undefined }), (value) => {
        const entry = someEntry(value, nowMs);
        expect(decode(encodeEntry(entry, 7))).toEqual(entry);
      }),
    );
  });

  test("says of an item that it is not there, of a value whom it is for, and of neither how it was fetched", () => {
    const missing = missingEntry(nowMs);
    expect(decode(encodeEntry(missing, 7))).toEqual(missing);

    const entry = someEntry(1, nowMs);
    const { freshness } = entry.outcome;
    const isPrivate = { ...freshness, isPrivate: true };
    const source = {
      fetchedAtMs: nowMs,
      tookMs: 1,
      maxAgeMs: 1,
      noStore: false,
      isPrivate: true,
      mustRevalidate: false,
      validators: undefined,
    };
    for (const changed of [isPrivate, undefined]) {
      const outcome = { kind: "value", value: 1, source, freshness: changed };
      // oxlint-disable-next-line no-unsafe-type-assertion
      expect(decode(encodeEntry({ ...entry, outcome } as Entry, 7))).toEqual({
        ...entry,
        outcome: { ...outcome, source: undefined },
      });
    }
  });

  test("is never good for longer than the entry was", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (part) => {
        const entry = someEntry(1, nowMs, {
          fetchedAtMs: nowMs - part,
          freshUntilMs: nowMs + 1000 + part,
          revalidateUntilMs: nowMs + 2000 - part,
          errorUntilMs: nowMs + 3000 + part,
          keepUntilMs: nowMs + 4000 - part,
          tookMs: part,
        });
        const read = decode(encodeEntry(entry, 7));
        for (const time of [
          "fetchedAtMs",
          "freshUntilMs",
          "revalidateUntilMs",
          "errorUntilMs",
          "keepUntilMs",
        ] as const) {
          expect(read?.[time]).toBeLessThanOrEqual(entry[time]);
          expect(read?.[time]).toBeGreaterThan(entry[time] - 1);
        }
      }),
    );
  });

  test("is of no use when its position means nothing here", () => {
    expect(decode(encodeEntry(someEntry(1, nowMs), "elsewhere"))).toBeUndefined();
  });

  test("is of no use once it has ended, or when it comes from the future", () => {
    expect(decode(fetchedAt(nowMs - 119_999))).toBeDefined();
    expect(decode(fetchedAt(nowMs - 120_000))).toBeUndefined();
    expect(decode(fetchedAt(nowMs + 1000))).toBeDefined();
    expect(decode(fetchedAt(nowMs + 1001))).toBeUndefined();
  });

  test("is read from nothing that is none", () => {
    const claim = (rubbish: unknown) => decode(rubbish) === undefined;
    fc.assert(fc.property(fc.anything(), claim));
    fc.assert(fc.property(fc.json(), claim));
    expect(decode("[]")).toBeUndefined();
  });

  test("is read from no text that is changed or cut anywhere, unless it is an entry all the same", () => {
    const text = encodeEntry(
      someEntry({ id: 1 }, nowMs, { validators: { etag: "1", lastModified: undefined } }),
      7,
    );
    for (let length = 0; length < text.length; length++) {
      expect(decode(text.slice(0, length))).toBeUndefined();
    }
    const parts: unknown[] = JSON.parse(text);
    for (const index of [0, 1, 3, 4, 5, 6, 7, 8, 9]) {
      for (const wrong of [null, "x", [], {}, true]) {
        expect(decode(JSON.stringify(parts.with(index, wrong)))).toBeUndefined();
      }
    }
    for (const wrong of [null, "x", {}, [], [1, 2]]) {
      expect(decode(JSON.stringify(parts.with(10, wrong)))?.validators).toBeUndefined();
    }
  });
});

function fetchedAt(timeMs: number): string {
  return encodeEntry(someEntry(1, timeMs), 7);
}
