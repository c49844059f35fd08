import { describe, expect, onTestFinished, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import { connectorOf, type ConnectorTexts } from "../connectors/connector-fixture.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns, until } from "../support/until.ts";
import { type Answer, drop, json, startUpstream } from "../support/upstream.ts";
import { type FetcherOptions, openFetcher, summary } from "./support/fetcher.ts";
import { keyOf } from "./support/held-users.ts";

const idempotent = { header: "Idempotency-Key" };
const down = json({}, { status: 503 });

interface Setup {
  readonly options?: Partial<FetcherOptions>;
  readonly texts?: ConnectorTexts;
  /** What the source answers first; then it does what it is asked for. */
  readonly answers: readonly Answer[];
}

async function setUp({ options, texts, answers }: Setup) {
  const left = [...answers];
  const clock = createManualClock();
  const upstream = await startUpstream({ "POST /create": () => left.shift() ?? json("done") });
  onTestFinished(() => upstream.close());
  const connector = connectorOf({
    source: { baseUrl: upstream.url },
    place: { kind: "mutation", typeName: "Mutation", fieldName: "create" },
    method: "POST",
    url: "/create",
    ...texts,
  });
  const { coalescer, source } = openFetcher(connector, {
    upstreamUrl: upstream.url,
    clock,
    source: { retry: { attempts: 3, budget: 1, backoffMs: 100, maxBackoffMs: 100 } },
    ...options,
  });
  return {
    upstream,
    mutate: async (...ids: readonly number[]) =>
      summary(await coalescer.fetchKeys(connector, ids.map(keyOf), newRequestContext())),
    keys: () => upstream.requests.map(({ headers }) => headers["idempotency-key"]),
    /** Lets the time pass that a retry waits for, once so many calls have been answered. */
    retryAfter: async (count: number) => {
      await upstream.hasReceived(count);
      await until(() => source.snapshot().inFlight === 0);
      clock.advance(100);
    },
  };
}

describe("a mutation that is idempotent", () => {
  test("is not made again elsewhere, where its key is not known", async () => {
    const fallback = await startUpstream({ "POST /create": () => json("done twice") });
    onTestFinished(() => fallback.close());
    const { mutate, upstream } = await setUp({
      options: {
        idempotent,
        source: {
          fallbackUrls: [fallback.url],
          breaker: { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 },
          retry: { attempts: 3, budget: 1, backoffMs: 100, maxBackoffMs: 100 },
        },
      },
      answers: [down],
    });
    expect(await mutate(1)).toEqual(["CONNECTOR_FETCH"]);
    expect([upstream.asked.length, fallback.asked.length]).toEqual([1, 0]);
  });

  test("is made again when it fails on the way, with one key over all attempts", async () => {
    const { mutate, retryAfter, keys } = await setUp({
      options: { idempotent },
      answers: [down, drop()],
    });
    const answer = mutate(1);
    await retryAfter(1);
    await retryAfter(2);
    expect(await answer).toEqual(["done"]);
    const [key, ...others] = keys();
    expect(key).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    expect(others).toEqual([key, key]);
  });

  test("has another key than the next one, however alike the two are", async () => {
    const { mutate, keys } = await setUp({ options: { idempotent }, answers: [] });
    await mutate(1, 2);
    await mutate(1);
    expect(new Set(keys()).size).toBe(3);
  });

  test("keeps the key that the schema sends", async () => {
    const { mutate, keys } = await setUp({
      options: { idempotent },
      texts: { headers: [{ name: "Idempotency-Key", value: "order {$args.id}" }] },
      answers: [],
    });
    await mutate(7);
    expect(keys()).toEqual(["order 7"]);
  });

  test("may make no call at all", async () => {
    const { mutate, upstream } = await setUp({
      options: { idempotent },
      texts: { url: null, selection: "id: $args.id" },
      answers: [],
    });
    expect(await mutate(1)).toEqual([{ id: 1 }]);
    expect(upstream.asked).toEqual([]);
  });
});

test("any other mutation is made once, without a key", async () => {
  const { mutate, keys } = await setUp({ answers: [down] });
  expect(await mutate(1)).toEqual(["CONNECTOR_FETCH"]);
  await turns();
  expect(keys()).toEqual([undefined]);
});
