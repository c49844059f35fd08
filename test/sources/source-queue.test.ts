import { brotliCompressSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import type { Lane } from "../../src/kernel/lane.ts";
import type { CallTicket } from "../../src/sources/call-ticket.ts";
import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { failure, setUp } from "./source-setup.ts";

/** A source with one slot, which is taken. */
async function setUpBusy({ maxQueuedCalls = 8 } = {}) {
  const held = createHeld();
  const setup = await setUp(
    { "GET /": held.hold(() => json(1)) },
    { maxConcurrentCalls: 1, maxQueuedCalls },
  );
  const running = setup.get("/?running");
  await until(() => held.count() === 1);
  const ask = (name: string, lane: Lane = "normal") => setup.get(`/?${name}`, { lane });
  return { ...setup, held, running, ask };
}

describe("calls that wait for a slot", () => {
  test("have it in the order of their lanes, and in a lane as they came", async () => {
    const { ask, held, upstream, source } = await setUpBusy();
    const calls = [ask("b", "background"), ask("n1"), ask("u", "urgent"), ask("n2")];
    expect(source.snapshot()).toMatchObject({
      queued: { urgent: 1, normal: 2, background: 1 },
      inFlight: 1,
      limit: 1,
    });
    held.letAllGo();
    await Promise.all(calls);
    expect(upstream.asked).toEqual(["running", "u", "n1", "n2", "b"].map((it) => `GET /?${it}`));
    expect(source.snapshot()).toMatchObject({
      name: "users",
      queued: { urgent: 0, normal: 0, background: 0 },
      inFlight: 0,
      breakers: ["closed"],
      rateLimitWaitMs: 0,
    });
  });
});

describe("what nobody waits for", () => {
  test("leaves half of the slots free for what somebody waits for", async () => {
    const held = createHeld();
    const { get, upstream } = await setUp(
      { "GET /": held.hold(() => json(1)) },
      { maxConcurrentCalls: 4 },
    );
    const late = ["b1", "b2", "b3"].map((it) => get(`/?${it}`, { lane: "background" }));
    await until(() => held.count() === 2);
    const first = get("/?n1");
    await until(() => held.count() === 3);
    expect(upstream.asked).toEqual(["b1", "b2", "n1"].map((it) => `GET /?${it}`));
    held.letAllGo();
    await Promise.all([...late, first]);
    expect(upstream.asked.at(-1)).toBe("GET /?b3");
  });

  test("lets what comes of an answer go first, even where there is one slot", async () => {
    const { ask, held, upstream, running } = await setUpBusy();
    const late = ask("b", "background");
    const next = running.then(() => ask("n"));
    held.letAllGo();
    await Promise.all([late, next]);
    expect(upstream.asked).toEqual(["running", "n", "b"].map((it) => `GET /?${it}`));
  });

  test("has the only slot where nobody else wants it", async () => {
    const { get, upstream } = await setUp({ "GET /": () => json(1) }, { maxConcurrentCalls: 1 });
    await get("/?b", { lane: "background" });
    expect(upstream.asked).toEqual(["GET /?b"]);
  });
});

describe("a full queue", () => {
  test("refuses the next call at once, and says how long what waits will take", async () => {
    const { ask, held, upstream, clock, running } = await setUpBusy({ maxQueuedCalls: 2 });
    clock.advance(40);
    held.letOneGo();
    await running;
    const calls = [ask("1"), ask("2"), ask("3")];
    // Calls took 40 ms of late, one at a time, and two wait with the one that is refused.
    expect(await failure(ask("4"))).toMatchObject({
      code: "SOURCE_OVERLOADED",
      message: 'The source "users" has as many calls waiting as may wait.',
      retryable: true,
      retryAfterMs: 80,
    });
    held.letAllGo();
    await Promise.all(calls);
    expect(upstream.asked).not.toContain("GET /?4");
  });

  test("says to come back soon where nothing is known of how long calls take", async () => {
    const { ask, held, running } = await setUpBusy({ maxQueuedCalls: 0 });
    expect(await failure(ask("1"))).toMatchObject({ code: "SOURCE_OVERLOADED", retryAfterMs: 1 });
    held.letAllGo();
    await running;
  });

  test("takes a more urgent call, and refuses the newest one of the lowest lane for it", async () => {
    const { ask, held, upstream } = await setUpBusy({ maxQueuedCalls: 3 });
    const stays = [ask("n"), ask("b1", "background")];
    const newest = failure(ask("b2", "background"));
    stays.push(ask("u", "urgent"));
    expect(await newest).toMatchObject({ code: "SOURCE_OVERLOADED" });
    expect(await failure(ask("b3", "background"))).toMatchObject({ code: "SOURCE_OVERLOADED" });
    held.letAllGo();
    await Promise.all(stays);
    expect(upstream.asked).toEqual(["running", "u", "n", "b1"].map((it) => `GET /?${it}`));
  });

  test("has room for a call that comes back to try again", async () => {
    const held = createHeld();
    const answers = [json({}, { status: 503 }), json("again")];
    const { get, upstream, clock, source } = await setUp(
      {
        "GET /fails": () => answers.shift() ?? json({}),
        "GET /held": held.hold(() => json(1)),
      },
      {
        maxConcurrentCalls: 1,
        maxQueuedCalls: 1,
        retry: { attempts: 2, budget: 1, backoffMs: 100, maxBackoffMs: 100 },
      },
    );
    const retried = get("/fails");
    const running = get("/held");
    await until(() => held.count() === 1);
    const waiting = get("/held?waiting");
    clock.advance(50);
    expect(source.snapshot().queued.normal).toBe(2);
    held.letAllGo();
    expect(await retried).toMatchObject({ body: '"again"' });
    await Promise.all([running, waiting]);
    expect(upstream.asked).toEqual(["GET /fails", "GET /held", "GET /fails", "GET /held?waiting"]);
  });

  test("refuses no call that has its turn at once, however many wait", async () => {
    const { get, clock, upstream, source } = await setUp(
      {
        "GET /fails": () => json({}, { status: 503 }),
        "GET /": () => json(1),
      },
      {
        maxQueuedCalls: 0,
        rateLimit: { calls: 10, perMs: 1000 },
        retry: { attempts: 2, budget: 1, backoffMs: 100, maxBackoffMs: 100 },
      },
    );
    const retried = get("/fails");
    await until(() => upstream.asked.length === 1 && source.snapshot().inFlight === 0);
    // At this time there is a token again, and nobody has been told yet.
    const freeAtMs = source.snapshot().rateLimitWaitMs;
    const urgent = Promise.withResolvers<unknown>();
    clock.after(freeAtMs, () => urgent.resolve(get("/", { lane: "urgent" })));
    clock.advance(freeAtMs);
    expect(source.snapshot().queued.normal).toBe(1);
    expect(await urgent.promise).toMatchObject({ status: 200 });
    clock.advance(1000);
    expect(await retried).toMatchObject({ status: 503 });
  });
});

describe("a call that nobody waits for any more", () => {
  test("is not sent when its turn comes, and its slot is the next one's", async () => {
    const { ask, held, upstream, source } = await setUpBusy();
    let isAsked = false;
    source.enter({
      lane: "normal",
      scope: "",
      deadlineMs: undefined,
      start() {
        isAsked = true;
        return undefined;
      },
      refuse() {},
    });
    const next = ask("next");
    held.letAllGo();
    await next;
    expect(isAsked).toBe(true);
    expect(upstream.asked).toEqual(["GET /?running", "GET /?next"]);
  });

  test("leaves the queue, and what has left may leave again", async () => {
    const { held, source, running } = await setUpBusy();
    const ticket = {
      lane: "normal",
      scope: "",
      deadlineMs: undefined,
      start: () => undefined,
      refuse: () => {},
    } as const;
    source.enter(ticket);
    source.giveUp(ticket);
    source.giveUp(ticket);
    expect(source.snapshot().queued.normal).toBe(0);
    held.letAllGo();
    await running;
  });

  test("frees its slot even when it goes away while its answer is decoded", async () => {
    const { get, source } = await setUp({
      "GET /": () => (response) => {
        response.writeHead(200, { "content-encoding": "br" });
        response.end(brotliCompressSync("[1]"));
      },
    });
    const client = new AbortController();
    const call = failure(get("/", { signal: client.signal }));
    await until(() => source.snapshot().inFlight === 0);
    client.abort();
    expect(await call).toMatchObject({ code: "REQUEST_ABORTED" });
    await turns();
    expect(source.snapshot().inFlight).toBe(0);
  });
});

describe("when the source is closed", () => {
  test("those that wait are told at once, and those that run end well", async () => {
    const { ask, held, running, source, upstream } = await setUpBusy();
    const waiting = failure(ask("waiting"));
    const closed = source.close();
    expect(await waiting).toMatchObject({
      code: "HTTP_CLIENT_ERROR",
      message: 'The source "users" is not called any more.',
    });
    held.letAllGo();
    expect(await running).toMatchObject({ status: 200 });
    await closed;
    expect(upstream.asked).toEqual(["GET /?running"]);
  });

  test("nobody waits for a rate limit either, and one that is told may take another along", async () => {
    const { get, source, clock } = await setUp(
      { "GET /": () => json(1) },
      { rateLimit: { calls: 1, perMs: 3_600_000 } },
    );
    await get("/");
    const told: string[] = [];
    const second = ticketOf(() => told.push("second"));
    const first = ticketOf(() => {
      told.push("first");
      source.giveUp(second);
    });
    source.enter(first);
    source.enter(second);
    expect(clock.timerCount()).toBe(1);
    await source.close();
    expect(told).toEqual(["first"]);
    expect(clock.timerCount()).toBe(0);
  });
});

function ticketOf(refuse: () => void): CallTicket {
  return { lane: "normal", scope: "", deadlineMs: undefined, start: () => undefined, refuse };
}
