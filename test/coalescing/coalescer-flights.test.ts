import { describe, expect, test } from "vitest";

import { turns } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openHeldUsers, userOf } from "./support/held-users.ts";

describe("a key that is on its way", () => {
  test("is not asked for again: all get its value", async () => {
    const { ask, asked, held, areHeld, coalescer } = await openHeldUsers();
    const first = ask([1, 2]);
    await areHeld(1);
    const second = ask([2, 3, 1]);
    await areHeld(2);
    expect(asked()).toEqual([[1, 2], [3]]);
    held.letAllGo();
    expect(await first).toEqual([userOf(1), userOf(2)]);
    expect(await second).toEqual([userOf(2), userOf(3), userOf(1)]);
    expect(coalescer.groupCount).toBe(0);
  });

  test("is one error for all, when its call fails", async () => {
    const { fetch, asked, held, areHeld } = await openHeldUsers({
      answer: () => json({}, { status: 500 }),
    });
    const first = fetch([1]);
    await areHeld(1);
    const second = fetch([1]);
    held.letAllGo();
    const [[one], [other]] = await Promise.all([first, second]);
    expect(one).toMatchObject({ kind: "error", error: { code: "CONNECTOR_FETCH" } });
    expect(other).toBe(one);
    expect(asked()).toEqual([[1]]);
  });

  test("is asked for anew once it has its outcome", async () => {
    const { ask, asked, held } = await openHeldUsers();
    held.letAllGo();
    await ask([1]);
    await ask([1]);
    expect(asked()).toEqual([[1], [1]]);
  });

  test("is missing for all, where the source has none", async () => {
    const { ask, held } = await openHeldUsers({ answer: () => json([userOf(1)]) });
    held.letAllGo();
    expect(await Promise.all([ask([1, 2]), ask([2])])).toEqual([
      [userOf(1), "missing"],
      ["missing"],
    ]);
  });
});

test("keys of requests that come together leave in one call, though the source has slots for all", async () => {
  const { ask, asked, held } = await openHeldUsers();
  held.letAllGo();
  const answers = await Promise.all([ask([1, 2]), ask([2, 3]), ask([4])]);
  expect(answers).toEqual([[userOf(1), userOf(2)], [userOf(2), userOf(3)], [userOf(4)]]);
  expect(asked()).toEqual([[1, 2, 3, 4]]);
});

describe("@batch(sharing: REQUEST)", () => {
  test("keeps the keys of a request to itself, and still gathers those of one", async () => {
    const { ask, asked, held, coalescer } = await openHeldUsers({ batch: { sharing: "REQUEST" } });
    const calls = new Map<string, number>();
    const answers = [ask([1], { calls }), ask([2, 1], { calls }), ask([1])];
    await turns();
    expect(coalescer.groupCount).toBe(2);
    held.letAllGo();
    expect(await Promise.all(answers)).toEqual([[userOf(1)], [userOf(2), userOf(1)], [userOf(1)]]);
    expect(asked()).toEqual([[1, 2], [1]]);
    expect(coalescer.groupCount).toBe(0);
  });
});
