import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { BatchPolicy } from "../../src/contract/policies.ts";
import type { Behaviour } from "../support/simulator/behaviour.ts";
import { letAsk, pairs } from "./support/callers.ts";
import { lawRuns, lawTimeoutMs } from "./support/law-runs.ts";
import { openUsers } from "./support/users-api.ts";

/** So many keys in one call, of which some are bad. */
const batches = (most: number) =>
  fc.integer({ min: 2, max: 64 }).chain((count) => {
    const keys = Array.from({ length: count }, (_, index) => index + 1);
    return fc.record({
      keys: fc.constant(keys),
      bad: fc.subarray(keys, { minLength: 1, maxLength: Math.min(most, count) }),
    });
  });

describe("a batch that is refused as a whole", () => {
  test("fails only its bad key, for a few more calls", { timeout: lawTimeoutMs }, async () => {
    expect.hasAssertions();
    const property = fc.asyncProperty(batches(1), async ({ keys, bad }) => {
      const { failed, calls } = await ask(keys, { poison: bad.map(String) });
      expect(failed).toEqual(bad);
      expect(calls.length).toBeLessThanOrEqual(mostCalls(keys));
    });
    await fc.assert(property, lawRuns(40));
  });

  test(
    "with several bad keys fails these, and only such good ones as went with one of them",
    { timeout: lawTimeoutMs },
    async () => {
      expect.hasAssertions();
      const property = fc.asyncProperty(batches(8), async ({ keys, bad }) => {
        const { failed, calls } = await ask(keys, { poison: bad.map(String) });
        expect(failed).toEqual(expect.arrayContaining([...bad]));
        expect(calls.length).toBeLessThanOrEqual(mostCalls(keys));
        const last = failed.map((id) => calls.findLast((call) => call.keys.includes(String(id))));
        const causeless = last.filter(
          (call) => call?.keys.some((key) => bad.includes(Number(key))) !== true,
        );
        expect(causeless).toEqual([]);
      });
      await fc.assert(property, lawRuns(40));
    },
  );

  test("fails together where that is declared", { timeout: lawTimeoutMs }, async () => {
    expect.hasAssertions();
    const property = fc.asyncProperty(batches(8), async ({ keys, bad }) => {
      const { failed, calls } = await ask(keys, { poison: bad.map(String) }, "TOGETHER");
      expect(failed).toEqual(keys);
      expect(calls).toHaveLength(1);
    });
    await fc.assert(property, lawRuns(10));
  });

  test("is not asked again when no key can be the reason", { timeout: lawTimeoutMs }, async () => {
    expect.hasAssertions();
    const statuses = fc.constantFrom(401, 407, 408, 425, 429, 500, 502, 503, 504);
    const property = fc.asyncProperty(batches(1), statuses, async ({ keys }, errorStatus) => {
      const { failed, calls } = await ask(keys, { errorShare: 1, errorStatus });
      expect(failed).toEqual(keys);
      expect(calls).toHaveLength(1);
    });
    await fc.assert(property, lawRuns(20));
  });
});

async function ask(
  keys: readonly number[],
  behaviour: Partial<Behaviour>,
  onFailure: BatchPolicy["onFailure"] = "SPLIT",
) {
  await using users = await openUsers({
    behaviour,
    source: {},
    batch: { onFailure },
    maxSize: 100,
    maxUrlBytes: 8192,
  });
  const plain = { lane: undefined, patience: undefined, deadline: undefined };
  const asks = [{ ...plain, turn: 0, ids: keys, caller: 1 }];
  const answered = (await letAsk(users.desk, asks)).flatMap(pairs);
  const failed = answered.filter(({ outcome }) => outcome.kind !== "value").map(({ id }) => id);
  return { failed, calls: [...users.api.calls] };
}

/** One call for all, and two for each halving that one bad key needs. */
function mostCalls(keys: readonly number[]): number {
  return 1 + 2 * Math.ceil(Math.log2(keys.length));
}
