import fc from "fast-check";
import { expect, test } from "vitest";

import { StoreHealth } from "../../src/freshness/store-health.ts";
import { keptLog } from "../fleet/log-lines.ts";

const down = "the shared cache fails: sources are asked instead";
const back = "the shared cache is back";
const trouble = { err: new Error("no"), operation: "get" };

function open() {
  const { log, messages } = keptLog();
  return { health: new StoreHealth(log), messages };
}

test("that a store is down is said at once, and that it is back once it has been well for a while", () => {
  const { health, messages } = open();
  health.note(false, 0);
  health.note(true, 10, trouble);
  expect(messages()).toEqual([down]);
  health.note(true, 20, trouble);
  health.note(false, 5000);
  health.note(false, 7999);
  expect(messages()).toEqual([down]);
  health.note(false, 8000);
  expect(messages()).toEqual([down, back]);
});

test("that it is down again just after it was said to be back is said later, if it still is", () => {
  const { health, messages } = open();
  health.note(true, 0, trouble);
  health.note(false, 1000);
  health.note(false, 4000);
  health.note(true, 4010, trouble);
  expect(messages()).toEqual([down, back]);
  health.note(true, 7000);
  expect(messages()).toEqual([down, back, down]);
});

test("whatever happens, there is no line within three seconds of another, and each says something new", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 2000 })));
  fc.assert(
    fc.property(steps, (notes) => {
      const { health, messages } = open();
      const saidAtMs: number[] = [];
      let nowMs = 0;
      for (const [isDown, laterMs] of notes) {
        nowMs += laterMs;
        health.note(isDown, nowMs, isDown ? trouble : undefined);
        if (messages().length > saidAtMs.length) saidAtMs.push(nowMs);
      }
      expect(messages()).toEqual(saidAtMs.map((_, index) => (index % 2 === 0 ? down : back)));
      for (const [index, atMs] of saidAtMs.slice(1).entries()) {
        expect(atMs - (saidAtMs[index] ?? 0)).toBeGreaterThanOrEqual(3000);
      }
    }),
  );
});
