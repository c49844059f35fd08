import { describe, expect, test } from "vitest";

import { awaitEntries, type AwaitEntriesOptions } from "../../src/freshness/await-entries.ts";
import type { Entry } from "../../src/freshness/entry.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { MemoryEntries } from "./support/memory-entries.ts";
import { everybody, MemoryLeases } from "./support/memory-leases.ts";

function entryOf(value: string, freshUntilMs = Number.POSITIVE_INFINITY): Entry {
  return {
    outcome: { kind: "value", value },
    fetchedAtMs: 0,
    freshUntilMs,
    revalidateUntilMs: freshUntilMs,
    errorUntilMs: freshUntilMs,
    keepUntilMs: freshUntilMs,
    tookMs: 1,
    validators: undefined,
    position: 0,
  };
}

/** What owners share, of which the other one holds the leases of a and b. */
async function openShared() {
  const clock = createManualClock();
  const store = new MemoryEntries();
  const leases = new MemoryLeases({ clock, leaseMs: 5000 });
  const other = leases.of("other");
  await other.acquire(["a", "b"]);
  return { clock, store, leases, other };
}

/** Waits for keys, with the options that `vary` makes. */
async function start(
  keys = ["a", "b"],
  vary: (
    shared: Awaited<ReturnType<typeof openShared>>,
  ) => Partial<AwaitEntriesOptions> = () => ({}),
) {
  const shared = await openShared();
  const { clock, store, leases } = shared;
  const settled: Record<string, Entry | undefined> = {};
  const all = awaitEntries(keys, {
    store,
    leases: leases.of("own"),
    clock,
    waitMs: 1000,
    isGood: ({ freshUntilMs }) => freshUntilMs > clock.dateMs(),
    ...vary(shared),
  });
  for (const [index, key] of keys.entries()) {
    void all[index]?.then((entry) => (settled[key] = entry));
  }
  return {
    ...shared,
    settled,
    /** Lets time pass, and what falls due in it happen. */
    pass: async (durationMs: number) => {
      for (let left = durationMs; left > 0; left -= 5) {
        clock.advance(Math.min(5, left));
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await turns(2);
      }
    },
    /** How many timers there are. */
    left: () => clock.timerCount(),
  };
}

describe("what somebody else fetches", () => {
  test("is given as soon as it is stored, each key for itself", async () => {
    const { store, settled, pass, left } = await start();
    await store.setMany([{ key: "b", entry: entryOf("B") }]);
    expect(settled).toEqual({});
    await pass(10);
    expect(settled).toEqual({ b: entryOf("B") });
    await store.setMany([{ key: "a", entry: entryOf("A") }]);
    await pass(20);
    expect(settled).toEqual({ a: entryOf("A"), b: entryOf("B") });
    expect(left()).toBe(0);
  });

  test("is looked for with growing pauses, and no longer once it is there", async () => {
    const { store, pass } = await start();
    await pass(9);
    expect(store.looks).toEqual([]);
    await pass(1);
    expect(store.looks).toEqual([["a", "b"]]);
    await store.setMany([{ key: "a", entry: entryOf("A") }]);
    await pass(20);
    expect(store.looks.slice(1)).toEqual([["a", "b"]]);
    await pass(40);
    expect(store.looks.slice(2)).toEqual([["b"]]);
    await pass(200);
    expect(store.looks.slice(3)).toEqual([["b"], ["b"], ["b"], ["b"]]);
  });

  test("is not what was stored before and is no good any more", async () => {
    const { clock, store, settled, pass } = await start(["a"]);
    await store.setMany([{ key: "a", entry: entryOf("old", clock.dateMs() - 1) }]);
    await pass(100);
    expect(settled).toEqual({});
    const fresh = entryOf("new", clock.dateMs() + 60_000);
    await store.setMany([{ key: "a", entry: fresh }]);
    await pass(50);
    expect(settled).toEqual({ a: fresh });
  });
});

describe("is fetched here", () => {
  test("once its lease is given up without an entry: then it is ours", async () => {
    const { leases, other, settled, pass } = await start();
    other.release(["a"]);
    await pass(10);
    expect(settled).toEqual({ a: undefined });
    expect(settled).toHaveProperty("a");
    expect(leases.holder("a")).toBe("own");
    expect(leases.holder("b")).toBe("other");
  });

  test("by all who wait, once its lease is given up as nothing can be stored", async () => {
    const { leases, other, clock, store, settled, pass } = await start(["a"]);
    const options = { store, leases: leases.of("third"), clock, waitMs: 1000, isGood: () => true };
    let isThirdTold = false;
    void awaitEntries(["a"], options)[0]?.then(() => (isThirdTold = true));
    other.waive(["a"]);
    await pass(10);
    expect(settled).toEqual({ a: undefined });
    expect(settled).toHaveProperty("a");
    expect(isThirdTold).toBe(true);
    expect(leases.holder("a")).toBe(everybody);
  });

  test("once its lease has ended because its holder is gone", async () => {
    const { leases, settled, pass } = await start(["a"], () => ({ waitMs: 20_000 }));
    await pass(5050);
    expect(settled).toEqual({ a: undefined });
    expect(leases.holder("a")).toBe("own");
  });

  test("not when it was stored just before its lease was given up; then that is given back", async () => {
    const { leases, settled, pass } = await start(["a"], (shared) => {
      const own = shared.leases.of("own");
      return {
        leases: {
          ...own,
          async acquire(keys) {
            await shared.store.setMany([{ key: "a", entry: entryOf("A") }]);
            shared.other.release(keys);
            return await own.acquire(keys);
          },
        },
      };
    });
    await pass(10);
    expect(settled).toEqual({ a: entryOf("A") });
    expect(leases.holder("a")).toBeUndefined();
  });

  test("when the other one takes longer than a request may wait", async () => {
    const { leases, settled, pass, left } = await start();
    await pass(999);
    expect(settled).toEqual({});
    await pass(1);
    expect(settled).toEqual({ a: undefined, b: undefined });
    expect(Object.keys(settled)).toEqual(["a", "b"]);
    expect(leases.holder("a")).toBe("other");
    expect(left()).toBe(0);
  });

  test("at once when the store fails", async () => {
    const store = { getMany: () => Promise.reject(new Error("down")) };
    const { settled, pass, left } = await start(undefined, () => ({ store }));
    await pass(10);
    expect(Object.keys(settled)).toEqual(["a", "b"]);
    expect(left()).toBe(0);
  });

  test("at once when the leases fail", async () => {
    const leases = {
      acquire: () => Promise.reject(new Error("down")),
      release: () => undefined,
      waive: () => undefined,
    };
    const { settled, pass, left } = await start(undefined, () => ({ leases }));
    await pass(10);
    expect(Object.keys(settled)).toEqual(["a", "b"]);
    expect(left()).toBe(0);
  });
});

test("a lease that comes when nobody waits any more is given back", async () => {
  const { leases, settled, pass } = await start(["a"], (shared) => {
    const own = shared.leases.of("own");
    return {
      leases: {
        ...own,
        async acquire(keys) {
          shared.other.release(keys);
          const granted = await own.acquire(keys);
          shared.clock.advance(1000);
          return granted;
        },
      },
    };
  });
  await pass(10);
  expect(Object.keys(settled)).toEqual(["a"]);
  expect(leases.holder("a")).toBeUndefined();
});

describe("nothing is waited for", () => {
  test("where nothing is asked for", async () => {
    const { left } = await start([]);
    expect(left()).toBe(0);
  });
});
