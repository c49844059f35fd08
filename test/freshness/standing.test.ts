import { expect, test } from "vitest";

import { maySubstitute, type Standing, standingOf } from "../../src/freshness/standing.ts";
import { someEntry } from "./support/some-entry.ts";

const at = 1_000_000;
const entry = someEntry("it", at, {
  freshUntilMs: at + 60,
  revalidateUntilMs: at + 90,
  errorUntilMs: at + 120,
});

test.each<[number, Standing, boolean]>([
  [0, "fresh", true],
  [59, "fresh", true],
  [60, "stale", true],
  [89, "stale", true],
  [90, "expired", true],
  [119, "expired", true],
  [120, "expired", false],
])(
  "%i ms after it was true, an entry is %s; may it stand in for its source: %s",
  (ageMs, standing, may) => {
    const moment = { nowMs: at + ageMs, maxAgeMs: undefined };
    expect(standingOf(entry, moment)).toBe(standing);
    expect(maySubstitute(entry, moment)).toBe(may);
  },
);

test("where it may never be served stale, it stands in for its source while it is fresh", () => {
  const strict = someEntry("it", at, {
    freshUntilMs: at + 60,
    revalidateUntilMs: 0,
    errorUntilMs: 0,
  });
  const may = (ageMs: number) => maySubstitute(strict, { nowMs: at + ageMs, maxAgeMs: undefined });
  expect([may(59), may(60)]).toEqual([true, false]);
  expect(standingOf(strict, { nowMs: at + 60, maxAgeMs: undefined })).toBe("expired");
});

test.each<[number, number, boolean]>([
  [0, 0, false],
  [30, 29, false],
  [30, 30, true],
  [0, 1, true],
])("of an entry of %i ms, a caller who wants at most %i ms gets: %s", (ageMs, maxAgeMs, gets) => {
  const moment = { nowMs: at + ageMs, maxAgeMs };
  expect(standingOf(entry, moment)).toBe(gets ? "fresh" : "expired");
  expect(maySubstitute(entry, moment)).toBe(gets);
});

test("an entry from the future is trusted as far as clocks may be apart", () => {
  const early = (ms: number) => standingOf(entry, { nowMs: at - ms, maxAgeMs: undefined });
  expect([early(1000), early(1001)]).toEqual(["fresh", "expired"]);
  expect(maySubstitute(entry, { nowMs: at - 1001, maxAgeMs: undefined })).toBe(false);
});
