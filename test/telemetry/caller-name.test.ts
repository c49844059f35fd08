import { expect, test } from "vitest";

import { callerName } from "../../src/telemetry/caller-name.ts";
import { createSaltedHash } from "../../src/telemetry/salted-hash.ts";

const hash = createSaltedHash("salt");
const ann = { id: "ann", claims: {}, scopes: new Set<string>() };

test("a caller is a hash in logs, the same for each of its requests", () => {
  expect(callerName(ann, hash)).toMatch(/^[\da-f]{16}$/);
  expect(callerName({ ...ann }, hash)).toBe(callerName(ann, hash));
  expect(callerName({ ...ann, id: "bob" }, hash)).not.toBe(callerName(ann, hash));
});

test("an API key has the name that settings give it, which is no secret", () => {
  expect(callerName({ ...ann, keyName: "billing" }, hash)).toBe("key billing");
});

test("nobody has no name", () => {
  expect(callerName(undefined, hash)).toBeUndefined();
});
