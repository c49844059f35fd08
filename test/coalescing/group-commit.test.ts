import { describe, expect, test } from "vitest";

import { turns } from "../support/until.ts";
import { openHeldUsers, userOf } from "./support/held-users.ts";

const oneSlot = { maxConcurrentCalls: 1 };

describe("while all slots are busy", () => {
  test("the next call grows, and leaves with all that has come when a slot is free", async () => {
    const { ask, asked, held, areHeld, source } = await openHeldUsers({ source: oneSlot });
    const answers = [ask([1])];
    await areHeld(1);
    for (const id of [2, 3, 4]) {
      answers.push(ask([id, 1]));
      // oxlint-disable-next-line no-await-in-loop -- one comes after the other
      await turns();
    }
    expect(source.snapshot()).toMatchObject({ inFlight: 1, queued: { normal: 1 } });
    held.letAllGo();
    expect((await Promise.all(answers)).flat()).toHaveLength(7);
    expect(asked()).toEqual([[1], [2, 3, 4]]);
  });

  test("as many calls wait as the keys need, each filled as far as it may be, the oldest first", async () => {
    const { ask, asked, held, areHeld, source } = await openHeldUsers({
      source: oneSlot,
      texts: { batch: { maxSize: 2 } },
    });
    const answers = [ask([1])];
    await areHeld(1);
    answers.push(ask([2, 3, 4]));
    await turns();
    expect(source.snapshot().queued.normal).toBe(2);
    answers.push(ask([5]));
    await turns();
    expect(source.snapshot().queued.normal).toBe(2);
    held.letAllGo();
    expect((await Promise.all(answers)).flat()).toEqual([1, 2, 3, 4, 5].map(userOf));
    expect(asked()).toEqual([[1], [2, 3], [4, 5]]);
  });

  test("a call whose URL would be too long becomes several, which have their turns before others", async () => {
    const { ask, asked, held, areHeld } = await openHeldUsers({
      source: oneSlot,
      // "http://127.0.0.1:12345/users?id=1&id=2" and a little.
      limits: () => ({ maxSize: 100, maxUrlBytes: 44 }),
    });
    const answers = [ask([1])];
    await areHeld(1);
    answers.push(ask([2, 3, 4, 5, 6]));
    held.letOneGo();
    await areHeld(1);
    answers.push(ask([7]));
    await turns();
    held.letAllGo();
    expect((await Promise.all(answers)).flat()).toEqual([1, 2, 3, 4, 5, 6, 7].map(userOf));
    const calls = asked();
    expect(calls.every((ids) => ids.length <= 3)).toBe(true);
    expect(calls.flat()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("keys of a smaller size of batches leave in as many calls as they then need", async () => {
    let maxSize = 4;
    const { ask, asked, held, areHeld } = await openHeldUsers({
      source: oneSlot,
      limits: () => ({ maxSize, maxUrlBytes: 8192 }),
    });
    const answers = [ask([1])];
    await areHeld(1);
    answers.push(ask([2, 3, 4, 5]));
    await turns();
    maxSize = 2;
    held.letAllGo();
    expect((await Promise.all(answers)).flat()).toHaveLength(5);
    expect(asked()).toEqual([[1], [2, 3], [4, 5]]);
  });

  test("keys of a larger one leave together, and no more calls wait than they need", async () => {
    let maxSize = 2;
    const { ask, asked, held, areHeld, source } = await openHeldUsers({
      source: oneSlot,
      limits: () => ({ maxSize, maxUrlBytes: 8192 }),
    });
    const answers = [ask([1])];
    await areHeld(1);
    answers.push(ask([2, 3, 4, 5]));
    await turns();
    expect(source.snapshot().queued.normal).toBe(2);
    maxSize = 4;
    held.letAllGo();
    expect((await Promise.all(answers)).flat()).toHaveLength(5);
    expect(asked()).toEqual([[1], [2, 3, 4, 5]]);
    expect(source.snapshot().queued.normal).toBe(0);
  });
});

test("keys leave at once while a slot is free, and wait for nobody", async () => {
  const { ask, asked, held, areHeld, clock } = await openHeldUsers();
  const answers = [ask([1])];
  await areHeld(1);
  answers.push(ask([2]));
  await areHeld(2);
  expect(asked()).toEqual([[1], [2]]);
  expect(clock.nowMs()).toBe(0);
  held.letAllGo();
  await Promise.all(answers);
});
