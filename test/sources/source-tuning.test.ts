import { describe, expect, onTestFinished, test } from "vitest";

import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { failure, setUp } from "./source-setup.ts";

async function setUpHeld(options: Partial<SourceSettings> = {}) {
  const held = createHeld();
  const setup = await setUp(
    {
      "GET /held": held.hold(() => json("held")),
      "GET /": () => json("text of an answer"),
      "GET /fails": () => json({}, { status: 500 }),
      "GET /full": () => json({}, { status: 429 }),
    },
    options,
  );
  const hold = async (count: number) => {
    const calls = Array.from({ length: count }, () => setup.get("/held"));
    const sent = Math.min(count, setup.source.limit);
    await until(() => held.count() === sent);
    return calls;
  };
  return { ...setup, held, hold };
}

describe("while calls are under way", () => {
  test("more slots let those that wait go at once, and nothing that runs is lost", async () => {
    const { source, tune, held, hold } = await setUpHeld({ maxConcurrentCalls: 1 });
    const calls = await hold(4);
    tune({ maxConcurrentCalls: 3 });
    expect(source.snapshot()).toMatchObject({ inFlight: 3, limit: 3, queued: { normal: 1 } });
    await until(() => held.count() === 3);
    held.letAllGo();
    expect(await Promise.all(calls)).toMatchObject(calls.map(() => ({ body: '"held"' })));
  });

  test("fewer slots let those that run end, and no more than that run afterwards", async () => {
    const { source, tune, held, hold, upstream } = await setUpHeld({ maxConcurrentCalls: 3 });
    const calls = await hold(5);
    tune({ maxConcurrentCalls: 1 });
    expect(source.snapshot().inFlight).toBe(3);
    held.letOneGo();
    held.letOneGo();
    await until(() => source.snapshot().inFlight === 1);
    await turns();
    expect(upstream.asked).toHaveLength(3);
    held.letOneGo();
    await upstream.hasReceived(4);
    expect(source.snapshot()).toMatchObject({ inFlight: 1, queued: { normal: 1 } });
    held.letAllGo();
    expect(await Promise.all(calls)).toHaveLength(5);
  });

  test("a shorter queue keeps those that are in it, and refuses those that come", async () => {
    const { get, tune, held, hold } = await setUpHeld({ maxConcurrentCalls: 1 });
    const calls = await hold(4);
    tune({ maxConcurrentCalls: 1, maxQueuedCalls: 1 });
    expect(await failure(get("/"))).toMatchObject({ code: "SOURCE_OVERLOADED" });
    held.letAllGo();
    expect(await Promise.all(calls)).toHaveLength(4);
  });

  test("another timeout counts for the attempts that are still to come", async () => {
    const { get, tune, clock, upstream, hold } = await setUpHeld();
    const [running] = await hold(1);
    tune({ timeoutMs: 10 });
    const short = failure(get("/held"));
    await upstream.hasReceived(2);
    clock.advance(10);
    expect(await short).toMatchObject({ code: "GATEWAY_TIMEOUT" });
    const long = failure(Promise.resolve(running));
    clock.advance(990);
    expect(await long).toMatchObject({ code: "GATEWAY_TIMEOUT" });
  });
});

test("another size of answers counts from the next call on", async () => {
  const { get, tune } = await setUpHeld();
  expect(await get("/")).toMatchObject({ status: 200 });
  tune({ maxResponseBytes: 5 });
  expect(await failure(get("/"))).toMatchObject({ code: "RESPONSE_TOO_LARGE" });
});

test("a rate limit that comes holds calls back, and one that goes lets those that wait go at once", async () => {
  const { get, tune, source, upstream, clock } = await setUpHeld();
  tune({ rateLimit: { calls: 10, perMs: 1000 } });
  const calls = [get("/"), get("/"), get("/")];
  await upstream.hasReceived(1);
  await turns();
  expect(upstream.asked).toHaveLength(1);
  expect(source.snapshot().queued.normal).toBe(2);
  tune({ rateLimit: undefined });
  expect(await Promise.all(calls)).toHaveLength(3);
  expect(clock.timerCount()).toBe(0);
});

test("another number of attempts counts for the failures that are still to come", async () => {
  const { get, tune, clock, source, upstream } = await setUpHeld();
  expect(await get("/full")).toMatchObject({ status: 429 });
  tune({ retry: { attempts: 2, budget: 1, backoffMs: 10, maxBackoffMs: 10 } });
  const retried = get("/full");
  await until(() => upstream.asked.length === 2 && source.snapshot().inFlight === 0);
  clock.advance(5);
  expect(await retried).toMatchObject({ status: 429 });
  expect(upstream.asked).toHaveLength(3);
});

test("another breaker counts what failed before", async () => {
  const { get, tune, states } = await setUpHeld();
  await get("/fails");
  expect(states).toEqual([]);
  tune({ breaker: { failures: 0.5, minCalls: 2, windowMs: 10_000, openMs: 5000 } });
  await get("/fails");
  expect(states).toEqual(["0 open"]);
  expect(await failure(get("/"))).toMatchObject({ code: "CIRCUIT_OPEN" });
});

test("a fallback that comes is called from the next call on", async () => {
  const fallback = await startUpstream({ "GET /": () => json("fallback") });
  onTestFinished(() => fallback.close());
  const breaker = { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 };
  const { get, tune } = await setUpHeld({ breaker });
  await get("/fails");
  expect(await failure(get("/"))).toMatchObject({ code: "CIRCUIT_OPEN" });
  tune({ fallbackUrls: [fallback.url] });
  expect(await get("/")).toMatchObject({ body: '"fallback"' });
});

describe("adaptive slots", () => {
  test("are sixteen at first, fewer after a source says that it is too much, and fixed when that is set", async () => {
    const { source, get, tune, hold, held } = await setUpHeld({
      maxConcurrentCalls: "adaptive",
      maxQueuedCalls: 100,
    });
    const calls = await hold(20);
    expect(source.snapshot()).toMatchObject({ limit: 16, inFlight: 16, queued: { normal: 4 } });
    held.letAllGo();
    await Promise.all(calls);
    await get("/full");
    const { limit } = source;
    expect(limit).toBeLessThan(16);
    tune({ maxConcurrentCalls: 3 });
    expect(source.limit).toBe(3);
    // What has been learnt is not forgotten.
    tune({ maxConcurrentCalls: "adaptive" });
    expect(source.limit).toBe(limit);
  });

  test("grow while the source answers as fast as before", async () => {
    const { source, get } = await setUp(
      { "GET /": () => json(1) },
      { maxConcurrentCalls: "adaptive", maxQueuedCalls: 1000 },
    );
    await Promise.all(Array.from({ length: 100 }, () => get("/")));
    expect(source.limit).toBeGreaterThan(16);
  });
});
