import assert from "node:assert/strict";
import { getEventListeners } from "node:events";

import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { Connector } from "../../src/contract/contract.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { turns, until } from "../support/until.ts";
import { keyOf, openHeldUsers, userOf } from "./support/held-users.ts";

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
      'The source "api" had not answered when the request\'s own time was over.',
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

describe("the span of a request's batch says", () => {
  test("whether its keys were fetched by its own calls, by those of others, or by both, and what they took", async () => {
    const { ask, areHeld, held, clock, source } = await openHeldUsers({
      batch: { windowMs: 20 },
      source: { maxConcurrentCalls: 1 },
    });
    const { tracing, spans } = createRecordedTracing();
    const traced = (name: string) => ({ trace: tracing.start(name, undefined).context });
    const answers = [ask([1, 2], traced("first"))];
    await turns();
    clock.advance(20);
    await areHeld(1);
    answers.push(ask([2], traced("second")), ask([1, 3], { ...traced("third"), lane: "urgent" }));
    await turns();
    clock.advance(30);
    held.letOneGo();
    await areHeld(1);
    clock.advance(7);
    held.letAllGo();
    await Promise.all(answers);
    expect(source.snapshot().inFlight).toBe(0);
    const ofFirst = { "sluice.window_ms": 20, "sluice.queue_ms": 0, "sluice.upstream_ms": 30 };
    expect(spans.map(({ attributes }) => attributes)).toEqual([
      { "sluice.coalesce.role": "leader", "sluice.lane": "normal", ...ofFirst },
      { "sluice.coalesce.role": "follower", "sluice.lane": "normal", ...ofFirst },
      // Of its two calls the longer one.
      { "sluice.coalesce.role": "mixed", "sluice.lane": "urgent", ...ofFirst },
    ]);
  });
});

describe("a bug in a mapping", () => {
  const bug = new Error("a bug");
  const broken = (connector: Connector): Connector => ({
    ...connector,
    id: "Query.broken",
    selection: {
      ...connector.selection,
      evaluate() {
        throw bug;
      },
    },
  });

  test("is what all are told who wait, and leaves nothing behind", async () => {
    const others: Connector[] = [];
    const { coalescer, source, held } = await openHeldUsers({
      others: (baseUrl) => {
        others.push(broken(connectorOf({ source: { baseUrl }, url: "/users" })));
        return others;
      },
    });
    held.letAllGo();
    const [connector] = others;
    assert(connector !== undefined);
    const { signal } = new AbortController();
    const ask = () =>
      coalescer.fetchKeys(connector, [keyOf(1)], { ...newRequestContext(), signal });
    const answers = await Promise.allSettled([ask(), ask()]);
    expect(answers).toEqual([1, 2].map(() => ({ status: "rejected", reason: bug })));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await until(() => source.snapshot().inFlight === 0);
    expect(coalescer.groupCount).toBe(0);
  });

  test("is so too where no call is needed", async () => {
    const connector = broken(connectorOf({ url: null }));
    const { coalescer } = await openHeldUsers({ others: () => [connector] });
    const answer = coalescer.fetchKeys(connector, [keyOf(1)], newRequestContext());
    await expect(answer).rejects.toBe(bug);
    expect(coalescer.groupCount).toBe(0);
  });
});
