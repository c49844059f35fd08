import { expect, test } from "vitest";

import { GuardedLeases } from "../../src/freshness/guarded-leases.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { everybody, MemoryLeases } from "./support/memory-leases.ts";

/** Leases that may fail or hang. */
function openMoody() {
  const clock = createManualClock();
  const leases = new MemoryLeases({ clock, leaseMs: 60_000 });
  const own = leases.of("own");
  const moody = { mood: "good", asked: 0 };
  const guarded = new GuardedLeases({
    clock,
    leases: {
      ...own,
      acquire(keys) {
        moody.asked++;
        if (moody.mood === "failing") return Promise.reject(new Error("gone"));
        return moody.mood === "hanging" ? new Promise(() => {}) : own.acquire(keys);
      },
    },
  });
  const acquire = () => guarded.acquire(["a"]).catch((error: unknown) => String(error));
  return { clock, leases, moody, guarded, acquire };
}

const refused = "Error: Leases are not asked for now.";

test("leases that fail are soon asked for no more, until a try comes to something", async () => {
  const { clock, moody, acquire } = openMoody();
  moody.mood = "failing";
  for (let times = 0; times < 3; times++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await acquire()).toBe("Error: gone");
  }
  expect(await acquire()).toBe(refused);
  clock.advance(250);
  expect(await Promise.all([acquire(), acquire()])).toEqual(["Error: gone", refused]);
  moody.mood = "good";
  clock.advance(499);
  expect(await acquire()).toBe(refused);
  expect(moody.asked).toBe(4);
  clock.advance(1);
  expect(await acquire()).toEqual([true]);
  expect(await acquire()).toEqual([true]);
});

test("no more of them are under way than may be", async () => {
  const { moody, acquire } = openMoody();
  moody.mood = "hanging";
  const answers = Array.from({ length: 600 }, acquire);
  await turns();
  expect(moody.asked).toBe(512);
  expect(await answers.at(-1)).toBe(refused);
});

test("leases are given up, and nobody is told while nobody listens", async () => {
  const { clock, leases, moody, guarded, acquire } = openMoody();
  await guarded.acquire(["a", "b", "c"]);
  guarded.release(["a"]);
  guarded.waive(["b"]);
  expect(["a", "b", "c"].map((key) => leases.holder(key))).toEqual([undefined, everybody, "own"]);
  moody.mood = "failing";
  await Promise.all([acquire(), acquire(), acquire()]);
  guarded.release(["c"]);
  guarded.waive(["c"]);
  expect(leases.holder("c")).toBe("own");
  moody.mood = "good";
  clock.advance(250);
  await acquire();
  guarded.release(["c"]);
  expect(leases.holder("c")).toBeUndefined();
});
