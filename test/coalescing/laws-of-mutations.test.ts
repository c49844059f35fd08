import assert from "node:assert/strict";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { IdempotencyPolicy } from "../../src/contract/policies.ts";
import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import { calm } from "../support/simulator/behaviour.ts";
import { startSimulator } from "../support/simulator/simulator.ts";
import { json, startUpstream } from "../support/upstream.ts";
import {
  arbitraryAsks,
  expectNothingLeft,
  ids,
  keysOf,
  letAsk,
  nextTurn,
} from "./support/callers.ts";
import { createCountingClock } from "./support/counting-clock.ts";
import { openFetcher } from "./support/fetcher.ts";
import { lawRuns, lawTimeoutMs } from "./support/law-runs.ts";

/** Mutations of equal arguments, side by side, at a source that fails often. */
async function mutate(
  asks: Parameters<typeof letAsk>[1],
  options: { readonly source: Partial<SourceSettings>; readonly idempotent?: IdempotencyPolicy },
) {
  await using api = await startSimulator({
    behaviour: { ...calm, dropShare: 0.3, halfShare: 0.1, errorShare: 0.2, errorStatus: 503 },
  });
  const connector = connectorOf({
    source: { baseUrl: api.url },
    place: { kind: "mutation", typeName: "Mutation", fieldName: "create" },
    url: "/users",
    method: "POST",
    body: "id: $args.id",
    selection: "id",
  });
  const clock = createCountingClock();
  const opened = openFetcher(connector, { ...options, upstreamUrl: api.url, clock });
  const answered = await letAsk({ ...opened, connector, clock }, asks);
  const made = answered.flatMap(({ outcomes }) => outcomes.flatMap(madeBy));
  // Each has its own.
  expect(new Set(made).size).toBe(made.length);
  return { calls: [...api.calls], created: [...api.created] };
}

function madeBy(outcome: Outcome): readonly unknown[] {
  return outcome.kind === "value" ? [JSON.stringify(outcome.value)] : [];
}

describe("mutations", () => {
  const retry = { attempts: 3, budget: 1, backoffMs: 1, maxBackoffMs: 2 };
  const source = fc.record({ maxConcurrentCalls: fc.integer({ min: 1, max: 8 }) });
  const asks = arbitraryAsks({ most: 12, callers: 1, hasAborts: false });

  test(
    "are never joined, and sent once, however they fail",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const property = fc.asyncProperty(asks, source, async (planned, limits) => {
        const { calls, created } = await mutate(planned, { source: { ...limits, retry } });
        const wanted = planned.flatMap((ask) => ask.ids);
        expect(calls).toHaveLength(wanted.length);
        expect(created.map(({ body }) => idIn(body)).toSorted(byNumber)).toEqual(
          wanted.toSorted(byNumber),
        );
      });
      await fc.assert(property, lawRuns(15));
    },
  );

  test(
    "that are idempotent have one key each, in all their attempts, and are done once",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const property = fc.asyncProperty(asks, source, async (planned, limits) => {
        const { calls, created } = await mutate(planned, {
          source: { ...limits, retry },
          idempotent: { header: "Idempotency-Key" },
        });
        const wanted = planned.flatMap((ask) => ask.ids);
        const attempts = Object.groupBy(calls, ({ idempotencyKey = "" }) => idempotencyKey);
        expect(Object.keys(attempts)).toHaveLength(wanted.length);
        const counts = Object.values(attempts).map((of) => of?.length ?? 0);
        expect(Math.max(...counts)).toBeLessThanOrEqual(retry.attempts);
        expect(created).toHaveLength(wanted.length);
      });
      await fc.assert(property, lawRuns(15));
    },
  );
});

describe("a read that is asked for after a mutation has ended", () => {
  const step = fc.record({
    turn: fc.nat(80),
    isMutation: fc.boolean(),
    keys: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 4 }),
  });
  const steps = fc.array(step, { minLength: 2, maxLength: 50, size: "max" });
  const setups = fc.record({
    source: fc.record({ maxConcurrentCalls: fc.integer({ min: 1, max: 8 }) }),
    windowMs: fc.constantFrom(0, 2),
    delays: fc.array(fc.nat(30), { minLength: 1, maxLength: 10 }),
  });

  test("is never of a call that was sent before", { timeout: lawTimeoutMs }, async () => {
    expect.hasAssertions();
    const property = fc.asyncProperty(steps, setups, async (planned, setup) => {
      await using api = await openVersions(setup.delays);
      const parts = { source: { baseUrl: api.url }, selection: "id version" };
      const mutation = connectorOf({
        ...parts,
        place: { kind: "mutation", typeName: "Mutation", fieldName: "change" },
        url: "/users/{$args.id}",
        method: "POST",
      });
      const users = connectorOf({
        ...parts,
        place: { kind: "object", typeName: "User" },
        url: "/users",
        queryParams: "id: $batch.id",
        keyFields: [{ path: ["id"], isId: true }],
        batch: { maxSize: 5 },
      });
      const reading = { ...users, id: "User", coordinate: "User" };
      const clock = createCountingClock();
      const { source, windowMs } = setup;
      const fetcher = { upstreamUrl: api.url, source, windowMs, clock, others: [reading] };
      const opened = openFetcher(mutation, fetcher);

      /** The version that a mutation has told of. */
      let known = 0;
      const stale: unknown[] = [];
      const run = async ({ isMutation, keys }: (typeof planned)[number]) => {
        const least = known;
        const outcomes = await opened.coalescer.fetchKeys(
          isMutation ? mutation : reading,
          keysOf(keys),
          newRequestContext(),
        );
        const versions = outcomes.map(versionOf);
        if (isMutation) known = Math.max(known, ...versions);
        stale.push(...versions.filter((version) => version < least));
      };
      const running: Promise<void>[] = [];
      for (let turn = 0; turn <= 80; turn++) {
        running.push(...planned.filter((it) => it.turn === turn).map(run));
        // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
        await nextTurn();
      }
      await Promise.all(running);
      await expectNothingLeft({ ...opened, clock });
      await opened.source.close();
      expect(stale).toEqual([]);
    });
    await fc.assert(property, lawRuns(40));
  });
});

/** Users that all have the version that they had when the call arrived; answers take their time. */
async function openVersions(delays: readonly number[]) {
  let version = 0;
  let calls = 0;
  const later = async () => {
    for (let turn = delays[calls++ % delays.length] ?? 0; turn > 0; turn--) {
      // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
      await nextTurn();
    }
  };
  return startUpstream({
    "POST /users/:id": async ({ params }) => {
      const changed = { id: Number(params["id"]), version: ++version };
      await later();
      return json(changed);
    },
    "GET /users": async ({ query }) => {
      const rows = query.getAll("id").map((id) => ({ id: Number(id), version }));
      await later();
      return json(rows);
    },
  });
}

function versionOf(outcome: Outcome): number {
  assert(outcome.kind === "value");
  const { version }: { version?: unknown } = Object(outcome.value);
  return Number(version);
}

function idIn(body: string): number {
  const { id }: { id: number } = JSON.parse(body);
  return id;
}

function byNumber(a: number, b: number): number {
  return a - b;
}
