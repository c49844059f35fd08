import { describe, expect, test } from "vitest";

import type { CallTicket } from "../../src/sources/call-ticket.ts";
import { createHeld } from "../support/held.ts";
import { until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { failure, request, setUp } from "./source-setup.ts";

const breaker = { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 };

const broken: CallTicket = {
  lane: "normal",
  scope: "",
  deadlineMs: undefined,
  start: () => {
    throw new Error("bug");
  },
  refuse: () => {},
};

describe("a bug in what a call is made of", () => {
  test("is the caller's; others have their turns", async () => {
    const { source, get } = await setUp({ "GET /": () => json(1) }, { maxConcurrentCalls: 1 });
    expect(() => source.enter(broken)).toThrow("bug");
    expect(source.snapshot()).toMatchObject({ inFlight: 0, queued: { normal: 0 } });
    expect(await get("/")).toMatchObject({ status: 200 });
  });

  test("does not keep those waiting that come after it", async () => {
    const held = createHeld();
    const { source, get, tune } = await setUp(
      { "GET /held": held.hold(() => json(1)), "GET /": () => json(1) },
      { maxConcurrentCalls: 1 },
    );
    const running = get("/held");
    await until(() => held.count() === 1);
    source.enter(broken);
    const next = get("/");
    expect(() => tune({ maxConcurrentCalls: 2 })).toThrow("bug");
    expect(await next).toMatchObject({ status: 200 });
    held.letAllGo();
    await running;
  });

  test("leaves it to the next one to find out if the source is back", async () => {
    let isDown = true;
    const { source, get, clock } = await setUp(
      { "GET /": () => json(1, { status: isDown ? 500 : 200 }) },
      { breaker },
    );
    await get("/");
    isDown = false;
    clock.advance(5000);
    expect(() => source.enter(broken)).toThrow("bug");
    expect(await get("/")).toMatchObject({ status: 200 });
  });
});

test("a call that cannot be sent for a bug ends with an error, and holds no slot and no breaker", async () => {
  let isDown = true;
  const { call, get, clock, source } = await setUp(
    { "GET /": () => json(1, { status: isDown ? 500 : 200 }) },
    { breaker, maxConcurrentCalls: 1 },
  );
  await get("/");
  isDown = false;
  clock.advance(5000);
  expect(await failure(call(request("ftp://a.test", "/")))).toMatchObject({
    code: "INTERNAL_SERVER_ERROR",
    message: 'The source "users" could not be called.',
  });
  expect(source.snapshot()).toMatchObject({ inFlight: 0, breakers: ["half-open"] });
  expect(await get("/")).toMatchObject({ status: 200 });
});

test("a request that only the base URL takes is refused while its breaker is open, and never sent", async () => {
  const { call, get, upstream } = await setUp(
    { "GET /": () => json(1, { status: 500 }) },
    { breaker, fallbackUrls: ["http://127.0.0.1:1"] },
  );
  await get("/");
  const elsewhere = request("http://elsewhere.test", "/");
  expect(await failure(call(elsewhere))).toMatchObject({
    code: "CIRCUIT_OPEN",
    retryAfterMs: 5000,
  });
  expect(upstream.asked).toHaveLength(1);
});
