import { expect, test } from "vitest";

import { Refreshing } from "../../src/freshness/refreshing.ts";
import { createManualClock } from "../support/manual-clock.ts";

test("a key is asked for anew once at a time", () => {
  const refreshing = new Refreshing(createManualClock());
  expect(refreshing.begin("a")).toBe(true);
  expect(refreshing.begin("a")).toBe(false);
  expect(refreshing.begin("b")).toBe(true);
  refreshing.end("a");
  expect(refreshing.begin("a")).toBe(true);
});

test("a key is left alone for as long as it is said when it ends", () => {
  const clock = createManualClock();
  const refreshing = new Refreshing(clock);
  refreshing.begin("a");
  refreshing.end("a", 1000);
  clock.advance(999);
  expect(refreshing.begin("a")).toBe(false);
  clock.advance(1);
  expect(refreshing.begin("a")).toBe(true);
});

test("a key is not left alone for longer than an hour, whatever a source says", () => {
  const clock = createManualClock();
  const refreshing = new Refreshing(clock);
  refreshing.begin("a");
  refreshing.end("a", 30 * 24 * 3_600_000);
  clock.advance(3_599_999);
  expect(refreshing.begin("a")).toBe(false);
  clock.advance(1);
  expect(refreshing.begin("a")).toBe(true);
});
