import { describe, expect, test } from "vitest";

import { callerMaxAge } from "../../src/server/caller-max-age.ts";

describe("the oldest value that a caller takes", () => {
  test.each<[string | readonly string[] | undefined, number | undefined]>([
    [undefined, undefined],
    ["", undefined],
    ["no-cache", 0],
    ["No-Cache", 0],
    ["max-age=5", 5000],
    ["max-age=0", 0],
    ['max-age="5"', 5000],
    ["max-age=5, max-age=3", 3000],
    ["max-age=3, max-age=5", 3000],
    ["max-age=5, no-cache", 0],
    [["max-age=5", "no-cache"], 0],
    ["max-age=soon", undefined],
    ["max-age=-1", undefined],
    ["max-age", undefined],
    ["no-store, only-if-cached", undefined],
  ])("with Cache-Control: %o is %o ms old", (value, expected) => {
    expect(callerMaxAge({ "cache-control": value })).toBe(expected);
  });
});
