import { describe, expect, test } from "vitest";

import { down, minute, openFreshness, orders, times, valueOf } from "./support/open-freshness.ts";

describe("what the source says", () => {
  test("shortens the ttl", async () => {
    const { ask, clock, asked } = openFreshness({
      say: () => ({ outcome: valueOf({ at: 0 }), facts: { maxAgeMs: 1000 } }),
    });
    await ask([1]);
    clock.advance(999);
    await ask([1]);
    expect(asked.length).toBe(1);
    clock.advance(1);
    await ask([1]);
    expect(asked.length).toBe(2);
  });

  test("never lengthens it", async () => {
    const { ask, clock, asked } = openFreshness({
      say: () => ({ outcome: valueOf({ at: 0 }), facts: { maxAgeMs: 10 * minute } }),
    });
    await ask([1]);
    clock.advance(minute);
    await ask([1]);
    expect(asked.length).toBe(2);
  });

  test("of the answer's age counts", async () => {
    const opened = openFreshness({
      say: () => ({
        outcome: valueOf({ at: 0 }),
        facts: { fetchedAtMs: opened.clock.dateMs() - 59_000 },
      }),
    });
    await opened.ask([1]);
    opened.clock.advance(1000);
    await opened.ask([1]);
    expect(opened.asked.length).toBe(2);
  });

  test("no-store: nothing is kept, and what was kept before is not served any more", async () => {
    let noStore = false;
    const { ask, clock, memory } = openFreshness({
      rules: { staleIfErrorMs: minute },
      say: () => ({ outcome: valueOf({ at: 0 }), facts: { noStore } }),
    });
    await ask([1]);
    noStore = true;
    clock.advance(minute);
    const [outcome] = await ask([1]);
    expect(outcome).toMatchObject({ kind: "value" });
    expect(outcome).not.toHaveProperty("freshness");
    expect(memory.count).toBe(0);
  });

  test("private: it is kept only where it is for one caller", async () => {
    const { ask, memory } = openFreshness({
      say: () => ({ outcome: valueOf({ at: 0 }), facts: { isPrivate: true } }),
    });
    await ask([1]);
    expect(memory.count).toBe(0);
    await ask([1], { headers: { authorization: "anna" } }, orders);
    expect(memory.count).toBe(1);
  });

  test("the schema's own private, too", async () => {
    const { ask, memory } = openFreshness({ rules: { isPrivate: true } });
    const [outcome] = await ask([1]);
    expect(outcome).not.toHaveProperty("freshness");
    expect(memory.count).toBe(0);
    await ask([1], { headers: { authorization: "anna" } }, orders);
    expect(memory.count).toBe(1);
  });

  test("must-revalidate: nothing is served stale", async () => {
    const { ask, clock, asked } = openFreshness({
      rules: { staleWhileRevalidateMs: minute, staleIfErrorMs: minute },
      say: () => ({
        outcome: asked.length > 1 ? down : valueOf({ at: 0 }),
        facts: { mustRevalidate: true },
      }),
    });
    await ask([1]);
    clock.advance(minute);
    expect(times(await ask([1]))).toEqual(["error"]);
  });

  test("validators: what is stale is asked for with them, and only asked for for so long", async () => {
    const validators = { etag: '"1"', lastModified: undefined };
    const { ask, clock, known } = openFreshness({
      say: () => ({ outcome: valueOf({ at: 0 }), facts: { validators } }),
    });
    await ask([1]);
    clock.advance(2 * minute - 1);
    await ask([1]);
    expect(known).toMatchObject([undefined, { validators, outcome: { value: { at: 0 } } }]);
    clock.advance(2 * minute);
    await ask([1]);
    expect(known[2]).toBeUndefined();
  });
});

describe("a caller who may", () => {
  test("gets nothing older than it wants", async () => {
    const { ask, clock, asked } = openFreshness();
    await ask([1]);
    clock.advance(1000);
    await ask([1], { maxAgeMs: 1000 });
    expect(asked.length).toBe(1);
    clock.advance(1);
    await ask([1], { maxAgeMs: 1000 });
    expect(asked.length).toBe(2);
  });

  test("gets nothing that was kept with no-cache, and renews it for the others", async () => {
    const { ask, clock, asked } = openFreshness();
    await ask([1]);
    expect(times(await ask([1], { maxAgeMs: 0 }))).toEqual([0]);
    expect(asked.length).toBe(2);
    clock.advance(minute - 1);
    await ask([1]);
    expect(asked.length).toBe(2);
  });

  test("gets a failure rather than something older", async () => {
    let isDown = false;
    const { ask, clock } = openFreshness({
      rules: { staleIfErrorMs: minute },
      say: () => ({ outcome: isDown ? down : valueOf({ at: 0 }) }),
    });
    await ask([1]);
    isDown = true;
    clock.advance(minute);
    expect(times(await ask([1], { maxAgeMs: minute - 1 }))).toEqual(["error"]);
    expect(times(await ask([1], { maxAgeMs: minute }))).toEqual([0]);
  });
});

describe("of two calls for one key", () => {
  test("the one that was sent later counts, though the other ends after it", async () => {
    const held = Promise.withResolvers<void>();
    const opened = openFreshness({
      say: async () => {
        const at = opened.clock.nowMs();
        if (at === 0) await held.promise;
        return { outcome: valueOf({ at }) };
      },
    });
    const slow = opened.ask([1]);
    opened.clock.advance(1000);
    expect(times(await opened.ask([1], { maxAgeMs: 0 }))).toEqual([1000]);
    held.resolve();
    expect(times(await slow)).toEqual([1000]);
    expect(times(await opened.ask([1]))).toEqual([1000]);
    expect(opened.asked.length).toBe(2);
  });

  test("what the later one brought does not count when it was invalidated since", async () => {
    const held = Promise.withResolvers<void>();
    const opened = openFreshness({
      say: async () => {
        const at = opened.clock.nowMs();
        if (at === 0) await held.promise;
        return { outcome: valueOf({ at }) };
      },
    });
    const slow = opened.ask([1]);
    opened.clock.advance(1000);
    await opened.ask([1], { maxAgeMs: 0 });
    opened.log.add({ tags: ["user-1"] });
    held.resolve();
    const [outcome] = await slow;
    expect(outcome).toMatchObject({ value: { at: 0 } });
    expect(outcome).not.toHaveProperty("freshness");
  });
});

describe("what was invalidated", () => {
  test("is not served any more", async () => {
    const { ask, log, asked } = openFreshness();
    await ask([1, 2]);
    log.add({ tags: ["user-1"] });
    await ask([1, 2]);
    expect(asked).toEqual([["1", "2"], ["1"]]);
  });

  test("while it was being fetched is not kept", async () => {
    const held = Promise.withResolvers<void>();
    const { ask, log, asked } = openFreshness({
      say: async () => {
        await held.promise;
        return { outcome: valueOf({ at: 0 }) };
      },
    });
    const first = ask([1]);
    log.add({ tags: ["user-1"] });
    held.resolve();
    const [outcome] = await first;
    expect(outcome).toMatchObject({ kind: "value" });
    expect(outcome).not.toHaveProperty("freshness");
    await ask([1]);
    expect(asked.length).toBe(2);
  });

  test("does not stand in for a source that fails", async () => {
    let isDown = false;
    const { ask, clock, log } = openFreshness({
      rules: { staleIfErrorMs: minute },
      say: () => ({ outcome: isDown ? down : valueOf({ at: 0 }) }),
    });
    await ask([1]);
    isDown = true;
    clock.advance(minute);
    log.add({ all: true });
    expect(times(await ask([1]))).toEqual(["error"]);
  });
});
