import type { KeyvStoreAdapter } from "keyv";
import { describe, expect, onTestFinished, test } from "vitest";

import { InvalidationLog } from "../../src/freshness/invalidation-log.ts";
import { createKeyv } from "../../src/freshness/keyv-connection.ts";
import { datedTexts } from "../../src/freshness/keyv-texts.ts";
import { StoreGenerations } from "../../src/freshness/store-generations.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";

/** Replicas that share a store of Keyv's, which can be out of order. */
function openStore() {
  const clock = createManualClock();
  const texts = new Map<string, string>();
  let isDown = false;
  let slow: Promise<void> | undefined;
  const map = {
    async get(key: string) {
      if (isDown) throw new Error("down");
      const text = texts.get(key);
      await slow;
      return text;
    },
    set: async (key: string, text: string) =>
      isDown ? Promise.reject(new Error("down")) : texts.set(key, text),
    delete: async (key: string) => texts.delete(key),
    clear: async () => texts.clear(),
    opts: {},
    on: () => map,
  };
  const keyv = createKeyv(map as unknown as KeyvStoreAdapter, datedTexts);
  const openReplica = async () => {
    const local = new InvalidationLog();
    const log = new StoreGenerations({ keyv, prefix: "test", deadlineMs: 50, clock, local });
    onTestFinished(() => log.close());
    await log.start();
    return {
      log,
      local,
      invalidate() {
        const position = local.add({ tags: ["users"] });
        return { position, told: log.append() };
      },
    };
  };
  return {
    clock,
    texts,
    openReplica,
    setDown: (is: boolean) => (isDown = is),
    /** Lets reads take until the promise is kept. */
    setSlow: (until: Promise<void>): void => {
      slow = until;
    },
    /** Lets all replicas look. */
    look: async () => {
      clock.advance(500);
      await turns();
    },
  };
}

describe("generations of a store", () => {
  test("what one replica has dated, the others can read", async () => {
    const { openReplica } = openStore();
    const [one, two] = [await openReplica(), await openReplica()];
    expect(two.log.local(one.log.share(0))).toBe(0);
  });

  test("an invalidation ends all that was dated before, where it was made at once", async () => {
    const { openReplica } = openStore();
    const one = await openReplica();
    const dated = one.log.share(0);
    const { told } = one.invalidate();
    expect(one.log.local(dated)).toBeUndefined();
    await told;
    expect(one.log.local(dated)).toBeUndefined();
    expect(one.log.local(one.log.share(1))).toBe(1);
  });

  test("what was asked for before an invalidation is not dated after it", async () => {
    const { openReplica } = openStore();
    const one = await openReplica();
    const { position, told } = one.invalidate();
    await told;
    expect(one.log.share(position - 1)).toBe("");
    expect(one.log.local("")).toBeUndefined();
  });

  test("the others hear of it within half a second, and end what they keep", async () => {
    const { openReplica, look } = openStore();
    const [one, two] = [await openReplica(), await openReplica()];
    await one.invalidate().told;
    await look();
    expect(two.local.floor).toBe(1);
    expect(two.log.local(one.log.share(1))).toBe(1);
    expect(one.local.floor).toBe(0);
  });

  test("of two that invalidate at once, both end what they keep or what the store has", async () => {
    const { openReplica, look } = openStore();
    const [one, two] = [await openReplica(), await openReplica()];
    await Promise.all([one.invalidate().told, two.invalidate().told]);
    await look();
    await look();
    expect(one.log.share(9)).toBe(two.log.share(9));
    expect(one.local.floor + two.local.floor).toBeGreaterThan(0);
  });

  test("while the store is out of reach nothing of it is trusted, and what was invalidated is told later", async () => {
    const { openReplica, setDown, look } = openStore();
    const [one, two] = [await openReplica(), await openReplica()];
    const dated = two.log.share(0);
    setDown(true);
    await one.invalidate().told;
    await look();
    expect([one, two].map(({ log }) => log.local(dated))).toEqual([undefined, undefined]);
    expect(one.log.share(1)).toBe("");
    setDown(false);
    await look();
    await look();
    expect(two.local.floor).toBe(1);
    expect(two.log.local(one.log.share(1))).toBe(1);
  });

  test("a store that has lost its generation begins a new one", async () => {
    const { openReplica, texts, look } = openStore();
    const one = await openReplica();
    const dated = one.log.share(0);
    texts.clear();
    await look();
    expect(one.log.local(dated)).toBeUndefined();
    expect(one.local.floor).toBe(1);
    expect(one.log.local(one.log.share(1))).toBe(1);
  });

  test.each([
    ["was there", 0],
    ["is being written", 1],
  ])("a generation that was read before one that %s is not learnt", async (_name, turnCount) => {
    const { openReplica, setSlow, clock } = openStore();
    const one = await openReplica();
    const dated = one.log.share(0);
    const held = Promise.withResolvers<void>();
    setSlow(held.promise);
    clock.advance(500);
    await turns(1);
    const { told } = one.invalidate();
    await turns(turnCount);
    held.resolve();
    await told;
    await turns();
    expect(one.log.local(dated)).toBeUndefined();
    expect(one.local.floor).toBe(0);
    expect(one.log.local(one.log.share(1))).toBe(1);
  });

  test("two invalidations one after the other are of the last generation", async () => {
    const { openReplica, texts } = openStore();
    const one = await openReplica();
    await Promise.all([one.invalidate().told, one.invalidate().told]);
    const [text = ""] = texts.values();
    expect(text).toContain(one.log.share(2));
  });

  test("one that is closed while it looks looks no more", async () => {
    const { openReplica, setSlow, clock } = openStore();
    const one = await openReplica();
    const held = Promise.withResolvers<void>();
    setSlow(held.promise);
    clock.advance(500);
    one.log.close();
    held.resolve();
    await turns();
    expect(clock.timerCount()).toBe(0);
  });

  test("one that is closed looks no more", async () => {
    const { openReplica, clock } = openStore();
    const one = await openReplica();
    one.log.close();
    expect(clock.timerCount()).toBe(0);
  });
});
