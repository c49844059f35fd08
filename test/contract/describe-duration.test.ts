import { expect, test } from "vitest";

import { describeDuration } from "../../src/contract/describe-duration.ts";

test.each([
  [0, "0 s"],
  [0.5, "0.5 ms"],
  [250, "250 ms"],
  [1000, "1 s"],
  [1500, "1.5 s"],
  [60_000, "1 min"],
  [90_000, "1 min 30 s"],
  [60_250, "1 min 250 ms"],
  [3_600_000, "1 h"],
  [5_400_000, "1 h 30 min"],
  [86_400_000, "1 d"],
  [90_061_500, "1 d 1 h 1 min 1.5 s"],
])("%d ms are %s", (ms, words) => {
  expect(describeDuration(ms)).toBe(words);
});
