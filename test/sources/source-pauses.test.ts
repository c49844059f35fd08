import { describe, expect, onTestFinished, test } from "vitest";

import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { failure, setUp } from "./source-setup.ts";

const breaker = { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 };
const retry = { attempts: 2, budget: 1, backoffMs: 100, maxBackoffMs: 100 };

async function setUpPaused(options: Partial<SourceSettings> = {}) {
  const held = createHeld();
  const setup = await setUp(
    {
      "GET /": () => json(1),
      "GET /held": held.hold(() => json(1)),
      "GET /down": () => json({}, { status: 503, headers: { "retry-after": "3600" } }),
      "GET /full": () => json({}, { status: 429, headers: { "retry-after": "2" } }),
      "GET /out": () => json({}, { status: 429, headers: { ratelimit: '"all";r=0;t=3' } }),
      "GET /last": () => json(1, { headers: { ratelimit: '"all";r=0;t=3' } }),
    },
    { timeoutMs: 1_000_000, ...options },
  );
  return { ...setup, held };
}

async function setUpFallback(options: Partial<SourceSettings> = {}) {
  const fallback = await startUpstream({
    "GET /": () => json("fallback"),
    "GET /down": () => json("fallback"),
    "GET /full": () => json("fallback"),
  });
  onTestFinished(() => fallback.close());
  const setup = await setUpPaused({ breaker, fallbackUrls: [fallback.url], ...options });
  return { ...setup, fallback };
}

describe("a base URL that asks to be left alone for an hour", () => {
  test("has its calls made by its fallback, once its breaker is open; and is tried again in time", async () => {
    const { get, clock, states } = await setUpFallback();
    expect(await get("/down")).toMatchObject({ status: 503 });
    expect(await get("/")).toMatchObject({ body: '"fallback"' });
    clock.advance(5000);
    expect(await get("/")).toMatchObject({ body: "1" });
    expect(states).toEqual(["0 open", "0 half-open", "0 closed"]);
  });

  test("is left alone no longer than its breaker would leave it alone", async () => {
    const { get, source } = await setUpPaused();
    await get("/down");
    expect(source.snapshot().rateLimitWaitMs).toBe(5000);
  });

  test("does so for all callers, whoever was told", async () => {
    const { get, source } = await setUpPaused();
    await get("/down", { scope: "ann" });
    expect(source.snapshot().rateLimitWaitMs).toBe(5000);
  });

  test("does so no more once it has been tuned", async () => {
    const { get, tune, upstream } = await setUpPaused();
    await get("/down");
    const waiting = get("/");
    await turns();
    expect(upstream.asked).toHaveLength(1);
    tune({});
    expect(await waiting).toMatchObject({ status: 200 });
  });

  test("does not keep a call from being tried again elsewhere at once", async () => {
    const { get, clock, source, upstream } = await setUpFallback({ retry });
    const call = get("/down");
    await until(() => upstream.asked.length === 1 && source.snapshot().inFlight === 0);
    clock.advance(50);
    expect(await call).toMatchObject({ body: '"fallback"' });
  });

  test("has calls that may go nowhere else end there", async () => {
    const { get, fallback } = await setUpFallback({ retry });
    expect(await get("/down", { mayRetry: "there" })).toMatchObject({ status: 503 });
    expect(fallback.asked).toEqual([]);
  });
});

test("an answer after which nothing remains refuses at once those that cannot wait", async () => {
  const { get, clock } = await setUpPaused({ maxConcurrentCalls: 1 });
  const last = get("/last");
  const hopeless = failure(get("/", { deadlineMs: 1000 }));
  const patient = get("/", { deadlineMs: 5000 });
  await last;
  expect(await hopeless).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 3000 });
  clock.advance(3000);
  expect(await patient).toMatchObject({ status: 200 });
});

