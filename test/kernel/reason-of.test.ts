import { expect, test } from "vitest";

import { reasonOf } from "../../src/kernel/reason-of.ts";

test.each<[unknown, string]>([
  [new Error("It is down."), "It is down"],
  ["down", "down"],
  [new TypeError("fetch failed", { cause: new Error("refused") }), "refused"],
  [new AggregateError([new Error("first"), new Error("second")]), "first"],
  [new AggregateError([], "none"), "none"],
])("the reason of %s is %s", (error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});
