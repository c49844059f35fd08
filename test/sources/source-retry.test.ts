import { describe, expect, test } from "vitest";

import type { CallFacts } from "../../src/sources/source-call.ts";
import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { turns, until } from "../support/until.ts";
import { type Answer, drop, json } from "../support/upstream.ts";
import { failure, setUp } from "./source-setup.ts";

const retry = { attempts: 3, budget: 1, backoffMs: 100, maxBackoffMs: 1000 };
const down = () => json({}, { status: 503 });
const downFor = (seconds: number) => () =>
  json({}, { status: 503, headers: { "retry-after": String(seconds) } });

/** A source that answers one thing after the other, and then that it is well. */
async function setUpAnswers(
  answers: readonly (() => Answer)[],
  options: Partial<SourceSettings> = {},
) {
  const left = [...answers];
  const setup = await setUp(
    { "GET /": () => (left.shift() ?? (() => json("well")))() },
    { retry, ...options },
  );
  /** Resolves once it has been asked so often, and each answer has arrived. */
  const wasAsked = async (count: number) => {
    await setup.upstream.hasReceived(count);
    await until(() => setup.source.snapshot().inFlight === 0);
  };
  return { ...setup, wasAsked };
}

describe("a call that may be made again", () => {
  test.each([
    ["is answered with 503", down],
    ["is answered with 429", () => json({}, { status: 429 })],
    ["breaks off", drop],
  ])("is, when it %s: after a random part of a wait that doubles", async (_what, fails) => {
    const { get, clock, upstream, wasAsked } = await setUpAnswers([fails, fails]);
    const call = get("/");
    await wasAsked(1);
    // Chance is 0.5 here: of 100 ms it waits 50, of 200 ms then 100.
    clock.advance(49);
    await turns();
    expect(upstream.asked).toHaveLength(1);
    clock.advance(1);
    await wasAsked(2);
    clock.advance(99);
    await turns();
    expect(upstream.asked).toHaveLength(2);
    clock.advance(1);
    expect(await call).toMatchObject({ status: 200, body: '"well"' });
    expect(clock.timerCount()).toBe(0);
  });

  test("is when it does not answer in time", async () => {
    const { get, clock, upstream } = await setUp(
      { "GET /": () => new Promise(() => {}) },
      { retry: { ...retry, attempts: 2 } },
    );
    const call = failure(get("/"));
    await upstream.hasReceived(1);
    clock.advance(1000);
    clock.advance(50);
    await upstream.hasReceived(2);
    clock.advance(1000);
    expect(await call).toMatchObject({ code: "GATEWAY_TIMEOUT" });
  });

  test("is as often as is set, and then ends as it ended last", async () => {
    const { get, clock, wasAsked, upstream } = await setUpAnswers([down, drop, down]);
    let facts: CallFacts | undefined;
    const call = get("/", { onEnd: (known) => (facts = known) });
    await wasAsked(1);
    clock.advance(50);
    await wasAsked(2);
    clock.advance(100);
    expect(await call).toMatchObject({ status: 503 });
    expect(facts).toMatchObject({ attempts: 3, sentAtMs: 0, upstreamMs: 0 });
    expect(upstream.asked).toHaveLength(3);
  });

  test("waits as long as the source asks, and then a random part more", async () => {
    const { get, clock, wasAsked, upstream } = await setUpAnswers([downFor(2)]);
    const call = get("/");
    await wasAsked(1);
    clock.advance(2049);
    await turns();
    expect(upstream.asked).toHaveLength(1);
    clock.advance(1);
    expect(await call).toMatchObject({ status: 200 });
  });
});

describe("no call is made again", () => {
  test("where that is not safe", async () => {
    const { get, upstream } = await setUpAnswers([down]);
    expect(await get("/", { mayRetry: false })).toMatchObject({ status: 503 });
    expect(upstream.asked).toHaveLength(1);
  });

  test.each([200, 400, 404, 501])("where it would end alike: %i", async (status) => {
    const { get, upstream } = await setUpAnswers([() => json({}, { status })]);
    expect(await get("/")).toMatchObject({ status });
    expect(upstream.asked).toHaveLength(1);
  });

  test("past its deadline, nor when it would only then be its turn", async () => {
    const { get, upstream } = await setUpAnswers([down, downFor(10)]);
    expect(await get("/", { deadlineMs: 50 })).toMatchObject({ status: 503 });
    expect(await get("/", { deadlineMs: 10_000 })).toMatchObject({ status: 503 });
    expect(upstream.asked).toHaveLength(2);
  });

  test("without a budget", async () => {
    const { get, upstream } = await setUpAnswers([down], { retry: { ...retry, budget: 0 } });
    expect(await get("/")).toMatchObject({ status: 503 });
    expect(upstream.asked).toHaveLength(1);
  });

  test("beyond the budget that all calls to the source have together", async () => {
    const { get, clock, upstream, source } = await setUp(
      { "GET /": down },
      {
        maxConcurrentCalls: 100,
        maxQueuedCalls: 100,
        retry: { attempts: 20, budget: 0.1, backoffMs: 1, maxBackoffMs: 1 },
      },
    );
    const calls = Array.from({ length: 100 }, () => get("/"));
    for (let round = 0; round < 20; round++) {
      clock.advance(1);
      // oxlint-disable-next-line no-await-in-loop -- one round of attempts after the other
      await until(() => source.snapshot().inFlight === 0);
    }
    expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([503]));
    // A tenth of a hundred calls, and the ten that are saved at most.
    expect(upstream.asked.length).toBeGreaterThanOrEqual(110);
    expect(upstream.asked.length).toBeLessThanOrEqual(120);
  });

  test("while the breaker is open", async () => {
    const { get, upstream } = await setUpAnswers([down], {
      breaker: { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 },
    });
    expect(await get("/")).toMatchObject({ status: 503 });
    expect(upstream.asked).toHaveLength(1);
  });

  test("when the breaker has opened while it waited: it ends as it did", async () => {
    const { get, clock, upstream, wasAsked } = await setUpAnswers([down, down], {
      breaker: { failures: 0.5, minCalls: 2, windowMs: 10_000, openMs: 5000 },
    });
    const waiting = get("/");
    await wasAsked(1);
    expect(await get("/", { mayRetry: false })).toMatchObject({ status: 503 });
    clock.advance(50);
    expect(await waiting).toMatchObject({ status: 503 });
    expect(upstream.asked).toHaveLength(2);
  });

  test("when its client has gone away while it waits, for the time or for a slot", async () => {
    const { get, clock, upstream, wasAsked, source } = await setUpAnswers([down, down], {
      rateLimit: { calls: 10, perMs: 1000 },
    });
    const client = new AbortController();
    const early = failure(get("/", { signal: client.signal }));
    await wasAsked(1);
    client.abort();
    expect(await early).toMatchObject({ code: "REQUEST_ABORTED" });
    expect(clock.timerCount()).toBe(0);

    clock.advance(1000);
    const another = new AbortController();
    const late = failure(get("/", { signal: another.signal }));
    await wasAsked(2);
    // It is in the queue, and no call may go yet.
    clock.advance(50);
    expect(source.snapshot().queued.normal).toBe(1);
    another.abort();
    expect(await late).toMatchObject({ code: "REQUEST_ABORTED" });
    expect(source.snapshot().queued.normal).toBe(0);
    clock.advance(10_000);
    await turns();
    expect(upstream.asked).toHaveLength(2);
    expect(clock.timerCount()).toBe(0);
  });
});
