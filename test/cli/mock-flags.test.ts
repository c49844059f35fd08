import { Command } from "commander";
import { expect, test } from "vitest";

import { addMockFlags, describeMock, mockOptions } from "../../src/cli/mock-flags.ts";

test.each([
  [["users"], "users is not called."],
  [["users", "posts"], "users, posts are not called."],
])("of the sources %j it is told that they are mocked", (sources, told) => {
  expect(describeMock({ sources })).toBe(`Some of its data is made up (--mock, seed 1): ${told}`);
});

test.each([
  [[], undefined],
  [["--mock"], {}],
  [["--mock=users,posts"], { sources: ["users", "posts"] }],
  [["--mock-seed", "7"], { seed: 7 }],
  [["--mock-latency", "1s"], { latencyMs: 1000 }],
  [["--mock-nulls", "10%"], { nulls: 0.1 }],
  [["--mock-errors", "2.5%", "--mock"], { errors: 0.025 }],
])("%j mocks as it says: %j", (args, expected) => {
  const command = addMockFlags(new Command()).parse(args, { from: "user" });
  expect(mockOptions(command.opts())).toEqual(expected);
});
