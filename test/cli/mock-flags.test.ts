import { expect, test } from "vitest";

import { describeMock } from "../../src/cli/mock-flags.ts";

test.each([
  [["users"], "users is not called."],
  [["users", "posts"], "users, posts are not called."],
])("of the sources %j it is told that they are mocked", (sources, told) => {
  expect(describeMock({ sources })).toBe(`Some of its data is made up (--mock, seed 1): ${told}`);
});
