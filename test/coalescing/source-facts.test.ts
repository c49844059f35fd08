import assert from "node:assert/strict";

import { describe, expect, onTestFinished, test } from "vitest";

import type { Key } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { CallRecord } from "../../src/sources/call-record.ts";
import { countOutcomes } from "../../src/sources/count-outcomes.ts";
import { measureCall } from "../../src/sources/measure-call.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import { until } from "../support/until.ts";
import { body, json, startUpstream } from "../support/upstream.ts";
import { openFetcher, type FetcherOptions } from "./support/fetcher.ts";
import { openHeldUsers, userOf } from "./support/held-users.ts";

describe("what a source says of keeping its answer", () => {
  test("comes with each outcome, dated by when the source was asked", async () => {
    const headers = { "cache-control": "max-age=60" };
    const users = await openHeldUsers({
      isKept: true,
      answer: () => json([userOf(1)], { headers }),
    });
    const outcomes = users.fetch([1, 2]);
    await users.areHeld(1);
    const askedAtMs = users.clock.dateMs();
    users.clock.advance(250);
    users.held.letAllGo();
    const source = { fetchedAtMs: askedAtMs, tookMs: 250, maxAgeMs: 60_000 };
    expect(await outcomes).toMatchObject([
      { kind: "value", value: userOf(1), source },
      { kind: "missing", source },
    ]);
  });

  test("is dated by the attempt that was answered, not by those that failed before it", async () => {
    let attempts = 0;
    const users = await openHeldUsers({
      isKept: true,
      source: { retry: { attempts: 2, backoffMs: 1000, maxBackoffMs: 1000, budget: 1 } },
      answer: () => (++attempts === 1 ? json({}, { status: 503 }) : json([userOf(1)])),
    });
    const outcomes = users.fetch([1]);
    await users.areHeld(1);
    users.held.letOneGo();
    await until(() => attempts === 1 && users.source.snapshot().inFlight === 0);
    users.clock.advance(500);
    await users.areHeld(1);
    const sentAtMs = users.clock.dateMs();
    users.clock.advance(40);
    users.held.letOneGo();
    expect(await outcomes).toMatchObject([{ source: { fetchedAtMs: sentAtMs, tookMs: 40 } }]);
    expect(attempts).toBe(2);
  });

  test("is not read where nothing may be kept", async () => {
    const users = await openHeldUsers();
    users.held.letAllGo();
    const [outcome] = await users.fetch([1]);
    expect(outcome).toEqual({ kind: "value", value: userOf(1), source: undefined });
  });
});

test("what a source renews with a 304 keeps its value, and counts as a success", async () => {
  const upstream = await startUpstream({
    "GET /things": ({ headers }) =>
      headers["if-none-match"] === '"v1"'
        ? body("", { status: 304, headers: { "cache-control": "max-age=5" } })
        : json({ name: "first" }, { headers: { etag: '"v1"' } }),
  });
  onTestFinished(() => upstream.close());
  const records: CallRecord[] = [];
  const observer: FetcherOptions["observer"] = {
    collectProblems: () => undefined,
    start: ({ request }) => ({ span: undefined, request }),
    startInProcess: () => undefined,
    end: (record) => records.push(record),
  };
  const connector = connectorOf({ source: { baseUrl: upstream.url }, selection: "name" });
  const { coalescer, source } = openFetcher(connector, {
    upstreamUrl: upstream.url,
    isKept: true,
    source: { breaker: { failures: 0.1, minCalls: 1, windowMs: 10_000, openMs: 5000 } },
    observer,
  });
  const key: Key = { id: "1", args: {}, this: {} };
  const [first] = await coalescer.fetchKeys(connector, [key], newRequestContext());
  assert(first?.kind === "value" && first.source?.validators !== undefined);
  const known = { outcome: first, validators: first.source.validators };
  const [renewed] = await coalescer.fetchKeys(connector, [{ ...key, known }], newRequestContext());
  expect(renewed).toMatchObject({
    kind: "value",
    source: { maxAgeMs: 5000, validators: { etag: '"v1"' } },
  });
  expect(renewed?.kind === "value" && renewed.value).toBe(first.value);
  expect(upstream.requests.map(({ headers }) => headers["if-none-match"])).toEqual([
    undefined,
    '"v1"',
  ]);
  expect(records.map((record) => measureCall(record, countOutcomes(record)))).toMatchObject([
    { status: 200, errorType: undefined, errors: new Map() },
    { status: 304, errorType: undefined, errors: new Map() },
  ]);
  expect(source.snapshot().breakers).toEqual(["closed"]);
});

describe("a request's tally", () => {
  test("counts what it asked for, and what was on its way already", async () => {
    const users = await openHeldUsers();
    const one = newRequestContext();
    const other = newRequestContext();
    const asked = [users.fetch([1, 2], one), users.fetch([2, 3, 4], other)];
    expect(one.tally).toEqual({ asked: 2, joined: 0 });
    expect(other.tally).toEqual({ asked: 3, joined: 1 });
    users.held.letAllGo();
    await Promise.all(asked);
    expect(other.tally).toEqual({ asked: 3, joined: 1 });
  });
});

describe("what was sent before", () => {
  test("is not joined by a request that takes nothing old, whose own keys are together", async () => {
    const users = await openHeldUsers();
    const before = users.ask([1]);
    await users.areHeld(1);
    const strict = { ...newRequestContext(), maxAgeMs: 0 };
    const asked = [users.ask([1], strict), users.ask([2], strict), users.ask([1], strict)];
    await users.areHeld(2);
    const lenient = users.ask([1], { maxAgeMs: 1000 });
    users.held.letAllGo();
    expect(await Promise.all([before, ...asked, lenient])).toEqual(
      [1, 1, 2, 1, 1].map((id) => [userOf(id)]),
    );
    expect(users.asked()).toEqual([[1], [1, 2]]);
    expect(users.coalescer.groupCount).toBe(0);
  });

  test("is joined no more once all of it is closed; what is pending is", async () => {
    const users = await openHeldUsers({ source: { maxConcurrentCalls: 1 } });
    const before = users.ask([1]);
    await users.areHeld(1);
    const pending = users.ask([2]);
    users.coalescer.closeSent();
    const after = users.ask([1, 2]);
    users.held.letAllGo();
    expect(await Promise.all([before, pending, after])).toEqual([
      [userOf(1)],
      [userOf(2)],
      [userOf(1), userOf(2)],
    ]);
    expect(users.asked()).toEqual([[1], [2, 1]]);
  });
});
