import { describe, expect, test } from "vitest";

import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { turns } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { failure, setUp } from "./source-setup.ts";

/** One at once, then one in about 100 ms. */
const rateLimit = { calls: 10, perMs: 1000 };

async function setUpLimited(options: Partial<SourceSettings> = {}) {
  return setUp(
    {
      "GET /": () => json(1),
      "GET /fails": () => json({}, { status: 500 }),
      "GET /full": () => json({}, { status: 429, headers: { "retry-after": "2" } }),
      "GET /last": () => json(1, { headers: { ratelimit: '"all";r=0;t=3' } }),
    },
    { timeoutMs: 1_000_000, maxQueuedCalls: 100, ...options },
  );
}

describe("a source with a rate limit", () => {
  test("is sent no more calls than it allows; the others wait for their time", async () => {
    const { get, clock, upstream, source } = await setUpLimited({
      maxConcurrentCalls: 100,
      rateLimit,
    });
    const calls = Array.from({ length: 25 }, () => get("/"));
    let sentBefore = 0;
    for (let second = 0; second < 3; second++) {
      for (let step = 0; step < 100; step++) clock.advance(10);
      const sent = 25 - source.snapshot().queued.normal;
      expect(sent - sentBefore).toBeLessThanOrEqual(10);
      expect(sent - sentBefore).toBeGreaterThanOrEqual(5);
      sentBefore = sent;
    }
    await Promise.all(calls);
    expect(upstream.asked).toHaveLength(25);
    expect(clock.timerCount()).toBe(0);
  });

  test("refuses a call at once that would have its turn only after its deadline", async () => {
    const { get, clock, upstream } = await setUpLimited({ rateLimit });
    const calls = [get("/"), get("/"), get("/", { deadlineMs: 1000 })];
    const error = await failure(get("/", { deadlineMs: 250 }));
    expect(error).toMatchObject({
      code: "RATE_LIMITED",
      message: 'The source "users" may not be called so soon again.',
      retryable: true,
    });
    expect(error.retryAfterMs).toBeGreaterThan(250);
    expect(error.retryAfterMs).toBeLessThan(400);
    clock.advance(1000);
    await Promise.all(calls);
    expect(upstream.asked).toHaveLength(3);
  });

  test("counts for a call only those that go before it", async () => {
    const { get, clock } = await setUpLimited({ rateLimit });
    const calls = [get("/"), get("/", { lane: "background" }), get("/", { lane: "background" })];
    const urgent = get("/", { lane: "urgent", deadlineMs: 250 });
    clock.advance(1000);
    expect(await urgent).toMatchObject({ status: 200 });
    await Promise.all(calls);
  });

  test("refuses no call for a limit that is not reached, however late it is", async () => {
    const { get, clock } = await setUpLimited({ rateLimit });
    clock.advance(1000);
    expect(await get("/", { deadlineMs: 500 })).toMatchObject({ status: 200 });
  });
});

describe("what a source says of its own limits", () => {
  test.each([
    ["429 with Retry-After", "/full", 2000],
    ["an answer after which nothing remains", "/last", 3000],
  ])("counts: %s", async (_what, path, pauseMs) => {
    const { get, clock, upstream, source } = await setUpLimited();
    await get(path);
    expect(source.snapshot().rateLimitWaitMs).toBe(pauseMs);
    const waiting = get("/");
    expect(await failure(get("/", { deadlineMs: pauseMs }))).toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: pauseMs,
    });
    clock.advance(pauseMs - 1);
    await turns();
    expect(upstream.asked).toHaveLength(1);
    clock.advance(1);
    expect(await waiting).toMatchObject({ status: 200 });
  });

  test("does not, where it is of the quota of one caller", async () => {
    const { get } = await setUpLimited();
    expect(await get("/full", { scope: "ann" })).toMatchObject({ status: 429 });
    expect(await get("/")).toMatchObject({ status: 200 });
  });

  test("refuses at once those in the queue that cannot wait for it; the others keep waiting", async () => {
    const { get, clock, upstream } = await setUpLimited({ maxConcurrentCalls: 1 });
    const full = get("/full");
    const hopeless = failure(get("/", { deadlineMs: 1000 }));
    const patient = get("/", { deadlineMs: 5000 });
    expect(await full).toMatchObject({ status: 429 });
    expect(await hopeless).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 2000 });
    clock.advance(2000);
    expect(await patient).toMatchObject({ status: 200 });
    expect(upstream.asked).toEqual(["GET /full", "GET /"]);
  });

  test("refuses those at the end of the queue, where the first ones still have their turns in time", async () => {
    const { get, tune, clock, upstream } = await setUpLimited({ rateLimit });
    const fails = get("/fails");
    const calls = [1, 2, 3].map((nth) => get(`/?${nth}`, { deadlineMs: 700 }));
    const last = failure(get("/?last", { deadlineMs: 700 }));
    tune({ rateLimit: { calls: 5, perMs: 1000 } });
    expect(await fails).toMatchObject({ status: 500 });
    expect(await last).toMatchObject({ code: "RATE_LIMITED" });
    clock.advance(700);
    await Promise.all(calls);
    expect(upstream.asked.toSorted()).toEqual(["GET /?1", "GET /?2", "GET /?3", "GET /fails"]);
  });
});
