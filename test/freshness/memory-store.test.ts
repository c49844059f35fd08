import { describe, expect, test } from "vitest";

import type { EntryStore } from "../../src/freshness/entry-store.ts";
import { MemoryStore } from "../../src/freshness/memory-store.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { testStoreContract } from "./store-contract.ts";
import { someEntry } from "./support/some-entry.ts";

testStoreContract("memory", async ({ clock }): Promise<EntryStore> => {
  const store = new MemoryStore({ maxBytes: 1024 ** 2, maxEntries: 1000, clock });
  return {
    getMany: async (keys) => keys.map((key) => store.get(key)),
    setMany: async (entries) => entries.forEach(({ key, entry }) => store.set(key, entry)),
    deleteMany: async (keys) => keys.forEach((key) => store.delete(key)),
    close: async () => store.clear(),
  };
});

describe("the memory store", () => {
  test("gives everybody the same object", () => {
    const { store, entryOf } = openStore();
    store.set("one", entryOf("1"));
    const first = store.get("one");
    expect(first).toEqual(entryOf("1"));
    expect(store.get("one")).toBe(first);
    expect(store.get("one")).toBe(first);
  });

  test("gives the newer entry of a key that is asked for all the time", () => {
    const { store, entryOf } = openStore();
    store.set("one", entryOf("old"));
    store.get("one");
    const newer = entryOf("new");
    store.set("one", newer);
    expect(store.get("one")).toBe(newer);
    expect(store.count).toBe(1);
  });

  test("keeps where an entry stands in the log of invalidations, also when it is text again", () => {
    const { store, entryOf } = openStore({ maxEntries: 8 });
    store.set("one", entryOf("1"));
    const entry = store.get("one");
    if (entry !== undefined) entry.position = 99;
    for (const key of ["two", "three"]) {
      store.set(key, entryOf(key));
      store.get(key);
    }
    const again = store.get("one");
    expect(again).not.toBe(entry);
    expect(again?.position).toBe(99);
  });

  test("never has more entries than it may", () => {
    for (const maxEntries of [1, 2, 7, 8, 100]) {
      const { store, entryOf } = openStore({ maxEntries });
      for (let index = 0; index < 300; index++) {
        store.set(`${index}`, entryOf(`${index}`));
        store.get(`${index - (index % 3)}`);
        expect(store.count).toBeLessThanOrEqual(maxEntries);
      }
      expect(store.count).toBe(maxEntries);
      expect(store.evictions).toBe(300 - maxEntries);
    }
  });

  test("never takes more bytes than it may", () => {
    const maxBytes = 64 * 1024;
    const { store, entryOf } = openStore({ maxBytes });
    for (let index = 0; index < 2000; index++) {
      store.set(`${index}`, entryOf("x".repeat(index % 500)));
      store.get(`${index - (index % 7)}`);
      expect(store.bytes).toBeLessThanOrEqual(maxBytes);
    }
    expect(store.bytes).toBeGreaterThan(maxBytes / 2);
    expect(store.evictions).toBeGreaterThan(1000);
  });

  test("keeps what is asked for, and drops what is not", () => {
    const { store, entryOf } = openStore({ maxEntries: 80 });
    store.set("wanted", entryOf("1"));
    for (let index = 0; index < 1000; index++) {
      expect(store.get("wanted")).toBeDefined();
      store.set(`${index}`, entryOf("2"));
    }
    expect(store.get("0")).toBeUndefined();
    expect(store.get("999")).toBeDefined();
  });

  test("does not keep what takes more than an eighth of it, nor what was there instead", () => {
    const { store, entryOf } = openStore({ maxBytes: 64 * 1024 });
    const large = entryOf("x".repeat(8 * 1024));
    store.set("one", large);
    expect(store.get("one")).toBeUndefined();

    store.set("one", entryOf("small"));
    store.get("one");
    store.set("one", large);
    expect(store.get("one")).toBeUndefined();
    expect(store.count).toBe(0);
  });

  test("keeps what is too large for an object as a text", () => {
    const { store, entryOf } = openStore({ maxBytes: 64 * 1024 });
    const large = entryOf("x".repeat(4500));
    store.set("one", large);
    expect(store.get("one")).toEqual(large);
    expect(store.get("one")).toEqual(large);
    expect(store.count).toBe(1);
  });

  test("keeps nothing without memory", () => {
    const { store, entryOf } = openStore({ maxBytes: 0 });
    store.set("one", entryOf("1"));
    store.delete("two");
    expect(store.get("one")).toBeUndefined();
    expect(store.count).toBe(0);
    expect(store.bytes).toBe(0);
  });

  test("has nothing left once it is cleared", () => {
    const { store, entryOf } = openStore();
    for (const key of ["one", "two", "three"]) store.set(key, entryOf(key));
    store.get("one");
    store.clear();
    expect(["one", "two", "three"].map((key) => store.get(key))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([store.count, store.bytes, store.evictions]).toEqual([0, 0, 0]);
  });

  test("lets go of what has ended once it is asked for, as text and as object", () => {
    const { store, clock, entryOf } = openStore();
    for (const key of ["text", "object"]) store.set(key, entryOf(key));
    store.get("object");
    clock.advance(120_000);
    expect([store.get("text"), store.get("object")]).toEqual([undefined, undefined]);
    expect(store.count).toBe(0);
  });
});

function openStore({ maxBytes = 1024 ** 2, maxEntries = 1000 } = {}) {
  const clock = createManualClock();
  const store = new MemoryStore({ maxBytes, maxEntries, clock });
  return { store, clock, entryOf: (value: string) => someEntry({ value }, clock.dateMs()) };
}
