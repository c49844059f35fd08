import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import type { RetrySettings, SourceSettings } from "../../src/sources/source-settings.ts";
import type { SimulatedCall } from "../support/simulator/call-log.ts";
import {
  type AnsweredAsk,
  arbitraryAsks,
  credentialOf,
  letAsk,
  nextTurn,
  pairs,
} from "./support/callers.ts";
import { lawRuns, lawTimeoutMs } from "./support/law-runs.ts";
import { confusing, failing, gathering, openUsers, type Setup } from "./support/users-api.ts";

describe("while the source answers", () => {
  const slots = fc.record({ maxConcurrentCalls: fc.integer({ min: 1, max: 4 }) });
  const setups = fc.record({ ...gathering, behaviour: confusing, source: slots });

  test(
    "every key has its own outcome, in its place, unless its own client goes away",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const property = fc.asyncProperty(
        setups,
        arbitraryAsks({ most: 30 }),
        async (setup, asks) => {
          await using users = await openUsers(setup);
          const answered = await letAsk(users.desk, asks);
          expect(answered.flatMap((ask) => wrongIn(ask, setup))).toEqual([]);
          expect(answered.flatMap(errorsOf)).toEqual([]);
        },
      );
      await fc.assert(property, lawRuns(60));
    },
  );

  test(
    "a call is sent for nothing but what was asked, and no more run, or are as large, than may",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const asksThatStay = arbitraryAsks({ most: 30, hasAborts: false });
      const property = fc.asyncProperty(setups, asksThatStay, async (setup, asks) => {
        await using users = await openUsers(setup);
        const inFlight: number[] = [];
        await letAsk(users.desk, asks, () => inFlight.push(users.desk.source.snapshot().inFlight));
        const asked = asks.flatMap((ask) => ask.ids.map((id) => `${credentialOf(ask)} ${id}`));
        const sent = users.api.calls.flatMap(({ credential, keys }) =>
          keys.map((id) => `${credential} ${id}`),
        );
        expect(new Set(sent)).toEqual(new Set(asked));
        expect(sent.length).toBeLessThanOrEqual(asked.length);
        const unshared = setup.batch.sharing === "REQUEST" ? sent : asked;
        expect(unshared.toSorted(byText)).toEqual(asked.toSorted(byText));
        const sizes = users.api.calls.map(({ keys }) => keys.length);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(setup.maxSize);
        const { maxConcurrentCalls } = setup.source;
        expect(users.api.stats().mostRunning).toBeLessThanOrEqual(maxConcurrentCalls);
        expect(Math.max(...inFlight)).toBeLessThanOrEqual(maxConcurrentCalls);
      });
      await fc.assert(property, lawRuns(40));
    },
  );
});

describe("whatever goes wrong", () => {
  const retry: fc.Arbitrary<RetrySettings> = fc.record({
    attempts: fc.integer({ min: 1, max: 3 }),
    budget: fc.constantFrom(0.1, 1),
    backoffMs: fc.constantFrom(0, 2),
    maxBackoffMs: fc.constant(4),
  });
  const source: fc.Arbitrary<Partial<SourceSettings>> = fc.record({
    maxConcurrentCalls: fc.constantFrom<SourceSettings["maxConcurrentCalls"]>(1, 2, 4, "adaptive"),
    maxQueuedCalls: fc.constantFrom(0, 1, 4, 1000),
    retry,
    breaker: fc.record({
      failures: fc.constant(0.5),
      minCalls: fc.constantFrom(3, 1000),
      windowMs: fc.constant(1000),
      openMs: fc.constantFrom(1, 5),
    }),
    rateLimit: fc.constantFrom(undefined, { calls: 5, perMs: 10 }),
    timeoutMs: fc.constantFrom(2, 1000),
  });
  const setups = fc.record({ ...gathering, behaviour: failing, source });
  const change = fc.record({
    turn: fc.nat(60),
    source,
    maxSize: gathering.maxSize,
    windowMs: fc.constantFrom(0, 3),
  });
  const tuning = fc.array(change, { maxLength: 3 });

  test("no key is in two calls of one scope at a time", { timeout: lawTimeoutMs }, async () => {
    expect.hasAssertions();
    // A call that has timed out may still be at work.
    const slow = setups.map((setup) => ({
      ...setup,
      source: { ...setup.source, timeoutMs: 10_000 },
    }));
    const property = fc.asyncProperty(slow, arbitraryAsks({ most: 40 }), async (setup, asks) => {
      await using users = await openUsers({
        ...setup,
        batch: { ...setup.batch, sharing: "SCOPE" },
      });
      await letAsk(users.desk, asks);
      while (users.api.stats().running > 0) {
        // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
        await nextTurn();
      }
      // A call that was given up is over for the caller before the API knows of it.
      const calls = users.api.calls.filter(({ status }) => status !== "aborted");
      expect(askedTwiceAtATime(calls)).toEqual([]);
    });
    await fc.assert(property, lawRuns(80));
  });

  test(
    "or is tuned meanwhile, each key has its own outcome, or an error that there was a cause for",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const all = [setups, arbitraryAsks({ most: 40, hasDeadlines: true }), tuning] as const;
      const property = fc.asyncProperty(...all, async (setup, asks, changes) => {
        await using users = await openUsers(setup);
        const answered = await letAsk(users.desk, asks, (turn) => {
          for (const due of changes.filter((it) => it.turn === turn)) {
            users.tune(due.source);
            users.tuneBatches(due);
          }
        });
        expect(answered.flatMap((ask) => wrongIn(ask, setup))).toEqual([]);
        expect(answered.flatMap((ask) => causelessIn(ask, users.api.calls))).toEqual([]);
      });
      await fc.assert(property, lawRuns(100));
    },
  );
});

