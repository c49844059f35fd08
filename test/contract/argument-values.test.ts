import { expect, test } from "vitest";

import { requiredString } from "../../src/contract/argument-values.ts";

test("a required argument that nobody has checked is a bug, and says so", () => {
  expect(() => requiredString(undefined)).toThrow("nobody noticed");
});
