import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fleetKeys } from "../../src/fleet/fleet-keys.ts";
import { keyHash } from "../../src/freshness/key-hash.ts";

describe("what stands for a key in the names that replicas share", () => {
  test("is another one for another key, also where those have halves of characters", () => {
    const key = fc.string({ unit: fc.constantFrom("\ud800", "\ud801", "\\", "u", "d800", '"') });
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(keyHash(one) === keyHash(other)).toBe(one === other);
      }),
    );
    expect(keyHash("\ud800")).not.toBe(keyHash("\ud801"));
  });

  test("tells nothing of the key, and is short", () => {
    expect(keyHash(`secret ${"x".repeat(1000)}`)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is in the names of leases, too", () => {
    expect(fleetKeys("shop").leaseOf("secret")).toBe(`shop:lease:${keyHash("secret")}`);
  });
});