test(
  "of clients that have all gone away nothing is left, though the source never answers",
  { timeout: lawTimeoutMs },
  async () => {
    expect.hasAssertions();
    const source = fc.record({ maxConcurrentCalls: fc.integer({ min: 1, max: 4 }) });
    const setups = fc.record({ ...gathering, source, behaviour: fc.constant({}) });
    const asks = arbitraryAsks({ most: 20 }).map((planned) =>
      planned.map((ask) => ({ ...ask, patience: ask.patience ?? 5 })),
    );
    const property = fc.asyncProperty(setups, asks, async (setup, planned) => {
      await using users = await openUsers({ ...setup, behaviour: { outage: "hanging" } });
      const answered = await letAsk(users.desk, planned);
      expect(answered.flatMap(({ outcomes }) => outcomes.map(codeOf))).toEqual(
        planned.flatMap((ask) => ask.ids.map(() => "REQUEST_ABORTED")),
      );
    });
    await fc.assert(property, lawRuns(20));
  },
);

function codeOf(outcome: Outcome): string {
  return outcome.kind === "error" ? outcome.error.code : outcome.kind;
}

/** What an ask got that it must not get: each key's value is that key's, and the caller's. */
function wrongIn(ask: AnsweredAsk, { behaviour }: Setup): readonly unknown[] {
  return pairs(ask).filter(({ id, outcome }) => {
    const isMissing = behaviour.missing?.includes(String(id)) ?? false;
    if (outcome.kind === "value") {
      const credential = credentialOf(ask) ?? null;
      return isMissing || !isDeepStrictEqual(outcome.value, { id, credential });
    }
    if (outcome.kind === "missing") return !isMissing;
    // Only one's own client counts.
    return outcome.error.code === "REQUEST_ABORTED" && ask.patience === undefined;
  });
}

/** The errors of an ask, without those of a client that went away. */
function errorsOf(ask: AnsweredAsk) {
  return pairs(ask).flatMap(({ id, outcome }) =>
    outcome.kind === "error" && outcome.error.code !== "REQUEST_ABORTED"
      ? [{ id, code: outcome.error.code }]
      : [],
  );
}

/** Errors for which no call for the key and the caller ended in such a way. */
function causelessIn(ask: AnsweredAsk, calls: readonly SimulatedCall[]): readonly unknown[] {
  const own = calls.filter(({ credential }) => credential === credentialOf(ask));
  return errorsOf(ask).filter(({ id, code }) => {
    const statuses = own
      .filter(({ keys }) => keys.includes(String(id)))
      .map(({ status }) => status);
    if (code === "CONNECTOR_FETCH") return !statuses.some((status) => Number(status) >= 400);
    if (code === "HTTP_CLIENT_ERROR") {
      return !statuses.includes("dropped") && !statuses.includes("half");
    }
    if (code === "RATE_LIMITED") return ask.deadline === undefined;
    return !["SOURCE_OVERLOADED", "CIRCUIT_OPEN", "GATEWAY_TIMEOUT"].includes(code);
  });
}

/** Keys that were asked for while a call of the same scope was asking for them. */
function askedTwiceAtATime(calls: readonly SimulatedCall[]): readonly unknown[] {
  const endsMs = new Map<string, number>();
  return calls.flatMap(({ credential, keys, atMs, endMs = Number.POSITIVE_INFINITY }) =>
    keys.filter((key) => {
      const question = `${credential} ${key}`;
      const isTooSoon = (endsMs.get(question) ?? 0) > atMs;
      endsMs.set(question, endMs);
      return isTooSoon;
    }),
  );
}

function byText(a: string, b: string): number {
  return a.localeCompare(b);
}
