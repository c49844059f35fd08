import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { turns } from "../support/until.ts";
import {
  down,
  keysOf,
  minute,
  openFreshness,
  orders,
  times,
  users,
  valueOf,
} from "./support/open-freshness.ts";

describe("a value", () => {
  test("is served until just before its ttl ends, and asked for anew when it has ended", async () => {
    const { ask, clock, asked } = openFreshness();
    await ask([1]);
    clock.advance(minute - 1);
    expect(times(await ask([1]))).toEqual([0]);
    clock.advance(1);
    expect(times(await ask([1]))).toEqual([minute]);
    expect(asked).toEqual([["1"], ["1"]]);
  });

  test("is fresh for up to a tenth less, by chance", async () => {
    const { ask, clock, asked } = openFreshness({ random: () => 1 });
    await ask([1]);
    clock.advance(0.9 * minute - 1);
    await ask([1]);
    expect(asked.length).toBe(1);
    clock.advance(1);
    await ask([1]);
    expect(asked.length).toBe(2);
  });

  test("of a key is served beside those that are fetched, without waiting for them", async () => {
    const held = Promise.withResolvers<void>();
    const { freshness, ask } = openFreshness({
      say: async ({ id }) => {
        if (id === "2") await held.promise;
        return { outcome: valueOf({ id, at: 0 }) };
      },
    });
    await ask([1]);
    const mixed = ask([1, 2, 3]);
    const answers = await freshness.answerKeys(users, keysOf(1, 2), newRequestContext());
    expect(answers[0]).toMatchObject({ kind: "value", freshness: { isHit: true } });
    expect(answers[1]).toBeInstanceOf(Promise);
    held.resolve();
    expect(times(await mixed)).toEqual([0, 0, 0]);
    await answers[1];
  });

  test("says when it was fetched, how long it is fresh, and whether it was kept", async () => {
    const { ask, clock } = openFreshness();
    const fetchedAtMs = clock.dateMs();
    const told = { fetchedAtMs, freshUntilMs: fetchedAtMs + minute, isPrivate: false };
    expect((await ask([1]))[0]).toMatchObject({
      freshness: { ...told, isHit: false, stale: undefined },
    });
    clock.advance(5);
    expect((await ask([1]))[0]).toMatchObject({
      freshness: { ...told, isHit: true, stale: undefined },
    });
  });

  test("is the same object for all who get it", async () => {
    const { ask } = openFreshness();
    await ask([1]);
    const [one] = await ask([1]);
    const [other] = await ask([1]);
    expect(one).toBe(other);
  });

  test("is kept for its caller alone where the connector reads who asks", async () => {
    const { ask, asked } = openFreshness();
    const anna = { headers: { authorization: "anna" } };
    const ben = { headers: { authorization: "ben" } };
    await ask([1], anna, orders);
    await ask([1], ben, orders);
    const [again] = await ask([1], anna, orders);
    expect(again).toMatchObject({ freshness: { isHit: true, isPrivate: true } });
    expect(asked.length).toBe(2);
  });

  test("from a clock that was set back since is not trusted", async () => {
    const { ask, clock, asked } = openFreshness({
      say: () => ({
        outcome: valueOf({ at: 0 }),
        facts: { fetchedAtMs: clock.dateMs() + 1001 },
      }),
    });
    await ask([1]);
    await ask([1]);
    expect(asked.length).toBe(2);
    clock.advance(1);
    await ask([1]);
    expect(asked.length).toBe(2);
  });
});

