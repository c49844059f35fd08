import { describe, expect, test } from "vitest";

import {
  changedSettings,
  settingsForRestart,
  withLimitsOf,
} from "../../src/config/changed-settings.ts";

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

describe("a restart is needed", () => {
  const after = {
    schema: "b",
    limits: { answerItems: 1 },
    server: { port: 2, introspection: true },
    redis: { url: "redis://127.0.0.1" },
    identity: { required: true },
    sources: { users: { timeout: "1s", baseUrl: "http://a.example", schedule: [] } },
  };

  test("for all but limits, where nothing else is taken", () => {
    expect(settingsForRestart({}, after, "limits")).toEqual([
      "schema",
      "server.port",
      "server.introspection",
      "redis.url",
      "identity.required",
      "sources.users.baseUrl",
    ]);
  });

  test("for what the process was started with, where everything is read anew", () => {
    expect(settingsForRestart({}, after, "everything")).toEqual([
      "server.port",
      "redis.url",
      "identity.required",
    ]);
  });
});

test("settings with the limits of others keep all that is no limit", () => {
  const own = {
    schema: "a",
    limits: { answerItems: 1 },
    sources: { users: { timeout: "1s", baseUrl: "http://a.example" }, gone: { timeout: "1s" } },
  };
  const others = {
    schema: "b",
    sources: {
      users: { retry: { attempts: 1 }, baseUrl: "http://b.example" },
      added: { schedule: [] },
    },
  };
  expect(withLimitsOf(own, others)).toEqual({
    schema: "a",
    sources: {
      users: { retry: { attempts: 1 }, baseUrl: "http://a.example" },
      gone: {},
      added: { schedule: [] },
    },
  });
  expect(withLimitsOf({}, {})).toEqual({ sources: {} });
});
