import { describe, expect, test } from "vitest";

import type { HttpHeaders } from "../../src/connectors/http-message.ts";
import { readUpstreamLimits } from "../../src/sources/upstream-limits.ts";

const dateMs = Date.parse("2026-03-01T12:00:00Z");

function pauseOf(status: number, headers: HttpHeaders): number | undefined {
  return readUpstreamLimits({ status, headers }, dateMs)?.pauseMs;
}

describe("what an answer says of limits", () => {
  test.each<[string, HttpHeaders, number | undefined]>([
    ["one policy", { ratelimit: '"default";r=0;t=12' }, 12_000],
    ["one policy, in the other order", { ratelimit: "default;t=12; r=0" }, 12_000],
    ["something left", { ratelimit: '"default";r=50;t=30' }, undefined],
    ["no time", { ratelimit: '"default";r=0' }, undefined],
    ["several policies", { ratelimit: '"s";r=0;t=1, "min";r=0;t=23, "day";r=9;t=900' }, 23_000],
    ["several fields", { ratelimit: ['"s";r=0;t=1', '"min";r=1;t=23'] }, 1000],
    ["a name like a policy", { ratelimit: '"a,b;r=0;t=9\\"";r=1;t=3' }, undefined],
    ["the form before", { ratelimit: "limit=100, remaining=0, reset=5" }, 5000],
    ["the form before, with rest", { ratelimit: "limit=100, remaining=1, reset=5" }, undefined],
    ["no list at all", { ratelimit: "zero" }, undefined],
    ["three fields", { "ratelimit-remaining": "0", "ratelimit-reset": "7" }, 7000],
    ["three fields, with rest", { "ratelimit-remaining": "3", "ratelimit-reset": "7" }, undefined],
    ["seconds", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60" }, 60_000],
    ["parts of one", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.25" }, 250],
    ["a time", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${dateMs / 1000 + 9}` }, 9000],
    ["a time in ms", { "x-rate-limit-remaining": "0", "x-rate-limit-reset": `${dateMs + 9}` }, 9],
    [
      "a date",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "Sun, 01 Mar 2026 12:00:04 GMT" },
      4000,
    ],
    [
      "a time that is over",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1e9" },
      undefined,
    ],
    ["no reset", { "x-ratelimit-remaining": "0" }, undefined],
    ["no remaining", { "x-ratelimit-reset": "9" }, undefined],
    ["nonsense", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon" }, undefined],
    ["nothing", {}, undefined],
  ])("of status 200, with %s", (_name, headers, expected) => {
    expect(pauseOf(200, headers)).toBe(expected);
  });

  test("goes by the clock of the answer where it has one", () => {
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${dateMs / 1000}` };
    const date = "Sun, 01 Mar 2026 11:59:00 GMT";
    expect(pauseOf(200, { ...headers, date })).toBe(60_000);
    expect(pauseOf(200, headers)).toBeUndefined();
  });

  test.each([
    [429, 3000],
    [503, 3000],
    [500, undefined],
    [200, undefined],
  ])("of status %i has a Retry-After that is worth %o", (status, expected) => {
    expect(pauseOf(status, { "retry-after": "3" })).toBe(expected);
  });

  test("is first of all what Retry-After says", () => {
    const ratelimit = '"default";r=0;t=12';
    expect(pauseOf(429, { "retry-after": "3", ratelimit })).toBe(3000);
    expect(pauseOf(429, { "retry-after": "soon", ratelimit })).toBe(12_000);
  });

  test("of a refusal is that nothing remains, unless it says otherwise", () => {
    expect(pauseOf(429, { "x-ratelimit-reset": "9" })).toBe(9000);
    expect(
      pauseOf(429, { "x-ratelimit-reset": "9", "x-ratelimit-remaining": "5" }),
    ).toBeUndefined();
    expect(pauseOf(429, {})).toBeUndefined();
  });

  test("is believed for an hour at most", () => {
    expect(pauseOf(503, { "retry-after": "86400" })).toBe(3_600_000);
  });
});
