import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { HttpHeaders } from "../../src/connectors/http-message.ts";
import { readSourceFacts } from "../../src/connectors/read-source-facts.ts";
import type { SourceFacts } from "../../src/connectors/source-facts.ts";

const sentAtMs = Date.UTC(2026, 0, 1, 12);
const date = "Thu, 01 Jan 2026 12:00:00 GMT";
const inAMinute = "Thu, 01 Jan 2026 12:01:00 GMT";
const inAnHour = "Thu, 01 Jan 2026 13:00:00 GMT";

const facts = (headers: HttpHeaders): SourceFacts =>
  readSourceFacts(headers, { sentAtMs, tookMs: 40 });

const nothingSaid: SourceFacts = {
  fetchedAtMs: sentAtMs,
  tookMs: 40,
  maxAgeMs: undefined,
  noStore: false,
  isPrivate: false,
  mustRevalidate: false,
  validators: undefined,
};

test("an answer without these headers says nothing, and was true when it was asked for", () => {
  expect(facts({ "content-type": "application/json", date })).toEqual(nothingSaid);
});

describe("Cache-Control", () => {
  test.each<[string | string[], Partial<SourceFacts>]>([
    ["max-age=60", { maxAgeMs: 60_000 }],
    ["max-age=0", { maxAgeMs: 0 }],
    ["MAX-AGE=60", { maxAgeMs: 60_000 }],
    ['max-age="60"', { maxAgeMs: 60_000 }],
    ['max-age="\\6\\0"', { maxAgeMs: 60_000 }],
    [" public ,\tmax-age=60 , immutable", { maxAgeMs: 60_000 }],
    ["max-age=99999999999999999999", { maxAgeMs: 2 ** 31 * 1000 }],
    ["s-maxage=60", { maxAgeMs: 60_000, mustRevalidate: true }],
    ["max-age=10, s-maxage=60", { maxAgeMs: 60_000, mustRevalidate: true }],
    ["s-maxage=60, max-age=10", { maxAgeMs: 60_000, mustRevalidate: true }],
    ["no-cache", { maxAgeMs: 0, mustRevalidate: true }],
    ["max-age=60, no-cache", { maxAgeMs: 0, mustRevalidate: true }],
    ["s-maxage=60, no-cache", { maxAgeMs: 0, mustRevalidate: true }],
    ['no-cache="set-cookie", max-age=60', { maxAgeMs: 0, mustRevalidate: true }],
    ["no-store", { noStore: true }],
    ["no-store, must-understand, max-age=60", { noStore: true, maxAgeMs: 60_000 }],
    ["private", { isPrivate: true }],
    ['private="x-user", max-age=60', { isPrivate: true, maxAgeMs: 60_000 }],
    ["must-revalidate, max-age=60", { mustRevalidate: true, maxAgeMs: 60_000 }],
    ["proxy-revalidate", { mustRevalidate: true }],
    [["max-age=60", "private"], { maxAgeMs: 60_000, isPrivate: true }],
  ])("%o says so", (value, said) => {
    expect(facts({ "cache-control": value })).toEqual({ ...nothingSaid, ...said });
  });

  test.each([
    ["max-age=60, max-age=10"],
    ["max-age=10, max-age=60"],
    [["max-age=60", "max-age=10"]],
  ])("%o names two lifetimes, and the shorter holds", (value) => {
    expect(facts({ "cache-control": value }).maxAgeMs).toBe(10_000);
  });

  test("with two lifetimes for shared caches has the shorter, too", () => {
    expect(facts({ "cache-control": "s-maxage=60, s-maxage=10" }).maxAgeMs).toBe(10_000);
  });

  test.each(["max-age", "max-age=", "max-age=soon", "max-age=-1", "max-age=1.5", "max-age = 60"])(
    "%o is a lifetime that cannot be read, and is over",
    (value) => {
      expect(facts({ "cache-control": value, expires: inAMinute, date }).maxAgeMs).toBe(0);
      expect(facts({ "cache-control": `s-${value.replace("-", "")}` }).maxAgeMs).toBe(0);
    },
  );

  test.each(["", ",,", "=60", '"max-age"=60', "max=60", "x-max-age=60", "stale-if-error=60"])(
    "%o says nothing",
    (value) => {
      expect(facts({ "cache-control": value })).toEqual(nothingSaid);
    },
  );

  test.each(['extension="no-store, private", max-age=60', 'a="\\", no-store", max-age=60'])(
    "%o says nothing in quotes",
    (value) => {
      expect(facts({ "cache-control": value })).toEqual({ ...nothingSaid, maxAgeMs: 60_000 });
    },
  );

  test("with a quote that does not end is read to its end all the same", () => {
    expect(facts({ "cache-control": 'private="x, max-age=60' })).toMatchObject({
      isPrivate: true,
      maxAgeMs: 60_000,
    });
  });
});

