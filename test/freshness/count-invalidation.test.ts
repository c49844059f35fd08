import { expect, test } from "vitest";

import { countInvalidation } from "../../src/freshness/count-invalidation.ts";
import type { Invalidation } from "../../src/freshness/invalidation.ts";
import { createCountedMetrics } from "./support/counted-metrics.ts";

const user = { type: "User", key: { id: 1 } };

test.each<[Invalidation, readonly unknown[]]>([
  [{ tags: ["a", "b"] }, [["tag", 2]]],
  [{ types: ["User"] }, [["type", 1]]],
  [{ keys: [user, { ...user, key: { id: 2 } }] }, [["key", 2]]],
  [{ connectors: ["Query.user"] }, [["connector", 1]]],
  [{ all: true }, [["all", 1]]],
  [{ all: false, tags: [], types: [] }, []],
  [
    { tags: ["a"], types: ["User"] },
    [
      ["tag", 1],
      ["type", 1],
    ],
  ],
])("%j counts as what it names", (invalidation, counted) => {
  const { metrics, told } = createCountedMetrics();
  countInvalidation(metrics, invalidation);
  expect(told.invalidated).toEqual(counted);
});

test("where nobody collects metrics, nothing is counted", () => {
  expect(() => countInvalidation(undefined, { all: true })).not.toThrow();
});
