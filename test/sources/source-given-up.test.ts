import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { type CallFacts, SourceCall } from "../../src/sources/source-call.ts";
import { json } from "../support/upstream.ts";
import { failure, request, setUp } from "./source-setup.ts";

const breaker = { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 };

/** A source whose first answer takes 10 ms, and a call to it that gets none and is given up. */
async function giveUp(code: "GATEWAY_TIMEOUT" | "REQUEST_ABORTED", afterMs: number) {
  const setup = await setUp(
    { "GET /": () => json(1), "GET /never": () => new Promise(() => {}) },
    { breaker },
  );
  const { source, upstream, clock, get } = setup;
  const first = get("/");
  clock.advance(10);
  await first;
  const ended = Promise.withResolvers<unknown>();
  const call = new SourceCall({
    request: request(upstream.url, "/never"),
    lane: "normal",
    mayRetry: true,
    scope: "",
    deadlineMs: undefined,
    onEnd: ended.resolve,
  });
  source.enter({
    lane: "normal",
    scope: "",
    deadlineMs: undefined,
    start: () => call,
    refuse: ended.reject,
  });
  await upstream.hasReceived(2);
  clock.advance(afterMs);
  call.abort(new GatewayError(code, ""));
  await ended.promise;
  await upstream.requests[1]?.aborted;
  return setup;
}

describe("an attempt that is given up", () => {
  test("speaks against its source if the requests ran out of time, and it had enough", async () => {
    const { states } = await giveUp("GATEWAY_TIMEOUT", 100);
    expect(states).toEqual(["0 open"]);
  });

  test("says nothing if it had little time", async () => {
    const { states } = await giveUp("GATEWAY_TIMEOUT", 15);
    expect(states).toEqual([]);
  });

  test("says nothing if the clients went away", async () => {
    const { states } = await giveUp("REQUEST_ABORTED", 900);
    expect(states).toEqual([]);
  });
});

test("an attempt that is given up is told with the time it took", async () => {
  const { get, upstream, clock } = await setUp({ "GET /": () => new Promise(() => {}) });
  const client = new AbortController();
  let facts: CallFacts | undefined;
  const call = failure(
    get("/", { signal: client.signal, onEnd: (known) => (facts = { ...known }) }),
  );
  await upstream.hasReceived(1);
  clock.advance(70);
  client.abort();
  expect(await call).toMatchObject({ code: "REQUEST_ABORTED" });
  expect(facts).toMatchObject({ attempts: 1, upstreamMs: 70 });
});

test("a 429 to one caller's credential does not speak against the source", async () => {
  const { get, states } = await setUp({ "GET /": () => json({}, { status: 429 }) }, { breaker });
  await get("/", { scope: "ann" });
  expect(states).toEqual([]);
  await get("/");
  expect(states).toEqual(["0 open"]);
});