describe("Expires", () => {
  test("counts from the source's own Date, whatever the time is here", () => {
    const headers = { date: "Fri, 02 Jan 2015 10:00:00 GMT", age: "0" };
    expect(facts({ ...headers, expires: "Fri, 02 Jan 2015 10:00:30 GMT" }).maxAgeMs).toBe(30_000);
  });

  test("counts from the time of receipt where there is no Date", () => {
    expect(facts({ expires: inAMinute }).maxAgeMs).toBe(60_000 - 40);
    expect(facts({ expires: inAMinute, date: "today" }).maxAgeMs).toBe(60_000 - 40);
  });

  test.each(["0", "-1", "soon", ""])("%o is no date, and in the past", (expires) => {
    expect(facts({ expires, date }).maxAgeMs).toBe(0);
  });

  test("in the past is over", () => {
    expect(facts({ expires: "Thu, 01 Jan 2026 11:00:00 GMT", date }).maxAgeMs).toBe(0);
  });

  test("yields to max-age, and to s-maxage, whichever is longer", () => {
    expect(facts({ expires: inAMinute, date, "cache-control": "max-age=90" }).maxAgeMs).toBe(
      90_000,
    );
    expect(facts({ expires: inAMinute, date, "cache-control": "s-maxage=1" }).maxAgeMs).toBe(1000);
  });

  test("holds beside a Cache-Control that names no lifetime", () => {
    expect(facts({ expires: inAMinute, date, "cache-control": "private" })).toMatchObject({
      maxAgeMs: 60_000,
      isPrivate: true,
    });
  });

  test("twice is the earlier one", () => {
    expect(facts({ expires: [inAnHour, inAMinute], date }).maxAgeMs).toBe(60_000);
  });
});

describe("Age", () => {
  test.each<[string | string[], number]>([
    ["30", 30_000],
    [" 30 ", 30_000],
    ["0", 0],
    ["30, 5", 30_000],
    [["5", "30"], 30_000],
    ["-5", 0],
    ["1.5", 0],
    ["old", 0],
    ["", 0],
  ])("%o: it was true %o ms before it was asked for", (age, ageMs) => {
    expect(facts({ age, "cache-control": "max-age=60" })).toEqual({
      ...nothingSaid,
      fetchedAtMs: sentAtMs - ageMs,
      maxAgeMs: 60_000,
    });
  });

  test("counts where no lifetime is named, too", () => {
    expect(facts({ age: "30" })).toEqual({ ...nothingSaid, fetchedAtMs: sentAtMs - 30_000 });
  });
});

test("Pragma says nothing", () => {
  expect(facts({ pragma: "no-cache" })).toEqual(nothingSaid);
  expect(facts({ pragma: "no-cache", "cache-control": "max-age=60" }).maxAgeMs).toBe(60_000);
});

describe("Vary", () => {
  test.each<[string | string[], boolean]>([
    ["*", true],
    ["accept, *", true],
    [["accept", "*"], true],
    ["accept, accept-encoding", false],
    ["x-*", false],
  ])("of %o: that it must not be kept is %o", (vary, noStore) => {
    expect(facts({ vary })).toEqual({ ...nothingSaid, noStore });
  });
});

describe("a validator", () => {
  test.each(['"a"', 'W/"a"', '""', '"a,b"'])("is the entity tag %o as it came", (etag) => {
    expect(facts({ etag }).validators).toEqual({ etag, lastModified: undefined });
  });

  test("is a date of last change, as it came", () => {
    expect(facts({ "last-modified": date }).validators).toEqual({
      etag: undefined,
      lastModified: date,
    });
  });

  test("may be both", () => {
    expect(facts({ etag: '"a"', "last-modified": date }).validators).toEqual({
      etag: '"a"',
      lastModified: date,
    });
  });

  test.each<HttpHeaders>([
    { etag: "*" },
    { etag: "abc" },
    { etag: '"a" "b"' },
    { etag: ['"a"', '"b"'] },
    { "last-modified": "yesterday" },
    { "last-modified": [date, inAMinute] },
  ])("is not what no source could be asked by: %o", (headers) => {
    expect(facts(headers).validators).toBeUndefined();
  });
});

test("whatever the headers are, the lifetime is no negative number and the value no younger", () => {
  const names = ["cache-control", "expires", "date", "age", "vary", "etag", "last-modified"];
  const words = [
    "max-age=",
    "s-maxage",
    "no-cache",
    '"',
    "\\",
    ",",
    " ",
    "5",
    "-",
    "*",
    date,
    "W/",
  ];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string()))
    .map((all) => all.join(""));
  const headers = fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.array(text)));
  fc.assert(
    fc.property(headers, (received) => {
      const { maxAgeMs, fetchedAtMs } = facts(received);
      expect(maxAgeMs ?? 0).toBeGreaterThanOrEqual(0);
      expect(maxAgeMs ?? 0).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(fetchedAtMs).toBeLessThanOrEqual(sentAtMs);
    }),
  );
});
