import type { Leases } from "../../../src/freshness/leases.ts";
import { SharedTier } from "../../../src/freshness/shared-tier.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { turns } from "../../support/until.ts";
import { MemoryEntries } from "./memory-entries.ts";
import { MemoryLeases } from "./memory-leases.ts";
import { type FreshnessSetup, openFreshness, valueOf } from "./open-freshness.ts";

export const deadlineMs = 50;
export const leaseWaitMs = 2000;

interface ReplicasSetup extends Pick<FreshnessSetup, "rules" | "say"> {
  /** Whether the store says that it can be asked. */
  readonly isUp?: boolean;
  /** Whether it says that it takes what it is given. */
  readonly isWhole?: boolean;
  /** What the second replica has instead of leases; null: none. */
  readonly leasesOfTwo?: Leases | null;
}

/** Two replicas that share a store, and agree on who fetches what, on one clock. */
export function openReplicas({
  isUp = true,
  isWhole = true,
  leasesOfTwo,
  ...setup
}: ReplicasSetup = {}) {
  const clock = createManualClock();
  const entries = new MemoryEntries();
  const leases = new MemoryLeases({ clock, leaseMs: 10_000 });
  const store = Object.assign(entries, { isUp, isWhole });
  const open = (own: Leases | undefined) =>
    openFreshness({
      ...setup,
      clock,
      shared: new SharedTier({ store, leases: own, clock, deadlineMs, leaseWaitMs }),
    });
  return {
    clock,
    store,
    leases,
    /** One more replica. */
    open,
    /** The store key of a user. */
    storeKeyOf: async (id: number): Promise<string> => {
      const looks = new MemoryEntries();
      const shared = new SharedTier({
        store: Object.assign(looks, { isUp: false, isWhole: false }),
        leases: undefined,
        clock,
        deadlineMs,
        leaseWaitMs,
      });
      await openFreshness({ ...setup, clock, shared, say: () => ({ outcome: valueOf(0) }) }).ask([
        id,
      ]);
      return looks.looks[0]?.[0] ?? "";
    },
    one: open(leases.of("one")),
    two: open(leasesOfTwo === null ? undefined : (leasesOfTwo ?? leases.of("two"))),
    /** Time goes by, and all that it sets off is done. */
    pass: async (ms: number) => {
      for (let passedMs = 0; passedMs < ms; passedMs += 10) {
        clock.advance(Math.min(10, ms - passedMs));
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await turns(2);
      }
    },
  };
}
