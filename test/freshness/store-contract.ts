import { describe, expect, onTestFinished, test } from "vitest";

import type { EntryStore } from "../../src/freshness/entry-store.ts";
import type { SharedPositions } from "../../src/freshness/shared-positions.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { missingEntry, someEntry } from "./support/some-entry.ts";

export interface StoreParts {
  readonly clock: Clock;
  readonly prefix: string;
  readonly positions: SharedPositions;
}

type OpenStore = (parts: StoreParts) => Promise<EntryStore>;

/** What every store of entries must do. `open` opens one that is up. */
export function testStoreContract(name: string, open: OpenStore): void {
  describe(`${name}, as a store of entries`, () => {
    test("gives what was set, one entry per key in the order of the keys", async () => {
      const { store, nowMs } = await openOne(open);
      const [one, two] = [someEntry({ id: 1 }, nowMs), someEntry([2n ** 70n, "ж"], nowMs)];
      const [three, four] = [someEntry(undefined, nowMs), missingEntry(nowMs)];
      await store.setMany([
        { key: "one", entry: one },
        { key: "two", entry: two },
        { key: "three", entry: three },
        { key: "four", entry: four },
      ]);
      expect(await store.getMany(["two", "none", "four", "one", "three"])).toEqual([
        two,
        undefined,
        four,
        one,
        three,
      ]);
    });

    test("knows nothing of nothing", async () => {
      const { store } = await openOne(open);
      await store.setMany([]);
      await store.deleteMany([]);
      expect(await store.getMany([])).toEqual([]);
    });

    test("gives the last entry that was set", async () => {
      const { store, nowMs } = await openOne(open);
      await store.setMany([{ key: "one", entry: someEntry("old", nowMs) }]);
      await store.setMany([{ key: "one", entry: someEntry("new", nowMs) }]);
      expect(await store.getMany(["one"])).toEqual([someEntry("new", nowMs)]);
    });

    test("forgets what is deleted, and nothing else", async () => {
      const { store, nowMs } = await openOne(open);
      const entry = someEntry(1, nowMs);
      await store.setMany(["one", "two", "three"].map((key) => ({ key, entry })));
      await store.deleteMany(["one", "three", "none"]);
      expect(await store.getMany(["one", "two", "three"])).toEqual([undefined, entry, undefined]);
    });

    test("keeps an entry until its end, and not longer", async () => {
      const { store, clock, nowMs } = await openOne(open);
      const entry = someEntry(1, nowMs);
      await store.setMany([{ key: "one", entry }]);
      clock.advance(entry.keepUntilMs - nowMs - 1);
      expect(await store.getMany(["one"])).toEqual([entry]);
      clock.advance(1);
      expect(await store.getMany(["one"])).toEqual([undefined]);
    });

    test("does not keep what has ended", async () => {
      const { store, clock, nowMs } = await openOne(open);
      const entry = someEntry(1, nowMs);
      clock.advance(entry.keepUntilMs - nowMs);
      await store.setMany([{ key: "one", entry }]);
      expect(await store.getMany(["one"])).toEqual([undefined]);
    });

    test("gives frozen values", async () => {
      const { store, nowMs } = await openOne(open);
      const value = Object.freeze({ list: Object.freeze([Object.freeze({ id: 1 })]) });
      await store.setMany([{ key: "one", entry: someEntry(value, nowMs) }]);
      const [found] = await store.getMany(["one"]);
      const read = found?.outcome.kind === "value" ? found.outcome.value : undefined;
      expect(read).toEqual(value);
      expect(Object.isFrozen(read)).toBe(true);
      expect(Object.isFrozen(Reflect.get(Object(read), "list"))).toBe(true);
    });

    test("tells keys apart by every character, however long", async () => {
      const { store, nowMs } = await openOne(open);
      const long = "x".repeat(1000);
      const keys = ["a", "A", "a ", " a", "a:b", "ä", "\n", "", long, `${long}y`, '{"id":"1"}'];
      await store.setMany(keys.map((key) => ({ key, entry: someEntry(key, nowMs) })));
      const found = await store.getMany(keys);
      expect(found).toEqual(keys.map((key) => someEntry(key, nowMs)));
    });

    test("keeps validators", async () => {
      const { store, nowMs } = await openOne(open);
      const all = [
        { etag: '"1"', lastModified: "Thu, 01 Jan 2026 00:00:00 GMT" },
        { etag: '"1"', lastModified: undefined },
        { etag: undefined, lastModified: "Thu, 01 Jan 2026 00:00:00 GMT" },
      ].map((validators) => someEntry(1, nowMs, { validators }));
      await store.setMany(all.map((entry, index) => ({ key: String(index), entry })));
      expect(await store.getMany(["0", "1", "2"])).toEqual(all);
    });

    test("closes, also twice", async () => {
      const { store } = await openOne(open);
      await store.close();
      await expect(store.close()).resolves.toBeUndefined();
    });
  });
}

/** Those of this process, as a text. */
const positions: SharedPositions = {
  share: (position) => `p${position}`,
  local: (shared) => (shared.startsWith("p") ? Number(shared.slice(1)) : undefined),
};

async function openOne(open: OpenStore) {
  const clock = createManualClock();
  const store = await open({ clock, prefix: crypto.randomUUID(), positions });
  onTestFinished(() => store.close());
  return { store, clock, nowMs: clock.dateMs() };
}
