import { describe, expect, test } from "vitest";

import { checkTuning } from "../../src/config/check-tuning.ts";
import { knowing } from "./knowing.ts";

const check = knowing("users", "posts");

describe("a tuning", () => {
  test("may set what the file may set of a source's limits", () => {
    const settings = { maxConcurrentCalls: "adaptive", lanes: { "Query.a": "urgent" } };
    expect(checkTuning({ source: "users", settings }, check)).toEqual([]);
    expect(checkTuning({ source: "unknown", settings })).toEqual([]);
  });

  test.each([
    [{ timeot: "1s" }, "CONFIG_UNKNOWN_KEY", 'Did you mean "timeout"?'],
    [{ timeout: "soon" }, "CONFIG_INVALID_VALUE", "How long one attempt may take"],
    [{ baseUrl: "http://a.example" }, "CONFIG_NOT_TUNABLE", "It may set timeout, maxConc"],
    [{ fallbackUrls: [] }, "CONFIG_NOT_TUNABLE", "maxResponseBytes, retry, breaker, rateLimit"],
    [{ auth: { bearer: "a" } }, "CONFIG_NOT_TUNABLE", "Set auth in the file."],
    [{ tls: { serverName: "a" } }, "CONFIG_NOT_TUNABLE", "Set tls in the file."],
    [{ allowLinkLocal: true }, "CONFIG_NOT_TUNABLE", "Set allowLinkLocal in the file."],
    [{ schedule: [] }, "CONFIG_NOT_TUNABLE", "Set schedule in the file."],
  ])("%j is refused", (settings, code, help) => {
    expect(checkTuning({ source: "users", settings }, check)).toEqual([
      expect.objectContaining({ code, help: expect.stringContaining(help) }),
    ]);
  });

  test("fits the schema, where that is known", () => {
    expect(checkTuning({ source: "user", settings: {} }, check)).toEqual([
      expect.objectContaining({ code: "UNKNOWN", message: "user" }),
    ]);
  });
});
