import { describe, expect, test } from "vitest";

import { sourceSettings } from "../../src/config/config.ts";
import { load, told } from "./load.ts";

describe("the limits of a source", () => {
  test("are read with their units", () => {
    const config = load(`
      sources:
        users:
          timeout: 1s
          maxConcurrentCalls: adaptive
          maxQueuedCalls: 5
          maxResponseBytes: 1KiB
          fallbackUrls: [https://a.example, https://b.example/api]
          retry: { attempts: 5, budget: 20%, backoff: 10ms, maxBackoff: 1s }
          breaker: { failures: 0.25, minCalls: 4, window: 1m, openFor: 2s }
          rateLimit: { calls: 100, per: 1m }
          batch: { window: 5ms, maxSize: 3, sharing: request }
          lanes: { Query.report: background }
    `);
    expect(sourceSettings(config, "users")).toEqual({
      timeoutMs: 1000,
      maxConcurrentCalls: "adaptive",
      maxQueuedCalls: 5,
      maxResponseBytes: 1024,
      fallbackUrls: ["https://a.example", "https://b.example/api"],
      retry: { attempts: 5, budget: 0.2, backoffMs: 10, maxBackoffMs: 1000 },
      breaker: { failures: 0.25, minCalls: 4, windowMs: 60_000, openMs: 2000 },
      rateLimit: { calls: 100, perMs: 60_000 },
      access: { auth: undefined, tls: undefined, allowLinkLocal: false },
    });
    expect(config.sources["users"]).toMatchObject({
      batch: { windowMs: 5, maxSize: 3, sharing: "request" },
      lanes: { "Query.report": "background" },
    });
  });

  test("are the defaults where nothing is said of a source, and then there is no rate limit", () => {
    expect(sourceSettings(load(""), "users")).toMatchObject({
      maxConcurrentCalls: 64,
      retry: { attempts: 3 },
      rateLimit: undefined,
    });
  });

  test("count calls per second where only their number is said", () => {
    const config = load("sources: { users: { rateLimit: { calls: 7 } } }");
    expect(sourceSettings(config, "users").rateLimit).toEqual({ calls: 7, perMs: 1000 });
  });

  test("come from variables too", () => {
    const config = load("", {
      env: {
        SLUICE_SOURCES_USERS_MAX_CONCURRENT_CALLS: "3",
        SLUICE_SOURCES_USERS_RETRY_BUDGET: "5%",
        SLUICE_SOURCES_USERS_BREAKER_FAILURES: "0.75",
        SLUICE_SOURCES_USERS_RATE_LIMIT_CALLS: "9",
        SLUICE_SOURCES_USERS_FALLBACK_URLS: "http://a.example,http://b.example",
        SLUICE_SOURCES_POSTS_MAX_CONCURRENT_CALLS: "adaptive",
      },
    });
    expect(sourceSettings(config, "users")).toMatchObject({
      maxConcurrentCalls: 3,
      retry: { budget: 0.05 },
      breaker: { failures: 0.75 },
      rateLimit: { calls: 9 },
      fallbackUrls: ["http://a.example", "http://b.example"],
    });
    expect(sourceSettings(config, "posts").maxConcurrentCalls).toBe("adaptive");
  });

  test.each([
    ["maxConcurrentCalls: 0", /maxConcurrentCalls must be a whole number from 1 to 10000, or "ada/],
    ["retry: { budget: 200% }", /retry\.budget must be a share from 0% to 100%, .* and is '200%'/],
    ["retry: { budget: much }", /retry\.budget must be a share from 0% to 100%/],
    ["breaker: { failures: 50 }", /breaker\.failures must be a share .*, and is 50/],
    ["rateLimit: { calls: 0 }", /rateLimit\.calls must be a whole number .* or "none", and is 0/],
    ["batch: { window: long }", /batch\.window must be a duration of up to a day, such as "0s"/],
    ["batch: { sharing: all }", /batch\.sharing must be one of scope, request, and is 'all'/],
    ["timeout: 0s", /timeout must be a duration above 0/],
    ["fallbackUrls: [/users]", /fallbackUrls\[0\] must be an absolute http or https URL/],
    [
      "fallbackUrls: ['https://kim:secret@a.example']",
      /must be an .* URL without credentials.*, and is 'https:\/\/…@a\.example'/,
    ],
    ["baseUrl: 'https://kim@a.example'", /baseUrl must be an .* URL without credentials/],
    ["lanes: { Query.a: fast }", /lanes\.Query\.a must be one of urgent, normal, background/],
  ])("%s is refused", (line, message) => {
    const problems = told(`sources:\n  users:\n    ${line}`);
    expect(problems).toEqual([expect.stringMatching(message)]);
  });
});

describe("a schedule", () => {
  test("has entries whose settings are checked, and in UTC if no zone is named", () => {
    const yaml = withEntry('{ cron: "0 22 * * *", set: { batch: { window: 50ms } } }');
    expect(load(yaml).sources["users"]?.schedule).toMatchObject([
      { cron: "0 22 * * *", timeZone: "UTC" },
    ]);
  });

  test.each([
    ['{ cron: "0 25 * * *", set: {} }', /4:17 .*\.cron must be a cron .*\(Invalid .* hour: 25\)/],
    ['{ cron: "0 22 * *", set: {} }', /4:17 .*\.cron must be a cron .*"0 22 \* \* \*" \(/],
    ['{ cron: "* * * * * *", set: {} }', /4:17 .*\.cron must be a cron .* five fields/],
    ['{ cron: "0 0 30 2 *", set: {} }', /4:17 .*\.cron must be a cron .*\(this never comes\)/],
    [
      '{ cron: "@daily", timeZone: Europe/Berlyn, set: {} }',
      /4:37 .*\.timeZone must be a time zone by its IANA name, .* and is 'Europe\/Berlyn'/,
    ],
    ['{ cron: "@daily" }', /schedule\[0\]\.set must be a map of settings that may be tuned/],
    ['{ cron: "@daily", set: { timeout: 5 } }', /schedule\[0\]\.set\.timeout must be a duration/],
    ['{ cron: "@daily", set: { baseUrl: "http://a" } }', /set has no setting "baseUrl"/],
    ['{ cron: "@daily", set: { timeot: 5s } }', /"timeot".*Did you mean "timeout"\?/],
  ])("%s is refused", (entry, message) => {
    expect(told(withEntry(entry))).toEqual([expect.stringMatching(message)]);
  });

  test("may have keys with nothing after them", () => {
    expect(told(withEntry('{ cron: "@daily", set: { retry: } }'))).toEqual([]);
  });

  test("has no variables", () => {
    expect(told("", { env: { SLUICE_SOURCES_USERS_SCHEDULE: "x" } })).toEqual([
      expect.stringMatching(/CONFIG_UNKNOWN_VARIABLE SLUICE_SOURCES_USERS_SCHEDULE/),
    ]);
  });
});

describe("the other settings of traffic", () => {
  test("are none, unless they are given", () => {
    const { server, redis, audit } = load(`
      server: { laneHeader: X-Lane }
      redis: { url: "rediss://user:secret@redis.example:6380/1", prefix: shop }
      audit: { destination: stdout, salt: pepper }
    `);
    expect(server.laneHeader).toBe("x-lane");
    expect(redis).toEqual({ url: "rediss://user:secret@redis.example:6380/1", prefix: "shop" });
    expect(audit).toEqual({ destination: "stdout", salt: "pepper" });
    expect(load("").redis.url).toBeUndefined();
  });

  test.each([
    ["redis: { url: localhost }", /redis\.url must be an address such as "redis:\/\/127/],
    ["redis: { url: 'http://localhost' }", /redis\.url must be an address/],
    ["server: { laneHeader: 'x lane' }", /server\.laneHeader must be the name of an HTTP header/],
    ["limits: { callsPerOperation: 0 }", /limits\.callsPerOperation must be a whole number from 1/],
  ])("%s is refused", (yaml, message) => {
    expect(told(yaml)).toEqual([expect.stringMatching(message)]);
  });
});

function withEntry(entry: string): string {
  return `sources:\n  users:\n    schedule:\n      - ${entry}\n`;
}