describe("a caller whose quota is used up", () => {
  test.each([
    ["/full", 2000],
    ["/last", 3000],
  ])("waits for it, and holds up nobody: %s", async (path, pauseMs) => {
    const { get, clock, upstream, source } = await setUpPaused();
    await get(path, { scope: "ann" });
    const waiting = get("/?ann", { scope: "ann" });
    expect(await get("/?all")).toMatchObject({ status: 200 });
    expect(await get("/?bob", { scope: "bob" })).toMatchObject({ status: 200 });
    expect(source.snapshot().queued.normal).toBe(1);
    clock.advance(pauseMs - 1);
    await turns();
    expect(upstream.asked).toEqual([`GET ${path}`, "GET /?all", "GET /?bob"]);
    clock.advance(1);
    expect(await waiting).toMatchObject({ status: 200 });
    expect(clock.timerCount()).toBe(0);
  });

  test("is refused at once where the time is too short for that", async () => {
    const { get, clock } = await setUpPaused();
    await get("/full", { scope: "ann" });
    expect(await failure(get("/", { scope: "ann", deadlineMs: 2000 }))).toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 2000,
    });
    expect(clock.timerCount()).toBe(0);
  });

  test("waits no more once the source has been tuned", async () => {
    const { get, tune, clock } = await setUpPaused();
    await get("/full", { scope: "ann" });
    const waiting = get("/", { scope: "ann" });
    tune({});
    expect(await waiting).toMatchObject({ status: 200 });
    expect(clock.timerCount()).toBe(0);
  });

  test("leaves without a trace when the client goes away", async () => {
    const { get, source, clock } = await setUpPaused();
    await get("/full", { scope: "ann" });
    const client = new AbortController();
    const waiting = failure(get("/", { scope: "ann", signal: client.signal }));
    client.abort();
    expect(await waiting).toMatchObject({ code: "REQUEST_ABORTED" });
    expect(source.snapshot().queued.normal).toBe(0);
    expect(clock.timerCount()).toBe(0);
  });

  test("goes first where there is no room for others", async () => {
    const { get, held, clock } = await setUpPaused({ maxConcurrentCalls: 1, maxQueuedCalls: 1 });
    await get("/full", { scope: "ann" });
    const waiting = failure(get("/", { scope: "ann", lane: "urgent" }));
    const running = get("/held");
    await until(() => held.count() === 1);
    const next = get("/", { lane: "background" });
    expect(await waiting).toMatchObject({ code: "SOURCE_OVERLOADED" });
    held.letAllGo();
    await Promise.all([running, next]);
    expect(clock.timerCount()).toBe(0);
  });
});

describe("a call that is tried again, after an answer that says when there is something left", () => {
  test.each(["", "ann"])("waits for that, of all or of one caller: %s", async (scope) => {
    const { get, clock, upstream, source } = await setUpPaused({ retry });
    const call = get("/out", { scope });
    await until(() => upstream.asked.length === 1 && source.snapshot().inFlight === 0);
    clock.advance(2999);
    expect(source.snapshot().queued.normal).toBe(1);
    await turns();
    expect(upstream.asked).toHaveLength(1);
    clock.advance(1);
    expect(await call).toMatchObject({ status: 429 });
    expect(upstream.asked).toHaveLength(2);
  });

  test("ends as it did where it has not the time", async () => {
    const { get, clock, upstream, source } = await setUpPaused({ retry });
    const call = get("/out", { scope: "ann", deadlineMs: 1000 });
    await until(() => upstream.asked.length === 1 && source.snapshot().inFlight === 0);
    clock.advance(50);
    expect(await call).toMatchObject({ status: 429 });
    expect(upstream.asked).toHaveLength(1);
    expect(clock.timerCount()).toBe(0);
  });
});

test("the connections to a fallback that goes are closed, once its calls have ended", async () => {
  const { get, tune, fallback } = await setUpFallback();
  await get("/down");
  await get("/");
  tune({ fallbackUrls: [] });
  tune({});
  await get("/");
  expect(fallback.connectionCount()).toBe(2);
});
