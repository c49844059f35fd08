import { describe, expect, test } from "vitest";

import { checkTuning } from "../../src/config/check-tuning.ts";

const sourceNames = ["users", "posts"];

describe("a tuning", () => {
  test("may set what the file may set of a source's limits", () => {
    const settings = { maxConcurrentCalls: "adaptive", lanes: { "Query.a": "urgent" } };
    expect(checkTuning({ source: "users", settings, sourceNames })).toEqual([]);
    expect(checkTuning({ source: "unknown", settings })).toEqual([]);
  });

  test.each([
    [{ timeot: "1s" }, "CONFIG_UNKNOWN_KEY", 'Did you mean "timeout"?'],
    [{ timeout: "soon" }, "CONFIG_INVALID_VALUE", "How long one attempt may take"],
    [{ baseUrl: "http://a.example" }, "CONFIG_NOT_TUNABLE", "It may set timeout, maxConc"],
    [{ schedule: [] }, "CONFIG_NOT_TUNABLE", "Set schedule in the file, and restart."],
  ])("%j is refused", (settings, code, help) => {
    expect(checkTuning({ source: "users", settings, sourceNames })).toEqual([
      expect.objectContaining({ code, help: expect.stringContaining(help) }),
    ]);
  });

  test("names a source that there is", () => {
    expect(checkTuning({ source: "user", settings: {}, sourceNames })).toEqual([
      expect.objectContaining({
        code: "UNKNOWN_SOURCE",
        help: 'It has users, posts. Did you mean "users"?',
      }),
    ]);
  });
});