describe("while it is asked for anew", () => {
  const rules = { staleWhileRevalidateMs: minute };

  test("a stale value is served at once, and said to be stale; one refresh runs, in the background", async () => {
    const { ask, clock, asked, requests } = openFreshness({ rules });
    await ask([1]);
    clock.advance(minute);
    const served = (await Promise.all([ask([1]), ask([1])])).flat();
    expect(served[0]).toMatchObject({
      freshness: { isHit: true, stale: { kind: "revalidating" } },
    });
    expect(times(served)).toEqual([0, 0]);
    await turns();
    expect(asked).toEqual([["1"], ["1"]]);
    expect(requests[1]).toMatchObject({
      lane: "background",
      signal: undefined,
      deadlineMs: minute + 10_000,
    });
    expect(times(await ask([1]))).toEqual([minute]);
  });

  test("a value is served until just before the allowance ends", async () => {
    const { ask, clock } = openFreshness({ rules });
    await ask([1]);
    clock.advance(2 * minute - 1);
    expect(times(await ask([1]))).toEqual([0]);
  });

  test("a value is not served any more when the allowance has ended", async () => {
    const { ask, clock } = openFreshness({ rules });
    await ask([1]);
    clock.advance(2 * minute);
    expect(times(await ask([1]))).toEqual([2 * minute]);
  });

  test("the refreshes of one batch are one batch", async () => {
    const { ask, clock, asked } = openFreshness({ rules });
    await ask([1, 2, 3]);
    clock.advance(minute);
    await ask([1, 2, 3]);
    await turns();
    expect(asked).toEqual([
      ["1", "2", "3"],
      ["1", "2", "3"],
    ]);
  });

  test("a refresh that has failed is not tried again for a second", async () => {
    let isDown = false;
    const { ask, clock, asked } = openFreshness({
      rules,
      say: () => ({ outcome: isDown ? down : valueOf({ at: clock.nowMs() }) }),
    });
    await ask([1]);
    isDown = true;
    clock.advance(minute);
    await ask([1]);
    await turns();
    clock.advance(999);
    expect(times(await ask([1]))).toEqual([0]);
    await turns();
    expect(asked.length).toBe(2);
    isDown = false;
    clock.advance(1);
    await ask([1]);
    await turns();
    expect(times(await ask([1]))).toEqual([minute + 1000]);
  });
});

describe("shortly before its end", () => {
  const took = { facts: { tookMs: 1000 } };

  test("a value is asked for anew by chance, and served meanwhile", async () => {
    let chance = 0;
    const opened = openFreshness({
      random: () => chance,
      say: () => ({ outcome: valueOf({ at: opened.clock.nowMs() }), ...took }),
    });
    const { ask, clock, asked } = opened;
    await ask([1]);
    clock.advance(minute - 2000);
    // The chance of being asked for with 2 s left of what takes 1 s is e^-2.
    chance = 0.14;
    await ask([1]);
    await turns();
    expect(asked.length).toBe(1);
    chance = 0.13;
    expect(await ask([1])).toMatchObject([{ freshness: { isHit: true, stale: undefined } }]);
    await turns();
    expect(asked.length).toBe(2);
    expect(times(await ask([1]))).toEqual([minute - 2000]);
  });

  test("a value is not asked for anew before the last tenth of its ttl", async () => {
    let chance = 0;
    const opened = openFreshness({
      random: () => chance,
      say: () => ({ outcome: valueOf({ at: 0 }), facts: { tookMs: 1_000_000 } }),
    });
    const { ask, clock, asked } = opened;
    await ask([1]);
    chance = 0.5;
    clock.advance(0.9 * minute - 1);
    await ask([1]);
    await turns();
    expect(asked.length).toBe(1);
    clock.advance(1);
    await ask([1]);
    await turns();
    expect(asked.length).toBe(2);
  });
});

