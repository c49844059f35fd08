import { describe, expect, test } from "vitest";

import { turns } from "../support/until.ts";
import { openHeldUsers } from "./support/held-users.ts";

/** Users whose keys wait 20 ms for company, from an upstream that answers at once. */
async function setUp(options: Parameters<typeof openHeldUsers>[0] = {}) {
  const setup = await openHeldUsers({ batch: { windowMs: 20 }, ...options });
  setup.held.letAllGo();
  const asks = async (...lists: readonly (readonly number[])[]) => {
    const answers = lists.map((ids) => setup.ask(ids));
    await turns();
    return answers;
  };
  return { ...setup, asks };
}

describe("@batch(window:)", () => {
  test("holds keys for company, from the first one's coming, though the source is idle", async () => {
    const { asks, asked, clock, source } = await setUp();
    const first = await asks([1]);
    clock.advance(15);
    const second = await asks([2]);
    clock.advance(4);
    await turns();
    expect([asked(), source.snapshot().queued.normal]).toEqual([[], 0]);
    clock.advance(1);
    await Promise.all([...first, ...second]);
    expect(asked()).toEqual([[1, 2]]);
    expect(clock.timerCount()).toBe(0);
  });

  test("begins anew with the next key", async () => {
    const { asks, asked, clock } = await setUp();
    const first = await asks([1]);
    clock.advance(20);
    await Promise.all(first);
    const second = await asks([2]);
    clock.advance(19);
    await turns();
    expect(asked()).toEqual([[1]]);
    clock.advance(1);
    await Promise.all(second);
    expect(asked()).toEqual([[1], [2]]);
  });

  test("does not hold a call that is full; what is left over goes on waiting", async () => {
    const { asks, asked, clock } = await setUp({ texts: { batch: { maxSize: 2 } } });
    const answers = await asks([1, 2, 3]);
    expect(asked()).toEqual([[1, 2]]);
    clock.advance(20);
    await Promise.all(answers);
    expect(asked()).toEqual([[1, 2], [3]]);
  });

  test("holds nobody up who asks for what is on its way already", async () => {
    const { ask, asked, clock, held, areHeld } = await openHeldUsers({ batch: { windowMs: 20 } });
    const first = ask([1]);
    await turns();
    clock.advance(20);
    await areHeld(1);
    const follower = ask([1]);
    await turns();
    held.letAllGo();
    await Promise.all([first, follower]);
    expect(asked()).toEqual([[1]]);
    expect(clock.timerCount()).toBe(0);
  });

  test("is over once, and for what comes while the source is busy: that has waited by then", async () => {
    const { ask, asked, clock, held, areHeld, source } = await openHeldUsers({
      batch: { windowMs: 20 },
      source: { maxConcurrentCalls: 1 },
    });
    const answers = [ask([1])];
    await turns();
    clock.advance(20);
    await areHeld(1);
    answers.push(ask([2]));
    await turns();
    clock.advance(20);
    answers.push(ask([3]));
    await turns();
    expect(source.snapshot().queued.normal).toBe(1);
    held.letAllGo();
    await Promise.all(answers);
    expect(asked()).toEqual([[1], [2, 3]]);
  });

  test("ends when nobody waits for any of its keys", async () => {
    const { fetch, asked, clock, coalescer } = await setUp();
    const client = new AbortController();
    const gone = fetch([1], { signal: client.signal });
    await turns();
    expect([clock.timerCount(), coalescer.groupCount]).toEqual([1, 1]);
    client.abort();
    await gone;
    expect([clock.timerCount(), coalescer.groupCount]).toEqual([0, 0]);
    clock.advance(20);
    await turns();
    expect(asked()).toEqual([]);
  });

  test("is of no use to connectors that ask for one key at a time, so none of those waits", async () => {
    const { asks, asked } = await setUp({
      texts: { queryParams: "id: $this.id", batch: undefined, selection: "$->first { id name }" },
    });
    const answers = await asks([1, 2]);
    await Promise.all(answers);
    expect(new Set(asked().flat())).toEqual(new Set([1, 2]));
    expect(asked()).toHaveLength(2);
  });
});

describe("an urgent request", () => {
  test("goes round the window, and takes those along that wait in it", async () => {
    const { ask, asks, asked, clock } = await setUp();
    const waiting = await asks([1]);
    await ask([2], { lane: "urgent" });
    await Promise.all(waiting);
    expect(asked()).toEqual([[2, 1]]);
    expect(clock.timerCount()).toBe(0);
  });

  test("hurries a key that waits in it for another", async () => {
    const { ask, asks, asked } = await setUp();
    const waiting = await asks([1]);
    await ask([1], { lane: "urgent" });
    await Promise.all(waiting);
    expect(asked()).toEqual([[1]]);
  });

  test("opens none", async () => {
    const { ask, asked, clock } = await setUp();
    await ask([1], { lane: "urgent" });
    expect([asked(), clock.timerCount()]).toEqual([[[1]], 0]);
  });
});

test("other rules hold at once: what waits by a longer window goes, by a shorter one stays", async () => {
  const { asks, asked, clock, coalescer } = await setUp();
  const tune = (windowMs: number) =>
    coalescer.tune({ ofSource: () => ({ windowMs, lanes: {}, callsPerOperation: 100 }) });
  const first = await asks([1]);
  tune(5);
  await Promise.all(first);
  const second = await asks([2]);
  tune(15);
  clock.advance(5);
  await Promise.all(second);
  tune(0);
  await Promise.all(await asks([3]));
  expect([asked(), clock.timerCount()]).toEqual([[[1], [2], [3]], 0]);
});
