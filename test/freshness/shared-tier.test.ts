import { describe, expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import type { Leases } from "../../src/freshness/leases.ts";
import { SharedTier } from "../../src/freshness/shared-tier.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { MemoryEntries } from "./support/memory-entries.ts";
import { valueOf } from "./support/open-freshness.ts";
import { everybody } from "./support/memory-leases.ts";
import { deadlineMs, leaseWaitMs, openReplicas } from "./support/open-replicas.ts";

const minute = 60_000;

/** A source that answers once it is let go. */
function heldSource() {
  const held = Promise.withResolvers<void>();
  return {
    letGo: () => held.resolve(),
    say: async ({ id }: { readonly id: string }) => {
      await held.promise;
      return { outcome: valueOf(id) };
    },
  };
}

/** The values, or what the outcomes are else. */
function values(outcomes: readonly Outcome[]): readonly unknown[] {
  return outcomes.map((outcome) => (outcome.kind === "value" ? outcome.value : outcome.kind));
}

describe("two replicas", () => {
  test("fetch a key once for both, one after the other", async () => {
    const { one, two } = openReplicas();
    const [fetched] = await one.ask([1]);
    const [found] = await two.ask([1]);
    expect(two.asked).toEqual([]);
    expect(found).toMatchObject({ freshness: { isHit: true, stale: undefined } });
    expect(found).toMatchObject({ value: { at: 0 } });
    expect(fetched).toMatchObject({ value: { at: 0 }, freshness: { isHit: false } });
  });

  test("look for it in the store once: then it is in their memory", async () => {
    const { one, two, store } = openReplicas();
    await one.ask([1]);
    await two.ask([1]);
    const looks = store.looks.length;
    await two.ask([1]);
    expect(store.looks.length).toBe(looks);
  });

  test("look for what many of their requests want at the same time once, and not while it is fetched", async () => {
    const { say, letGo } = heldSource();
    const { one, two, store, pass } = openReplicas({ say });
    const early = [one.ask([1]), one.ask([1, 2]), one.ask([2])];
    await turns();
    // For each look there is another one, when the lease is there.
    expect(store.looks.length).toBe(4);
    const late = [one.ask([1, 2]), one.ask([1])];
    const others = [two.ask([1]), two.ask([1]), two.ask([1])];
    await turns();
    expect(store.looks.length).toBe(5);
    await pass(10);
    expect(store.looks.length).toBe(6);
    letGo();
    await pass(100);
    const answers = await Promise.all([...early, ...late, ...others]);
    expect(answers.map(values)).toEqual([
      ["1"],
      ["1", "2"],
      ["2"],
      ["1", "2"],
      ["1"],
      ["1"],
      ["1"],
      ["1"],
    ]);
    expect(two.asked).toEqual([]);
  });

  test("fetch a key once for both, at the same time", async () => {
    const { say, letGo } = heldSource();
    const { one, two, pass } = openReplicas({ say });
    const first = one.ask([1]);
    await turns();
    const second = two.ask([1]);
    await pass(500);
    letGo();
    await pass(100);
    expect(values([...(await first), ...(await second)])).toEqual(["1", "1"]);
    expect([one.asked, two.asked]).toEqual([[["1"]], []]);
  });

  test("each answer all keys of a batch, whoever has them", async () => {
    const { one, two, storeKeyOf, leases, pass } = openReplicas();
    await one.ask([1]);
    await leases.of("three").acquire([await storeKeyOf(2)]);
    const answers = two.ask([2, 1, 3]);
    await turns();
    // What is its own does not wait for what another one is at.
    expect(two.asked).toEqual([["3"]]);
    await pass(leaseWaitMs);
    expect(values(await answers)).toMatchObject([{ id: "2" }, { id: "1" }, { id: "3" }]);
    expect(two.asked).toEqual([["3"], ["2"]]);
  });
});

describe("a stale value", () => {
  const rules = { staleWhileRevalidateMs: minute };

  test("that the other replica has renewed is taken from there, and not asked for again", async () => {
    const { one, two, clock } = openReplicas({ rules });
    await one.ask([1]);
    await two.ask([1]);
    clock.advance(minute);
    await one.ask([1]);
    await turns();
    expect(one.asked.length).toBe(2);

    expect(await two.ask([1])).toMatchObject([{ freshness: { stale: { kind: "revalidating" } } }]);
    await turns();
    expect(await two.ask([1])).toMatchObject([
      { value: { at: minute }, freshness: { isHit: true, stale: undefined } },
    ]);
    expect(two.asked).toEqual([]);
  });

  test("that the other replica is renewing is left to it, for a while", async () => {
    const { one, two, leases, store, storeKeyOf, pass, clock } = openReplicas({ rules });
    await one.ask([1]);
    await two.ask([1]);
    clock.advance(minute);
    const key = await storeKeyOf(1);
    await leases.of("three").acquire([key]);
    await two.ask([1]);
    await turns();
    const looks = store.looks.length;
    // Not each reader asks whether the other one is done.
    await two.ask([1]);
    await turns();
    expect(store.looks.length).toBe(looks);
    await pass(50);
    leases.of("three").release([key]);
    await two.ask([1]);
    await turns();
    expect(two.asked).toEqual([["1"]]);
  });

  test("that went from memory meanwhile is renewed from there as well", async () => {
    const { one, two, clock } = openReplicas({ rules });
    await one.ask([1]);
    await two.ask([1]);
    clock.advance(minute);
    await one.ask([1], { maxAgeMs: 0 });
    const stale = two.ask([1]);
    two.memory.clear();
    expect(await stale).toMatchObject([{ freshness: { stale: { kind: "revalidating" } } }]);
    await turns();
    expect(await two.ask([1])).toMatchObject([{ value: { at: minute } }]);
    expect(two.asked).toEqual([]);
  });

  test("in the store is served, and asked for anew", async () => {
    const { one, two, clock } = openReplicas({ rules });
    await one.ask([1]);
    clock.advance(minute);
    expect(await two.ask([1])).toMatchObject([
      { value: { at: 0 }, freshness: { stale: { kind: "revalidating" } } },
    ]);
    await turns();
    expect(two.asked).toEqual([["1"]]);
    expect(await two.ask([1])).toMatchObject([{ value: { at: minute } }]);
  });

  test("in the store stands in for a source that fails", async () => {
    let isDown = false;
    const { one, two, clock } = openReplicas({
      rules: { staleIfErrorMs: minute },
      say: () => ({ outcome: isDown ? down : valueOf("kept") }),
    });
    await one.ask([1]);
    clock.advance(minute);
    isDown = true;
    expect(await two.ask([1])).toMatchObject([
      { value: "kept", freshness: { stale: { kind: "error" } } },
    ]);
  });
});

const down: Outcome = { kind: "error", error: new GatewayError("CIRCUIT_OPEN", "down") };

describe("what another replica is fetching", () => {
  test("is fetched here once that one has given it up", async () => {
    const { say, letGo } = heldSource();
    const { one, two, pass } = openReplicas({
      say: async (key) => {
        await say(key);
        return { outcome: down };
      },
    });
    const first = one.ask([1]);
    await turns();
    const second = two.ask([1]);
    await pass(100);
    expect(two.asked).toEqual([]);
    letGo();
    await pass(100);
    expect(values([...(await first), ...(await second)])).toEqual(["error", "error"]);
    expect(two.asked).toEqual([["1"]]);
  });

  test("is fetched here when that takes too long", async () => {
    const { leases, storeKeyOf, two, pass } = openReplicas();
    await leases.of("three").acquire([await storeKeyOf(1)]);
    let isAnswered = false;
    const answer = two.ask([1]).finally(() => (isAnswered = true));
    await turns();
    await pass(leaseWaitMs - 10);
    expect(isAnswered).toBe(false);
    await pass(10);
    expect(values(await answer)).toEqual([{ id: "1", at: leaseWaitMs }]);
  });

  test("is not waited for by who has gone", async () => {
    const { leases, storeKeyOf, two } = openReplicas();
    await leases.of("three").acquire([await storeKeyOf(1)]);
    const controller = new AbortController();
    const answer = two.ask([1], { signal: controller.signal });
    await turns();
    controller.abort();
    await answer;
    // Whether anybody still wants it, the layer below knows.
    expect(two.asked).toEqual([["1"]]);
  });

  test("is used where it comes between the look and the lease", async () => {
    const { one, two, leases } = openReplicas({
      leasesOfTwo: {
        acquire: async (keys) => {
          await one.ask([1]);
          return keys.map(() => true);
        },
        release: (keys) => released.push(...keys),
        waive: () => {},
      },
    });
    const released: string[] = [];
    expect(values(await two.ask([1]))).toEqual([{ id: "1", at: 0 }]);
    expect(two.asked).toEqual([]);
    // What is not needed is given back.
    expect(released.length).toBe(1);
    expect(leases.holder(released[0] ?? "")).toBeUndefined();
  });
});

describe("what comes here while the store is asked", () => {
  test("is used, though this process might fetch it, too", async () => {
    const granted = Promise.withResolvers<void>();
    const released: string[] = [];
    const { two } = openReplicas({
      leasesOfTwo: {
        acquire: async (keys) => {
          await granted.promise;
          return keys.map(() => true);
        },
        release: (keys) => released.push(...keys),
        waive: () => {},
      },
    });
    const waiting = two.ask([1]);
    await turns();
    await two.ask([1], { maxAgeMs: 0 });
    released.length = 0;
    granted.resolve();
    expect(await waiting).toMatchObject([{ freshness: { isHit: true } }]);
    expect(two.asked.length).toBe(1);
    expect(released.length).toBe(1);
  });
});

test("who closes waits until what came is stored, and given up", async () => {
  const { leases, clock } = openReplicas();
  const stored = Promise.withResolvers<void>();
  const entries = Object.assign(new MemoryEntries(), { isUp: true, isWhole: true });
  const store = Object.assign(entries, { deleteMany: () => stored.promise });
  const own = leases.of("one");
  const shared = new SharedTier({ store, leases: own, clock, deadlineMs, leaseWaitMs });
  await own.acquire(["a"]);
  const wanted = { key: { id: "1", args: {}, this: {} }, entryKey: "a", entry: undefined };
  shared.write({ fresh: [], gone: ["a"], asked: [wanted] });
  let isSettled = false;
  const settled = shared.settle().then(() => (isSettled = true));
  await turns();
  expect(isSettled).toBe(false);
  expect(leases.holder("a")).toBe("one");
  stored.resolve();
  await settled;
  expect(leases.holder("a")).toBe(everybody);
});

describe("a caller who wants nothing that is kept", () => {
  test("does not look in the store, and renews it for the others", async () => {
    const { one, two, store, clock } = openReplicas();
    await one.ask([1]);
    clock.advance(10);
    const looks = store.looks.length;
    await one.ask([1], { maxAgeMs: 0 });
    expect(store.looks.length).toBe(looks);
    expect(values(await two.ask([1]))).toEqual([{ id: "1", at: 10 }]);
    expect(two.asked).toEqual([]);
  });
});

describe("what must not be kept any more", () => {
  test("goes from the store, too", async () => {
    let isSecret = false;
    const { one, two } = openReplicas({
      say: () => ({ outcome: valueOf("it"), facts: { noStore: isSecret } }),
    });
    await one.ask([1]);
    isSecret = true;
    await one.ask([1], { maxAgeMs: 0 });
    await two.ask([1]);
    expect(two.asked).toEqual([["1"]]);
  });
});

describe("where nobody can say who fetches what, each does:", () => {
  const hanging: Leases = {
    acquire: () => new Promise(() => {}),
    release: () => {},
    waive: () => {},
  };
  const refusing: Leases = {
    acquire: () => Promise.reject(new Error("gone")),
    release: () => {},
    waive: () => {},
  };

  test("the store is down", async () => {
    const { two, leases, storeKeyOf } = openReplicas({ isUp: false });
    // Whoever might be at it: nobody would see what comes of it.
    await leases.of("three").acquire([await storeKeyOf(1)]);
    await two.ask([1]);
    expect(two.asked).toEqual([["1"]]);
  });

  test("leases fail", async () => {
    const { two } = openReplicas({ leasesOfTwo: refusing });
    await two.ask([1]);
    expect(two.asked).toEqual([["1"]]);
  });

  test("there are no leases", async () => {
    const { two } = openReplicas({ leasesOfTwo: null });
    await two.ask([1]);
    expect(two.asked).toEqual([["1"]]);
  });

  test("leases hang: for no longer than the deadline", async () => {
    const { two, pass } = openReplicas({ leasesOfTwo: hanging });
    const answer = two.ask([1]);
    await pass(deadlineMs - 10);
    expect(two.asked).toEqual([]);
    await pass(10);
    await answer;
    expect(two.asked).toEqual([["1"]]);
  });

  test("a lease that is refused too late", async () => {
    const late = Promise.withResolvers<readonly boolean[]>();
    const { two, pass } = openReplicas({
      leasesOfTwo: { acquire: () => late.promise, release: () => {}, waive: () => {} },
    });
    const answer = two.ask([1]);
    await pass(deadlineMs);
    late.resolve([false]);
    expect(values(await answer)).toEqual([{ id: "1", at: deadlineMs }]);
  });

  test("without leases, nobody is waited for", async () => {
    const store = Object.assign(new MemoryEntries(), { isUp: true, isWhole: true });
    const clock = createManualClock();
    const shared = new SharedTier({ store, leases: undefined, clock, deadlineMs, leaseWaitMs });
    const waits = shared.wait(["a", "b"], () => true);
    expect(await Promise.all(waits)).toEqual([undefined, undefined]);
  });
});
