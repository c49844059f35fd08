import { expect, test } from "vitest";

import { toError } from "../../src/kernel/to-error.ts";

test("an error that was thrown stays the one it is", () => {
  const thrown = new TypeError("no");
  expect(toError(thrown)).toBe(thrown);
});

test("anything else that was thrown is told of by an error", () => {
  expect(toError("no")).toEqual(new Error("A resolver threw no."));
  expect(toError(undefined)).toEqual(new Error("A resolver threw undefined."));
});
