import { describe, expect, test } from "vitest";

import { turns } from "../support/until.ts";
import { openHeldUsers } from "./support/held-users.ts";

/** Users in calls of two, from a source with one slot, which is taken. */
async function setUpBusy(options: Parameters<typeof openHeldUsers>[0] = {}) {
  const setup = await openHeldUsers({
    source: { maxConcurrentCalls: 1 },
    texts: { batch: { maxSize: 2 } },
    ...options,
  });
  const answers = [setup.ask([0])];
  await setup.areHeld(1);
  const add = async (...asked: Parameters<typeof setup.ask>) => {
    answers.push(setup.ask(...asked));
    await turns();
  };
  /** The ids of the calls that were made after the first one. */
  const finish = async () => {
    setup.held.letAllGo();
    await Promise.all(answers);
    return setup.asked().slice(1);
  };
  return { ...setup, add, finish };
}

describe("lanes", () => {
  test("leave in their order: urgent keys first, background ones last", async () => {
    const { add, finish, source } = await setUpBusy();
    await add([1, 2], { lane: "background" });
    await add([3, 4], { lane: "normal" });
    await add([5, 6], { lane: "urgent" });
    expect(source.snapshot().queued).toEqual({ urgent: 1, normal: 1, background: 1 });
    expect(await finish()).toEqual([
      [5, 6],
      [3, 4],
      [1, 2],
    ]);
  });

  test("fill each other's calls, the most urgent first; but what is waited for none of what is not", async () => {
    const { add, finish, source } = await setUpBusy({ texts: { batch: { maxSize: 3 } } });
    await add([1], { lane: "background" });
    await add([2], { lane: "normal" });
    await add([3], { lane: "urgent" });
    expect(source.snapshot().queued).toEqual({ urgent: 1, normal: 1, background: 1 });
    expect(await finish()).toEqual([[3, 2], [1]]);
    expect(source.snapshot().queued).toEqual({ urgent: 0, normal: 0, background: 0 });
  });

  test("are those of the most urgent request that waits for a key", async () => {
    const { add, finish } = await setUpBusy();
    await add([1, 2], { lane: "normal" });
    await add([3], { lane: "background" });
    await add([3], { lane: "urgent" });
    await add([3], { lane: "background" });
    expect(await finish()).toEqual([[3, 1], [2]]);
  });

  test("are the connector's own where the operator says so, and the request does not", async () => {
    const { add, finish } = await setUpBusy({ lanes: { "Query.things": "background" } });
    await add([1, 2]);
    await add([3, 4], { lane: "normal" });
    expect(await finish()).toEqual([
      [3, 4],
      [1, 2],
    ]);
  });
});
