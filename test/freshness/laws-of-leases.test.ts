import fc from "fast-check";
import { expect, test } from "vitest";

import { awaitEntries } from "../../src/freshness/await-entries.ts";
import type { Entry } from "../../src/freshness/entry.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { MemoryEntries } from "./support/memory-entries.ts";
import { MemoryLeases } from "./support/memory-leases.ts";

const leaseMs = 400;
const waitMs = 5000;
const key = "hot";

const entry: Entry = {
  outcome: { kind: "value", value: 1 },
  fetchedAtMs: 0,
  freshUntilMs: Number.POSITIVE_INFINITY,
  revalidateUntilMs: Number.POSITIVE_INFINITY,
  errorUntilMs: Number.POSITIVE_INFINITY,
  keepUntilMs: Number.POSITIVE_INFINITY,
  tookMs: 1,
  validators: undefined,
  position: 0,
};

/** What becomes of the replica that has the lease at first, and when. */
const first = fc.record({
  fate: fc.constantFrom("stores", "fails", "dies"),
  atMs: fc.integer({ min: 0, max: leaseMs - 1 }),
});

/** When each of the others comes to wait, and how long it fetches where it must. */
const others = fc.array(
  fc.record({
    fromMs: fc.integer({ min: 0, max: 300 }),
    fetchMs: fc.integer({ min: 0, max: leaseMs - 1 }),
  }),
  { minLength: 1, maxLength: 6 },
);

test("replicas fetch a key once, one of the others only where the first one did not", async () => {
  await fc.assert(
    fc.asyncProperty(first, others, async ({ fate, atMs }, replicas) => {
      const clock = createManualClock();
      const store = new MemoryEntries();
      const shared = new MemoryLeases({ clock, leaseMs });
      const leader = shared.of("first");
      await leader.acquire([key]);
      let fetched = 0;
      let served = 0;

      clock.after(atMs, () => {
        if (fate === "stores") void store.setMany([{ key, entry }]);
        if (fate !== "dies") leader.release([key]);
      });
      for (const [index, { fromMs, fetchMs }] of replicas.entries()) {
        const leases = shared.of(`replica ${index}`);
        const wait = async () => {
          const options = { store, leases, clock, waitMs, signal: undefined, isGood: () => true };
          const [found] = await Promise.all(awaitEntries([key], options));
          served++;
          if (found !== undefined) return;
          fetched++;
          clock.after(fetchMs, () => {
            void store.setMany([{ key, entry }]).then(() => leases.release([key]));
          });
        };
        clock.after(fromMs, () => void wait());
      }

      for (let passedMs = 0; passedMs < 2000; passedMs += 10) {
        clock.advance(10);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await turns(1);
      }
      expect(served).toBe(replicas.length);
      expect(fetched).toBe(fate === "stores" ? 0 : 1);
      expect(shared.holder(key)).toBeUndefined();
      expect(clock.timerCount()).toBe(0);
    }),
    { numRuns: 100 },
  );
});
