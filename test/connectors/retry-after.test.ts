import { describe, expect, test } from "vitest";

import { readRetryAfter } from "../../src/connectors/retry-after.ts";

const date = "Sun, 06 Nov 1994 08:49:37 GMT";

describe("Retry-After", () => {
  test.each([
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7000],
    ["0.5", 500],
    ["-1", undefined],
    ["soon", undefined],
    ["99999999999", undefined],
    ["", undefined],
  ])("of %o is %o ms", (text, expected) => {
    expect(readRetryAfter({ "retry-after": text })).toBe(expected);
  });

  test.each([
    "Sun, 06 Nov 1994 08:50:07 GMT",
    "Sunday, 06-Nov-94 08:50:07 GMT",
    "Sun Nov  6 08:50:07 1994",
  ])("of %o is a time, by the clock of the answer", (text) => {
    expect(readRetryAfter({ "retry-after": text, date }, Date.now())).toBe(30_000);
  });

  test("that names a time is read by the reader's clock where the answer has no date", () => {
    const headers = { "retry-after": "Sun, 06 Nov 1994 08:50:07 GMT" };
    expect(readRetryAfter(headers, Date.parse(date))).toBe(30_000);
    expect(readRetryAfter(headers)).toBeUndefined();
  });

  test("of a time that is over asks for no wait", () => {
    expect(readRetryAfter({ "retry-after": "Sun, 06 Nov 1994 08:00:00 GMT", date })).toBe(0);
  });

  test("that is no date says nothing", () => {
    expect(readRetryAfter({ "retry-after": "Sunday, or Monday", date })).toBeUndefined();
    expect(readRetryAfter({ date })).toBeUndefined();
  });

  test("sent twice is the first of the two", () => {
    expect(readRetryAfter({ "retry-after": ["1", "2"] })).toBe(1000);
  });
});
