import { expect, test } from "vitest";

import { ScopePauses } from "../../src/sources/scope-pauses.ts";

test("a pause is that of its scope, the longest counts, and it ends", () => {
  const pauses = new ScopePauses();
  pauses.pauseUntil("ann", 1000.5);
  pauses.pauseUntil("ann", 400);
  expect([pauses.waitMs("ann", 0), pauses.waitMs("bob", 0)]).toEqual([1001, 0]);
  expect([pauses.waitMs("ann", 1000), pauses.waitMs("ann", 1000.5)]).toEqual([1, 0]);
  pauses.pauseUntil("bob", 2000);
  pauses.clear();
  expect(pauses.waitMs("bob", 0)).toBe(0);
});

test("a thousand are kept, those that were told last", () => {
  const pauses = new ScopePauses();
  for (let nth = 0; nth < 1000; nth++) pauses.pauseUntil(`${nth}`, 100);
  pauses.pauseUntil("0", 100);
  pauses.pauseUntil("new", 100);
  const known = ["0", "1", "2", "999", "new"].map((scope) => pauses.waitMs(scope, 0) > 0);
  expect(known).toEqual([true, false, true, true, true]);
});
