import { describe, expect, test } from "vitest";

import { turns } from "../support/until.ts";
import { json, type Routes } from "../support/upstream.ts";
import { openHeldUsers, userOf } from "./support/held-users.ts";

/** An API that refuses a call as a whole when it asks for a bad id. */
function refusing(bad: readonly number[], status = 422): Routes[string] {
  return ({ query }) => {
    const ids = query.getAll("id").map(Number);
    return ids.some((id) => bad.includes(id)) ? json({}, { status }) : json(ids.map(userOf));
  };
}

async function askAll(ids: readonly number[], options: Parameters<typeof openHeldUsers>[0]) {
  const setup = await openHeldUsers(options);
  setup.held.letAllGo();
  return { answers: await setup.ask(ids), calls: setup.asked(), setup };
}

const eight = [1, 2, 3, 4, 5, 6, 7, 8];
const failed = "CONNECTOR_FETCH";
const answersWithout = (...bad: readonly number[]) =>
  eight.map((id) => (bad.includes(id) ? failed : userOf(id)));

describe("a batch that is refused as a whole", () => {
  test.each(eight)("is halved until the bad key is alone, and only that fails: %i", async (bad) => {
    const { answers, calls } = await askAll(eight, { answer: refusing([bad]) });
    expect(answers).toEqual(answersWithout(bad));
    expect(calls).toHaveLength(7);
    expect(calls.filter((ids) => ids.length === 1)).toContainEqual([bad]);
  });

  test("is halved so often only that one bad key is found: with more of them good ones fail too", async () => {
    const { answers, calls } = await askAll(eight, { answer: refusing([1, 3, 5, 7]) });
    expect(calls.length).toBeLessThanOrEqual(7);
    for (const bad of [1, 3, 5, 7]) expect(answers[bad - 1]).toBe(failed);
  });

  test("fails as a whole where it is to stay together", async () => {
    const { answers, calls } = await askAll(eight, {
      answer: refusing([3]),
      batch: { onFailure: "TOGETHER" },
    });
    expect(answers).toEqual(answersWithout(...eight));
    expect(calls).toEqual([eight]);
  });

  test.each([401, 407, 408, 425, 429, 500, 503])(
    "fails as a whole where that is not the fault of a key: %i",
    async (status) => {
      const { answers, calls } = await askAll(eight, { answer: refusing([3], status) });
      expect(answers).toEqual(answersWithout(...eight));
      expect(calls).toEqual([eight]);
    },
  );

  test.each([400, 403, 404, 413, 414])("is halved when it is with %i", async (status) => {
    const { answers } = await askAll(eight, { answer: refusing([3], status) });
    expect(answers).toEqual(answersWithout(3));
  });

  test("of one key is not asked for again", async () => {
    const { answers, calls } = await askAll([3], { answer: refusing([3]) });
    expect(answers).toEqual([failed]);
    expect(calls).toEqual([[3]]);
  });

  test("but whose connector takes that for a success is not halved", async () => {
    const { answers, calls } = await askAll([1, 2], {
      answer: () => json([userOf(1)], { status: 404 }),
      texts: { isSuccess: "$status->in([200, 404])" },
    });
    expect(answers).toEqual([userOf(1), "missing"]);
    expect(calls).toEqual([[1, 2]]);
  });
});

describe("while a batch is halved", () => {
  test("its keys may be joined, and its halves go before others that wait", async () => {
    const { ask, asked, held, areHeld } = await openHeldUsers({
      answer: refusing([1]),
      source: { maxConcurrentCalls: 1 },
    });
    const first = ask([1, 2, 3, 4]);
    await areHeld(1);
    const waiting = ask([9]);
    await turns();
    held.letOneGo();
    await areHeld(1);
    const joining = ask([4]);
    await turns();
    held.letAllGo();
    expect(await first).toEqual([failed, userOf(2), userOf(3), userOf(4)]);
    expect(await waiting).toEqual([userOf(9)]);
    expect(await joining).toEqual([userOf(4)]);
    expect(asked()).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [1], [2], [9]]);
  });

  test("a key that nobody waits for any more is not asked for again", async () => {
    const { ask, asked, held, areHeld } = await openHeldUsers({ answer: refusing([1]) });
    const client = new AbortController();
    const leaving = ask([3, 4], { signal: client.signal });
    const staying = ask([1, 2]);
    await areHeld(1);
    client.abort();
    await leaving;
    held.letAllGo();
    expect(await staying).toEqual([failed, userOf(2)]);
    const again = ask([3]);
    expect(await again).toEqual([userOf(3)]);
    expect(asked()[0]).toEqual([3, 4, 1, 2]);
    expect(new Set(asked().slice(1).flat())).toEqual(new Set([1, 2, 3]));
  });

  test("a half of which nobody is left is not asked for", async () => {
    const { ask, asked, held, areHeld } = await openHeldUsers({ answer: refusing([1]) });
    const client = new AbortController();
    const leaving = ask([2], { signal: client.signal });
    const staying = ask([1]);
    await areHeld(1);
    client.abort();
    await leaving;
    held.letAllGo();
    expect(await staying).toEqual([failed]);
    expect(asked()).toEqual([[2, 1], [1]]);
  });
});
