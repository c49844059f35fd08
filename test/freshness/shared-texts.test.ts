import { expect, test } from "vitest";

import { createKeyv } from "../../src/freshness/keyv-connection.ts";
import { plainTexts } from "../../src/freshness/keyv-texts.ts";
import { SharedTexts } from "../../src/freshness/shared-texts.ts";
import { systemClock } from "../../src/kernel/clock.ts";

/** Texts in a map, while its store is as it is said to be. */
function textsIn(state: { isUp: boolean; isWhole: boolean; isConnected: boolean }) {
  const map = new Map<string, string>();
  const texts = new SharedTexts({
    keyv: createKeyv(map, plainTexts),
    isUp: () => state.isConnected,
    entries: state,
    prefix: "sluice",
    clock: systemClock,
    deadlineMs: 1000,
  });
  return { map, texts, state };
}

const well = { isUp: true, isWhole: true, isConnected: true };

test("a text that was set is there, under a name of its own", async () => {
  const { texts, map } = textsIn({ ...well });
  await texts.set("a", "text", 1000);
  expect(await texts.get("a")).toBe("text");
  expect(await texts.get("b")).toBeUndefined();
  expect([...map.keys()]).toEqual(["sluice:text:a"]);
});

test.each([{ isUp: false }, { isConnected: false }])(
  "nothing is there while the store is out of reach: %j",
  async (down) => {
    const { texts, state } = textsIn({ ...well });
    await texts.set("a", "text", 1000);
    Object.assign(state, down);
    expect(await texts.get("a")).toBeUndefined();
  },
);

test("nothing is set while the store takes no more", async () => {
  const { texts, map } = textsIn({ ...well, isWhole: false });
  await texts.set("a", "text", 1000);
  expect(map.size).toBe(0);
});

test("a store that fails has nothing, and nobody is told", async () => {
  const { texts, map } = textsIn({ ...well });
  map.get = () => {
    throw new Error("broken");
  };
  expect(await texts.get("a")).toBeUndefined();
});
