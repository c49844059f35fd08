import { expect, test } from "vitest";

import { completeSettings } from "../../src/config/resolve-config.ts";

test("the bounds of an overload are a time and a share, and either may be turned off", () => {
  expect(completeSettings({}).overload).toEqual({ eventLoopLagMs: 500, memory: 0.9 });
  const set = { eventLoopLag: "1s", memory: 0.5 };
  expect(completeSettings({ overload: set }).overload).toEqual({
    eventLoopLagMs: 1000,
    memory: 0.5,
  });
  const off = { eventLoopLag: "none", memory: "none" };
  expect(completeSettings({ overload: off }).overload).toEqual({
    eventLoopLagMs: undefined,
    memory: undefined,
  });
});

test.each([
  [{ eventLoopLag: 5 }, 'a duration above 0 and up to a day, such as "250ms" or "30s", or "none"'],
  [{ memory: "half" }, 'a share from 0% to 100%, such as "10%" or 0.1, or "none"'],
])("%j is none", (overload, rule) => {
  expect(() => completeSettings({ overload })).toThrow(rule);
});