describe("where the source fails", () => {
  const rules = { staleIfErrorMs: minute };

  function openFailing(error: GatewayError) {
    let isDown = false;
    const opened = openFreshness({
      rules,
      say: () => ({
        outcome: isDown ? { kind: "error", error } : valueOf({ at: opened.clock.nowMs() }),
      }),
    });
    return { ...opened, fail: () => (isDown = true), heal: () => (isDown = false) };
  }

  test.each([
    "HTTP_CLIENT_ERROR",
    "GATEWAY_TIMEOUT",
    "CIRCUIT_OPEN",
    "RATE_LIMITED",
    "SOURCE_OVERLOADED",
    "CONNECTOR_RESPONSE_INVALID",
    "RESPONSE_TOO_LARGE",
  ] as const)("with %s, a stale value is served, and said why", async (code) => {
    const error = new GatewayError(code, "no");
    const { ask, clock, fail } = openFailing(error);
    await ask([1]);
    fail();
    clock.advance(2 * minute - 1);
    expect(await ask([1])).toMatchObject([
      { kind: "value", value: { at: 0 }, freshness: { stale: { kind: "error", error } } },
    ]);
  });

  test("a value is not served any more when the allowance has ended", async () => {
    const { ask, clock, fail } = openFailing(new GatewayError("CIRCUIT_OPEN", "no"));
    await ask([1]);
    fail();
    clock.advance(2 * minute);
    expect(times(await ask([1]))).toEqual(["error"]);
  });

  test.each([503, 599])("with status %d, a stale value is served", async (status) => {
    const error = new GatewayError("CONNECTOR_FETCH", "no", { extensions: { http: { status } } });
    const { ask, clock, fail } = openFailing(error);
    await ask([1]);
    fail();
    clock.advance(minute);
    expect(times(await ask([1]))).toEqual([0]);
  });

  test.each([401, 404, 410])("status %d is its answer, and ends what is kept", async (status) => {
    const error = new GatewayError("CONNECTOR_FETCH", "no", { extensions: { http: { status } } });
    const { ask, clock, fail, memory } = openFailing(error);
    await ask([1]);
    fail();
    clock.advance(minute);
    expect(times(await ask([1]))).toEqual(["error"]);
    expect(memory.count).toBe(0);
  });

  test.each(["TOO_MANY_CALLS", "REQUEST_ABORTED", "CONNECTOR_REQUEST_INVALID"] as const)(
    "%s is the request's own failure: it is told, and what is kept stays",
    async (code) => {
      const { ask, clock, fail, memory } = openFailing(new GatewayError(code, "no"));
      await ask([1]);
      fail();
      clock.advance(minute);
      expect(times(await ask([1]))).toEqual(["error"]);
      expect(memory.count).toBe(1);
    },
  );

  test("a failure is not kept as a value", async () => {
    const { ask, fail, heal, asked } = openFailing(new GatewayError("GATEWAY_TIMEOUT", "no"));
    fail();
    expect(times(await ask([1]))).toEqual(["error"]);
    heal();
    expect(times(await ask([1]))).toEqual([0]);
    expect(asked.length).toBe(2);
  });
});

describe("what is missing", () => {
  test("is remembered for missingTtl", async () => {
    const { ask, clock, asked } = openFreshness({ rules: { missingTtlMs: 1000 }, say: sayMissing });
    await ask([1]);
    clock.advance(999);
    expect(await ask([1])).toMatchObject([{ kind: "missing", freshness: { isHit: true } }]);
    clock.advance(1);
    await ask([1]);
    expect(asked.length).toBe(2);
  });

  test("is not remembered without one", async () => {
    const { ask, asked, memory } = openFreshness({ say: sayMissing });
    await ask([1]);
    await ask([1]);
    expect(asked.length).toBe(2);
    expect(memory.count).toBe(0);
  });

  test("ends what was kept of it", async () => {
    let isGone = false;
    const { ask, clock, memory } = openFreshness({
      rules: { staleIfErrorMs: minute },
      say: () => ({ outcome: isGone ? { kind: "missing" } : valueOf({ at: 0 }) }),
    });
    await ask([1]);
    isGone = true;
    clock.advance(minute);
    expect(times(await ask([1]))).toEqual(["missing"]);
    expect(memory.count).toBe(0);
  });
});

const sayMissing = () => ({ outcome: { kind: "missing" } as const });
