import { getEventListeners } from "node:events";

import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { until } from "../support/until.ts";
import { openHeldUsers, userOf } from "./support/held-users.ts";

describe("a request that is given up", () => {
  test.each<[string, unknown, string, string]>([
    [
      "as its client went away",
      new GatewayError("REQUEST_ABORTED", "gone"),
      "REQUEST_ABORTED",
      'The source "api" was no longer needed: the client went away.',
    ],
    [
      "for a reason of somebody else's",
      "whatever",
      "REQUEST_ABORTED",
      'The source "api" was no longer needed: the client went away.',
    ],
    [
      "as it has taken too long",
      new GatewayError("GATEWAY_TIMEOUT", "too long"),
      "GATEWAY_TIMEOUT",
      'The source "api" did not answer before the request\'s own time was over.',
    ],
  ])("%s, is told so at the keys that it still waits for", async (_why, reason, code, message) => {
    const { fetch, areHeld, held, coalescer } = await openHeldUsers();
    const client = new AbortController();
    const { signal } = client;
    const answer = fetch([1], { signal });
    await areHeld(1);
    client.abort(reason);
    const [outcome] = await answer;
    expect(outcome).toMatchObject({
      kind: "error",
      error: { code, message, extensions: { service: "api" } },
    });
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(coalescer.groupCount).toBe(0);
    held.letAllGo();
  });

  test("keeps the outcomes that it has", async () => {
    const { fetch, areHeld, held, source } = await openHeldUsers({
      texts: { batch: { maxSize: 1 } },
    });
    const client = new AbortController();
    const answer = fetch([1, 2], { signal: client.signal });
    await areHeld(2);
    held.letOneGo();
    await until(() => source.snapshot().inFlight === 1);
    client.abort();
    const kinds = (await answer).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["error", "value"]);
  });

  test("before it asked makes no call", async () => {
    const { ask, upstream } = await openHeldUsers();
    expect(await ask([1, 2], { signal: AbortSignal.abort() })).toEqual([
      "REQUEST_ABORTED",
      "REQUEST_ABORTED",
    ]);
    expect(upstream.asked).toEqual([]);
  });
});

test("a request that is answered leaves no listener behind", async () => {
  const { ask, held, clock } = await openHeldUsers();
  held.letAllGo();
  const { signal } = new AbortController();
  expect(await ask([1], { signal })).toEqual([userOf(1)]);
  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(clock.timerCount()).toBe(0);
});

test("no keys have no outcomes, at once", async () => {
  const { ask, upstream, coalescer } = await openHeldUsers();
  expect(await ask([])).toEqual([]);
  expect(coalescer.groupCount).toBe(0);
  expect(upstream.asked).toEqual([]);
});
