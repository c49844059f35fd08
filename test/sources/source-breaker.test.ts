import { describe, expect, onTestFinished, test } from "vitest";

import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { createHeld } from "../support/held.ts";
import { until } from "../support/until.ts";
import { drop, json, startUpstream } from "../support/upstream.ts";
import { failure, request, setUp } from "./source-setup.ts";

const breaker = { failures: 0.5, minCalls: 2, windowMs: 10_000, openMs: 5000 };

/** A source that is down until it is mended, with a breaker that two failures open. */
async function setUpDown(options: Partial<SourceSettings> = {}) {
  let isDown = true;
  const held = createHeld();
  const answer = () => (isDown ? json({}, { status: 500 }) : json("well"));
  const setup = await setUp(
    { "GET /": answer, "GET /held": held.hold(answer) },
    { breaker, ...options },
  );
  const fail = async () => {
    await setup.get("/");
    await setup.get("/");
  };
  const mend = () => {
    isDown = false;
  };
  return { ...setup, held, fail, mend };
}

describe("a source that fails", () => {
  test("is left alone, and calls are told at once when to come back", async () => {
    const { get, fail, clock, upstream, states, source } = await setUpDown();
    await fail();
    expect(states).toEqual(["0 open"]);
    clock.advance(1000);
    expect(await failure(get("/"))).toMatchObject({
      code: "CIRCUIT_OPEN",
      message: 'The source "users" has been failing, and is left alone for a while.',
      retryable: true,
      retryAfterMs: 4000,
    });
    expect(source.snapshot().breakers).toEqual(["open"]);
    expect(upstream.asked).toHaveLength(2);
  });

  test("is one that cannot be reached, or does not answer in time, or says that it is too much", async () => {
    const { get, upstream, clock, states } = await setUp(
      {
        "GET /drop": drop,
        "GET /never": () => new Promise(() => {}),
        "GET /429": () => json({}, { status: 429 }),
      },
      { breaker: { ...breaker, minCalls: 3, failures: 1 } },
    );
    await failure(get("/drop"));
    const never = failure(get("/never"));
    await upstream.hasReceived(2);
    clock.advance(1000);
    expect(await never).toMatchObject({ code: "GATEWAY_TIMEOUT" });
    expect(states).toEqual([]);
    await get("/429");
    expect(states).toEqual(["0 open"]);
  });

  test("is not one that a caller asks for the wrong thing, nor one that was never asked", async () => {
    const { get, call, upstream, states } = await setUp(
      { "GET /": () => json({}, { status: 400 }) },
      { breaker: { ...breaker, minCalls: 1 } },
    );
    await get("/");
    await get("/nowhere");
    await failure(call(request(upstream.url, "/a b")));
    expect(states).toEqual([]);
  });

  test("has its queue refused when its breaker opens: nobody waits for what will be refused", async () => {
    const { get, held, upstream } = await setUpDown({
      maxConcurrentCalls: 2,
      breaker: { ...breaker, minCalls: 1 },
    });
    const running = [get("/held"), get("/held")];
    await until(() => held.count() === 2);
    const waiting = [failure(get("/")), failure(get("/", { lane: "urgent" }))];
    held.letAllGo();
    expect(await Promise.all(waiting)).toMatchObject([
      { code: "CIRCUIT_OPEN", retryAfterMs: 5000 },
      { code: "CIRCUIT_OPEN", retryAfterMs: 5000 },
    ]);
    expect(await Promise.all(running)).toMatchObject([{ status: 500 }, { status: 500 }]);
    expect(upstream.asked).toEqual(["GET /held", "GET /held"]);
  });
});

describe("after a while one call finds out whether it is back", () => {
  test("and while it does the others are refused; then all go again", async () => {
    const { get, fail, mend, held, clock, states, upstream } = await setUpDown();
    await fail();
    mend();
    clock.advance(5000);
    const probe = get("/held");
    await until(() => held.count() === 1);
    expect(await failure(get("/"))).toMatchObject({ code: "CIRCUIT_OPEN", retryAfterMs: 5000 });
    held.letAllGo();
    expect(await probe).toMatchObject({ status: 200 });
    expect(await Promise.all([get("/"), get("/")])).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
    expect(states).toEqual(["0 open", "0 half-open", "0 closed"]);
    expect(upstream.asked).toHaveLength(5);
  });

  test("and if it is not, it is left alone for as long again", async () => {
    const { get, fail, clock, states } = await setUpDown();
    await fail();
    clock.advance(5000);
    expect(await get("/")).toMatchObject({ status: 500 });
    clock.advance(4999);
    expect(await failure(get("/"))).toMatchObject({ code: "CIRCUIT_OPEN", retryAfterMs: 1 });
    expect(states).toEqual(["0 open", "0 half-open", "0 open"]);
  });

  test("and if its client goes away the next one finds out", async () => {
    const { get, fail, mend, held, clock } = await setUpDown();
    await fail();
    clock.advance(5000);
    const client = new AbortController();
    const probe = failure(get("/held", { signal: client.signal }));
    await until(() => held.count() === 1);
    client.abort();
    expect(await probe).toMatchObject({ code: "REQUEST_ABORTED" });
    mend();
    expect(await get("/")).toMatchObject({ status: 200 });
  });

  test("and if it asks for nothing, or for what cannot be sent, the next one finds out", async () => {
    const { get, call, upstream, source, fail, mend, clock } = await setUpDown();
    await fail();
    mend();
    clock.advance(5000);
    source.enter({
      lane: "normal",
      scope: "",
      deadlineMs: undefined,
      start: () => undefined,
      refuse: () => {},
    });
    expect(await failure(call(request(upstream.url, "/a b")))).toMatchObject({
      code: "CONNECTOR_REQUEST_INVALID",
    });
    expect(await get("/")).toMatchObject({ status: 200 });
  });
});

async function setUpFallback() {
  const fallback = await startUpstream({ "GET /v2/": () => json("fallback") });
  onTestFinished(() => fallback.close());
  const setup = await setUpDown({ fallbackUrls: [`${fallback.url}/v2`] });
  return { ...setup, fallback };
}

describe("a source with a fallback", () => {
  test("is called there while its base URL fails, and again at its base URL when that is back", async () => {
    const { get, fail, mend, clock, upstream, fallback, source } = await setUpFallback();
    await fail();
    expect(await get("/")).toMatchObject({ body: '"fallback"' });
    expect(source.snapshot().breakers).toEqual(["open", "closed"]);
    expect([upstream.asked.length, fallback.asked.length]).toEqual([2, 1]);
    mend();
    clock.advance(5000);
    expect(await get("/")).toMatchObject({ body: '"well"' });
    expect(await get("/")).toMatchObject({ body: '"well"' });
    expect(fallback.asked).toEqual(["GET /v2/"]);
  });

  test("tries a failed call again there", async () => {
    const { get, tune, clock, source, upstream } = await setUpFallback();
    tune({
      breaker: { ...breaker, minCalls: 1 },
      fallbackUrls: [],
    });
    await get("/", { mayRetry: false });
    expect(await failure(get("/"))).toMatchObject({ code: "CIRCUIT_OPEN" });
    tune({ retry: { attempts: 2, budget: 1, backoffMs: 100, maxBackoffMs: 100 } });
    clock.advance(5000);
    const retried = get("/");
    await until(() => upstream.asked.length === 2 && source.snapshot().inFlight === 0);
    clock.advance(50);
    expect(await retried).toMatchObject({ body: '"fallback"' });
  });
});
