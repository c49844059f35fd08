import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { type Lane, rankOf } from "../../src/kernel/lane.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { credentialOf, expectNothingLeft, keysOf, nextTurn } from "./support/callers.ts";
import { createCountingClock } from "./support/counting-clock.ts";
import { openFetcher } from "./support/fetcher.ts";
import { lawRuns, lawTimeoutMs } from "./support/law-runs.ts";

interface QueuedAsk {
  readonly lane: Lane;
  readonly caller: number;
}

const lane = fc.constantFrom<Lane>("urgent", "urgent", "urgent", "normal", "background");
const asks = (options: fc.ArrayConstraints) =>
  fc.array(fc.record({ lane, caller: fc.nat(2) }), { size: "max", ...options });

describe("a source with one slot, which is taken", () => {
  test(
    "lets as many wait as may: the most urgent, and of equal lanes those who came first",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const property = fc.asyncProperty(
        asks({ minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 12 }),
        async (planned, maxQueuedCalls) => {
          const { outcomes, longestQueue } = await queueUp(planned, maxQueuedCalls);
          const turns = planned.map((it, index) => ({ ...it, index })).toSorted(byLane);
          const refused = turns.slice(maxQueuedCalls).map(({ index }) => index);
          expect(indexesOf(outcomes, isRefused)).toEqual(refused.toSorted((a, b) => a - b));
          expect(outcomes.filter((it) => it.kind !== "value" && !isRefused(it))).toEqual([]);
          expect(longestQueue).toBeLessThanOrEqual(maxQueuedCalls);
        },
      );
      await fc.assert(property, lawRuns(40));
    },
  );

  test(
    "serves the urgent ones first and the background last, and lets none wait for ever",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const property = fc.asyncProperty(asks({ minLength: 1, maxLength: 180 }), async (planned) => {
        const { served } = await queueUp(planned, 1000);
        const order = served.map((index) => planned[index]?.lane ?? "normal");
        expect(order).toHaveLength(planned.length);
        for (const each of ["urgent", "normal", "background"] as const) {
          const own = served.filter((index) => planned[index]?.lane === each);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(tooEarlyIn(order)).toEqual([]);
        expect(tooLateIn(order)).toEqual([]);
      });
      await fc.assert(property, lawRuns(20));
    },
  );
});

/** Turns of others that a lane lets pass before one is its own. */
const patience = { normal: 8, background: 64 };

/** Places at which a lower lane has had more turns than its patience gives it. */
function tooEarlyIn(order: readonly Lane[]): readonly unknown[] {
  return order.flatMap((own, place) => {
    const before = order.slice(0, place);
    const lower = before.filter((other) => rankOf(other) > rankOf(own)).length;
    const allowed =
      own === "urgent"
        ? Math.floor(place / (patience.normal + 1)) + Math.floor(place / (patience.background + 1))
        : Math.floor(place / (patience.background + 1));
    return own !== "background" && lower > allowed ? [{ own, place, lower }] : [];
  });
}

/** Places of turns that come later than a lane's patience allows: one in so many is its own. */
function tooLateIn(order: readonly Lane[]): readonly unknown[] {
  return (["normal", "background"] as const).flatMap((own) => {
    const places = order.flatMap((other, place) => (other === own ? [place] : []));
    // Where two lanes are due, one more goes first.
    return places.filter((place, index) => place >= (index + 1) * (patience[own] + 2));
  });
}

/** Asks one after the other while the only slot is taken; then lets all be served. */
async function queueUp(planned: readonly QueuedAsk[], maxQueuedCalls: number) {
  const release = Promise.withResolvers<void>();
  await using api = await startUpstream({
    "GET /things/:id": async ({ params }) => {
      if (params["id"] === "first") await release.promise;
      return json({ id: params["id"] });
    },
  });
  const connector = connectorOf({
    source: { baseUrl: api.url },
    url: "/things/{$args.id}",
    headers: [{ name: "authorization", from: "authorization" }],
    selection: "id",
  });
  const clock = createCountingClock();
  const settings = { maxConcurrentCalls: 1, maxQueuedCalls };
  const opened = openFetcher(connector, { upstreamUrl: api.url, source: settings, clock });
  const { coalescer, source } = opened;
  const first = { id: "first", args: { id: "first" }, this: {} };
  const running = [coalescer.fetchKeys(connector, [first], newRequestContext())];
  await api.hasReceived(1);
  let longestQueue = 0;
  for (const [index, ask] of planned.entries()) {
    const request = newRequestContext({ authorization: credentialOf(ask) });
    running.push(coalescer.fetchKeys(connector, keysOf([index]), { ...request, lane: ask.lane }));
    // oxlint-disable-next-line no-await-in-loop -- they come one after the other
    await nextTurn();
    const { urgent, normal, background } = source.snapshot().queued;
    longestQueue = Math.max(longestQueue, urgent + normal + background);
  }
  release.resolve();
  const [, ...outcomes] = (await Promise.all(running)).flat();
  await expectNothingLeft({ ...opened, clock });
  await source.close();
  const served = api.requests.slice(1).map(({ path }) => Number(path.split("/").at(-1)));
  return { outcomes, longestQueue, served };
}

function isRefused(outcome: Outcome): boolean {
  if (outcome.kind !== "error") return false;
  const { code, retryAfterMs = 0 } = outcome.error;
  return code === "SOURCE_OVERLOADED" && retryAfterMs > 0;
}

function indexesOf(outcomes: readonly Outcome[], claim: (outcome: Outcome) => boolean) {
  return outcomes.flatMap((outcome, index) => (claim(outcome) ? [index] : []));
}

function byLane(a: QueuedAsk, b: QueuedAsk): number {
  return rankOf(a.lane) - rankOf(b.lane);
}
