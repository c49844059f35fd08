import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

import type { EntryStore } from "../../src/freshness/entry-store.ts";
import { GuardedStore } from "../../src/freshness/guarded-store.ts";
import { type Clock, systemClock } from "../../src/kernel/clock.ts";
import { keptLog } from "../fleet/log-lines.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { describeWithRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { turns } from "../support/until.ts";
import { testStoreContract } from "./store-contract.ts";
import { MemoryEntries } from "./support/memory-entries.ts";
import { openStore } from "./support/open-store.ts";
import { someEntry } from "./support/some-entry.ts";

const down = "the shared cache fails: sources are asked instead";
const back = "the shared cache is back";
const entry = someEntry(1, 0);

/** A store that does what it is told to: answers, fails or hangs. */
class MoodyStore extends MemoryEntries {
  mood: "good" | "failing" | "hanging" = "good";
  asked = 0;

  override getMany(keys: readonly string[]) {
    return this.#do(() => super.getMany(keys));
  }

  override setMany(entries: Parameters<EntryStore["setMany"]>[0]) {
    return this.#do(() => super.setMany(entries));
  }

  override deleteMany(keys: readonly string[]) {
    return this.#do(() => super.deleteMany(keys));
  }

  override close() {
    return this.#do(() => super.close());
  }

  #do<Value>(work: () => Promise<Value>): Promise<Value> {
    this.asked++;
    if (this.mood === "failing") return Promise.reject(new Error("no"));
    return this.mood === "hanging" ? new Promise(() => {}) : work();
  }
}

function guard(store: EntryStore, clock: Clock) {
  const kept = keptLog();
  const told: string[] = [];
  const events = {
    failed: (operation: string, failure: string) => void told.push(`${operation} ${failure}`),
  };
  const guarded = new GuardedStore({ store, deadlineMs: 50, clock, log: kept.log, events });
  return { ...kept, told, guarded };
}

function openMoody() {
  const clock = createManualClock();
  const store = new MoodyStore();
  const { guarded, ...rest } = guard(store, clock);
  const get = () => guarded.getMany(["one"]);
  const set = () => guarded.setMany([{ key: "one", entry }]);
  return { clock, store, guarded, get, set, ...rest };
}

describe("a guarded store", () => {
  test("gives nothing and rejects nothing while the store fails, and soon asks it no more", async () => {
    const { store, get, set, guarded, told } = openMoody();
    store.mood = "failing";
    for (let times = 0; times < 5; times++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await get()).toEqual([undefined]);
    }
    expect(store.asked).toBe(3);
    expect(guarded.isUp).toBe(false);
    await guarded.deleteMany(["one"]);
    expect(store.asked).toBe(3);
    await set();
    expect(store.asked).toBe(4);
    expect(told).toEqual([
      "get error",
      "get error",
      "get error",
      "get refused",
      "get refused",
      "delete refused",
      "set error",
    ]);
  });

  test("waits no longer than its deadline", async () => {
    const { store, clock, get, set, guarded, told } = openMoody();
    store.mood = "hanging";
    const all = Promise.all([get(), set(), guarded.deleteMany(["one"])]);
    clock.advance(49);
    await turns();
    expect(told).toEqual([]);
    clock.advance(1);
    expect(await all).toEqual([[undefined], undefined, undefined]);
    expect(told.toSorted()).toEqual(["delete timeout", "get timeout", "set timeout"]);
    expect(clock.timerCount()).toBe(0);
  });

  test("tries again after a while, and says once that it is down and once that it is back", async () => {
    const { store, clock, get, set, guarded, messages } = openMoody();
    store.mood = "failing";
    await Promise.all([get(), get(), get(), get(), set(), set(), set(), set()]);
    clock.advance(250);
    await Promise.all([get(), get(), set()]);
    store.mood = "good";
    clock.advance(499);
    await get();
    expect(guarded.isUp).toBe(false);
    clock.advance(1);
    await get();
    expect(guarded.isUp).toBe(true);
    expect(guarded.isWhole).toBe(false);
    await set();
    expect(guarded.isWhole).toBe(true);
    clock.advance(2999);
    expect(await get()).toEqual([entry]);
    // It may not be for long.
    expect(messages()).toEqual([down]);
    clock.advance(1);
    expect(await get()).toEqual([entry]);
    expect(messages()).toEqual([down, back]);
  });

  test("says little of a store that is quick alone and late under load", async () => {
    const { store, clock, get, messages } = openMoody();
    for (let nowMs = 0; nowMs < 120_000; nowMs += 10) {
      store.mood = "good";
      // oxlint-disable-next-line no-await-in-loop -- in turns
      await get();
      store.mood = "failing";
      // oxlint-disable-next-line no-await-in-loop -- in turns
      await Promise.all([get(), get(), get(), get()]);
      clock.advance(10);
    }
    expect(messages()).toEqual([down]);
    // It is asked, once in a while.
    expect(store.asked).toBeLessThan(150);
  });

  test("goes on reading from a store that takes no more", async () => {
    const { store, get, set, guarded, messages } = openMoody();
    await set();
    for (let times = 0; times < 10; times++) {
      store.mood = "failing";
      // oxlint-disable-next-line no-await-in-loop -- in turns
      await set();
      store.mood = "good";
      // oxlint-disable-next-line no-await-in-loop -- in turns
      expect(await get()).toEqual([entry]);
    }
    expect(guarded.isUp).toBe(true);
    expect(guarded.isWhole).toBe(false);
    expect(messages()).toEqual([down]);
    expect(store.asked).toBe(1 + 3 + 10);
  });

  test("has no more under way than it may, also of what nobody waits for", async () => {
    const { store, get, told } = openMoody();
    store.mood = "hanging";
    void Promise.all(Array.from({ length: 600 }, get));
    await turns();
    expect(store.asked).toBe(512);
    expect(told).toEqual(Array.from({ length: 88 }, () => "get refused"));
  });

  test("closes although operations hang and the store does, too", async () => {
    const { store, clock, get, guarded, messages } = openMoody();
    store.mood = "hanging";
    const waiting = Promise.all([get(), get(), get()]);
    const closed = guarded.close();
    await turns();
    clock.advance(50);
    await closed;
    expect(await waiting).toEqual([[undefined], [undefined], [undefined]]);
    expect(await get()).toEqual([undefined]);
    expect(guarded.isUp).toBe(false);
    expect(messages()).toEqual([]);
  });

  test("needs nobody to listen", async () => {
    const store = new MoodyStore();
    store.mood = "failing";
    const { log } = keptLog();
    const guarded = new GuardedStore({ store, deadlineMs: 50, clock: systemClock, log });
    for (let times = 0; times < 4; times++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await guarded.getMany(["one"])).toEqual([undefined]);
    }
  });
});

