import { expect, test } from "vitest";

import { changedSettings, changesOf } from "../../src/config/changed-settings.ts";

test("settings that differ are named by their paths, as deep as both have groups", () => {
  const before = {
    schema: "a",
    server: { port: 1, host: "x" },
    sources: { users: { lanes: { "Query.a": "urgent" }, fallbackUrls: ["a"] } },
  };
  const after = {
    schema: "a",
    server: { port: 2, host: "x" },
    sources: { users: { fallbackUrls: ["b"] }, posts: { retry: { attempts: 1 } } },
    log: 3,
  };
  expect(changedSettings(before, after)).toEqual([
    "server.port",
    "sources.users.lanes.Query.a",
    "sources.users.fallbackUrls",
    "sources.posts.retry.attempts",
    "log",
  ]);
  expect(changedSettings(after, after)).toEqual([]);
});

test("limits and what may be tuned of sources changes live, all else at a restart", () => {
  const after = {
    limits: { answerItems: 1 },
    redis: { url: "redis://127.0.0.1" },
    sources: { users: { timeout: "1s", baseUrl: "http://a.example", schedule: [] } },
  };
  expect(changesOf({}, after)).toEqual({
    live: ["limits.answerItems", "sources.users.timeout", "sources.users.schedule"],
    fixed: ["redis.url", "sources.users.baseUrl"],
  });
});
