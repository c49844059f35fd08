import { describe, expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import { turns, until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openHeldUsers, userOf } from "./support/held-users.ts";

/** Users in calls of two, from a source with one slot, which is taken. */
async function setUpBusy(maxQueuedCalls: number) {
  const setup = await openHeldUsers({
    source: { maxConcurrentCalls: 1, maxQueuedCalls },
    texts: { batch: { maxSize: 2 } },
  });
  const running = setup.ask([0]);
  await setup.areHeld(1);
  return { ...setup, running };
}

describe("where the queue of the source is full", () => {
  test("the keys that came last are refused; those that have a place, and those on their way, are not", async () => {
    const { ask, fetch, asked, held } = await setUpBusy(1);
    const [first, second] = [fetch([1, 2, 3]), fetch([4, 0])];
    await turns();
    const third = ask([1, 5]);
    await turns();
    held.letAllGo();
    const refused = { kind: "error", error: { code: "SOURCE_OVERLOADED", retryAfterMs: 1 } };
    expect(await first).toMatchObject([{ value: userOf(1) }, { value: userOf(2) }, refused]);
    expect(await second).toMatchObject([refused, { value: userOf(0) }]);
    expect(await third).toEqual([userOf(1), "SOURCE_OVERLOADED"]);
    expect(asked()).toEqual([[0], [1, 2]]);
  });

  test("background keys give their place to more urgent ones", async () => {
    const { ask, asked, held } = await setUpBusy(1);
    const background = ask([1, 2], { lane: "background" });
    await turns();
    const normal = ask([3, 4]);
    expect(await background).toEqual(["SOURCE_OVERLOADED", "SOURCE_OVERLOADED"]);
    held.letAllGo();
    expect(await normal).toEqual([userOf(3), userOf(4)]);
    expect(asked()).toEqual([[0], [3, 4]]);
  });
});

describe("an operation", () => {
  test("may cause so many calls to a source, and what needs more is refused", async () => {
    const { fetch, ask, asked, held } = await openHeldUsers({
      texts: { batch: { maxSize: 2 } },
      callsPerOperation: 2,
    });
    held.letAllGo();
    const { calls } = newRequestContext();
    const outcomes = await fetch([1, 2, 3, 4, 5], { calls });
    expect(outcomes.slice(0, 4)).toMatchObject([1, 2, 3, 4].map((id) => ({ value: userOf(id) })));
    expect(outcomes[4]).toMatchObject({
      kind: "error",
      error: {
        code: "TOO_MANY_CALLS",
        message:
          'An operation may cause 2 calls to the source "api", and this one needs more. Ask for fewer, or for what can be fetched in batches.',
        retryable: false,
        extensions: { service: "api" },
      },
    });
    expect(await ask([6], { calls })).toEqual(["TOO_MANY_CALLS"]);
    expect(await ask([6])).toEqual([userOf(6)]);
    expect(asked()).toEqual([[1, 2], [3, 4], [6]]);
  });

  test("pays nothing for what is on its way already", async () => {
    const { ask, areHeld, held } = await openHeldUsers({ callsPerOperation: 1 });
    const others = ask([1, 2]);
    await areHeld(1);
    const { calls } = newRequestContext();
    const answers = [ask([1], { calls }), ask([2, 3], { calls }), ask([4, 1], { calls })];
    held.letAllGo();
    expect(await Promise.all([others, ...answers])).toEqual([
      [userOf(1), userOf(2)],
      [userOf(1)],
      [userOf(2), userOf(3)],
      ["TOO_MANY_CALLS", userOf(1)],
    ]);
  });

  test("may cause more from now on when the operator says so", async () => {
    const { ask, held, coalescer } = await openHeldUsers({ callsPerOperation: 1 });
    held.letAllGo();
    const { calls } = newRequestContext();
    await ask([1], { calls });
    expect(await ask([2], { calls })).toEqual(["TOO_MANY_CALLS"]);
    coalescer.tune({
      ofSource: () => ({ windowMs: undefined, lanes: {}, callsPerOperation: 2 }),
    });
    expect(await ask([2], { calls })).toEqual([userOf(2)]);
  });
});

describe("a request that goes away", () => {
  test("takes its keys out of the call that is still to be made, but none that others wait for", async () => {
    const { ask, asked, held, source } = await setUpBusy(10);
    const client = new AbortController();
    const leaving = ask([1, 2, 3], { signal: client.signal });
    const staying = ask([2]);
    await turns();
    expect(source.snapshot().queued.normal).toBe(2);
    client.abort();
    expect(await leaving).toEqual(["REQUEST_ABORTED", "REQUEST_ABORTED", "REQUEST_ABORTED"]);
    expect(source.snapshot().queued.normal).toBe(1);
    held.letAllGo();
    expect(await staying).toEqual([userOf(2)]);
    expect(asked()).toEqual([[0], [2]]);
  });

  test("takes its place in the queue along, where nobody else waits", async () => {
    const { ask, asked, held, source, running, coalescer } = await setUpBusy(10);
    const client = new AbortController();
    const leaving = ask([1], { signal: client.signal });
    await turns();
    client.abort();
    await leaving;
    expect(source.snapshot().queued.normal).toBe(0);
    held.letAllGo();
    await running;
    expect(asked()).toEqual([[0]]);
    expect(coalescer.groupCount).toBe(0);
  });

  test("before its keys were brought to the source leaves nothing to do", async () => {
    const { ask, coalescer, upstream } = await openHeldUsers();
    const client = new AbortController();
    const leaving = ask([1], { signal: client.signal });
    client.abort();
    expect(await leaving).toEqual(["REQUEST_ABORTED"]);
    await turns();
    expect(coalescer.groupCount).toBe(0);
    expect(upstream.asked).toEqual([]);
  });

  test("aborts the call that only it waits for, and its slot is free", async () => {
    const { ask, areHeld, source, upstream, coalescer } = await openHeldUsers();
    const client = new AbortController();
    const leaving = ask([1, 2], { signal: client.signal });
    await areHeld(1);
    client.abort();
    expect(await leaving).toEqual(["REQUEST_ABORTED", "REQUEST_ABORTED"]);
    await upstream.requests[0]?.aborted;
    await until(() => source.snapshot().inFlight === 0);
    expect(coalescer.groupCount).toBe(0);
  });

  test("leaves the call to those who wait for it too, whoever began it", async () => {
    const { ask, areHeld, held, asked } = await openHeldUsers();
    const [first, second] = [new AbortController(), new AbortController()];
    const leader = ask([1, 2], { signal: first.signal });
    await areHeld(1);
    const follower = ask([2], { signal: second.signal });
    const stays = ask([1]);
    await turns();
    first.abort();
    second.abort();
    expect(await Promise.all([leader, follower])).toEqual([
      ["REQUEST_ABORTED", "REQUEST_ABORTED"],
      ["REQUEST_ABORTED"],
    ]);
    held.letAllGo();
    expect(await stays).toEqual([userOf(1)]);
    expect(asked()).toEqual([[1, 2]]);
  });

  test("leaves what it began to who comes before the call is over", async () => {
    const { ask, areHeld, held, asked } = await openHeldUsers();
    const client = new AbortController();
    const leader = ask([1], { signal: client.signal });
    const other = ask([2]);
    await areHeld(1);
    client.abort();
    await leader;
    const late = ask([1]);
    await turns();
    held.letAllGo();
    expect(await Promise.all([other, late])).toEqual([[userOf(2)], [userOf(1)]]);
    expect(asked()).toEqual([[1, 2]]);
  });

  test("gives up a part of a call that waits for its turn", async () => {
    const { ask, areHeld, held, asked, source, coalescer } = await openHeldUsers({
      source: { maxConcurrentCalls: 1 },
      limits: () => ({ maxSize: 100, maxUrlBytes: 40 }),
    });
    const client = new AbortController();
    const leaving = ask([1, 2, 3], { signal: client.signal });
    await areHeld(1);
    expect(source.snapshot().queued.normal).toBeGreaterThan(0);
    client.abort();
    await leaving;
    expect(source.snapshot().queued.normal).toBe(0);
    held.letAllGo();
    await until(() => source.snapshot().inFlight === 0);
    expect(asked()).toHaveLength(1);
    expect(coalescer.groupCount).toBe(0);
  });
});

describe("keys that can not be asked for", () => {
  test("fail for themselves, and make no call", async () => {
    const { ask, upstream } = await openHeldUsers({
      texts: { url: "/users/{$this}", queryParams: "a: $this", batch: undefined },
    });
    expect(await ask([1])).toEqual(["CONNECTOR_REQUEST_INVALID"]);
    expect(upstream.asked).toEqual([]);
  });

  test("and an open breaker refuses all of them at once", async () => {
    const { ask, fetch, held, asked } = await openHeldUsers({
      answer: () => json({}, { status: 500 }),
      source: { breaker: { failures: 0.5, minCalls: 1, windowMs: 1000, openMs: 700 } },
    });
    held.letAllGo();
    expect(await ask([1])).toEqual(["CONNECTOR_FETCH"]);
    expect(await fetch([2, 3])).toMatchObject([
      { error: { code: "CIRCUIT_OPEN", retryAfterMs: 700, extensions: { service: "api" } } },
      { error: { code: "CIRCUIT_OPEN", retryAfterMs: 700 } },
    ]);
    expect(asked()).toEqual([[1]]);
  });
});