describeWithRedis("a guard around Redis", { timeout: 30_000 }, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  async function open(prefix: string = crypto.randomUUID()) {
    const store = await openStore({
      url: redis.url,
      isCluster: false,
      prefix,
      clock: systemClock,
      positions: { share: String, local: Number },
    });
    onTestFinished(() => store.close());
    await vi.waitFor(() => store.getMany([]), { timeout: 10_000, interval: 5 });
    return { ...guard(store, systemClock), nowEntry: someEntry(1, systemClock.dateMs()) };
  }

  testStoreContract("a guarded store", async (parts) => {
    const store = await openStore({ ...parts, url: redis.url, isCluster: false });
    await vi.waitFor(() => store.getMany([]), { timeout: 10_000, interval: 5 });
    // Its deadlines are those of real time: the clock of the entries stands still.
    return guard(store, systemClock).guarded;
  });

  test("while Redis hangs nobody waits beyond the deadline, and it serves again once it goes on", async () => {
    const { guarded, nowEntry, messages } = await open();
    await guarded.setMany([{ key: "one", entry: nowEntry }]);
    redis.freeze();
    const startMs = performance.now();
    for (let times = 0; times < 200; times++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await guarded.getMany(["one"])).toEqual([undefined]);
    }
    // Three that waited, and perhaps a try or two.
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(messages()).toEqual([down]);
    await guarded.deleteMany(["two"]);
    redis.resume();
    expect(await untilFound(guarded)).toBeLessThan(500);
    await saysThatItIsBack(guarded, messages);
  });

  test("when Redis is killed and starts again, it is used again", async () => {
    const { guarded, nowEntry, messages } = await open();
    await guarded.setMany([{ key: "one", entry: nowEntry }]);
    await redis.kill();
    for (let times = 0; times < 200; times++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await guarded.getMany(["one"])).toEqual([undefined]);
    }
    await redis.start();
    await vi.waitUntil(
      async () => {
        await guarded.setMany([{ key: "one", entry: nowEntry }]);
        return (await guarded.getMany(["one"]))[0] !== undefined;
      },
      { timeout: 20_000, interval: 5 },
    );
    await saysThatItIsBack(guarded, messages);
  });

  test("when Redis is full, what it has is served, and it is said once", async () => {
    const { guarded, nowEntry, messages, told } = await open();
    await guarded.setMany([{ key: "one", entry: nowEntry }]);
    const client = createClient({ url: redis.url, RESP: 2 });
    await client.connect();
    onTestFinished(() => client.destroy());
    await client.configSet({ maxmemory: "1", "maxmemory-policy": "noeviction" });
    for (let times = 0; times < 20; times++) {
      // oxlint-disable-next-line no-await-in-loop -- in turns
      await guarded.setMany([{ key: `${times}`, entry: nowEntry }]);
      // oxlint-disable-next-line no-await-in-loop -- in turns
      expect(await guarded.getMany(["one"])).toEqual([nowEntry]);
    }
    expect(messages()).toEqual([down]);
    expect(told.filter((one) => one === "set error")).toHaveLength(3);

    await client.configSet("maxmemory", "0");
    await vi.waitUntil(
      async () => {
        await guarded.setMany([{ key: "two", entry: nowEntry }]);
        return (await guarded.getMany(["two"]))[0] !== undefined;
      },
      { timeout: 10_000, interval: 5 },
    );
    await saysThatItIsBack(guarded, messages);
  });
});

/** It does so once it has been well for a while. */
async function saysThatItIsBack(guarded: EntryStore, messages: () => readonly string[]) {
  await vi.waitUntil(
    async () => {
      await guarded.getMany(["one"]);
      return messages().length > 1;
    },
    { timeout: 10_000, interval: 20 },
  );
  expect(messages()).toEqual([down, back]);
}

/** Asks all the time until it is found; how long the longest of all took. */
async function untilFound(guarded: EntryStore): Promise<number> {
  let longestMs = 0;
  await vi.waitUntil(
    async () => {
      const startMs = performance.now();
      const [found] = await guarded.getMany(["one"]);
      longestMs = Math.max(longestMs, performance.now() - startMs);
      return found !== undefined;
    },
    { timeout: 20_000, interval: 1 },
  );
  return longestMs;
}
