import { setTimeout } from "node:timers/promises";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { LoadMeter, type Load } from "../../src/admission/load-meter.ts";
import { Overload, type OverloadBounds } from "../../src/admission/overload.ts";
import { keptLog } from "../fleet/log-lines.ts";
import { createManualClock } from "../support/manual-clock.ts";

const idle: Load = { lagMs: 0, memory: 0.1 };

/** An overload whose load is made up; each second is a look. */
function overloadBy(bounds: Partial<OverloadBounds> = {}) {
  const clock = createManualClock();
  const kept = keptLog();
  const refused: string[] = [];
  let load = idle;
  let hasStopped = false;
  const overload = new Overload({
    bounds: { eventLoopLagMs: 500, memory: 0.9, ...bounds },
    measure: () => ({
      read: () => load,
      stop: () => void (hasStopped = true),
    }),
    clock,
    log: kept.log,
    onRefused: (cause) => refused.push(cause),
  });
  overload.start();
  return {
    overload,
    refused,
    ...kept,
    clock,
    hasStopped: () => hasStopped,
    /** How many of the next hundred requests are refused. */
    refusedOf100: () =>
      Array.from({ length: 100 }, () => overload.refuses()).filter((isRefused) => isRefused).length,
    /** Looks with these loads, a second each; tells after each whether there is an overload. */
    after: (...loads: readonly Partial<Load>[]) =>
      loads.map((next) => {
        load = { ...idle, ...next };
        clock.advance(1000);
        return overload.isOn;
      }),
  };
}

describe("an overload", () => {
  test("begins with the second look in a row above the bound", () => {
    const { after } = overloadBy();
    expect(after({ lagMs: 501 }, { lagMs: 500 }, { lagMs: 501 }, { lagMs: 501 })).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("refuses more with each look above the bound, and less with each below half of it, to the end", () => {
    const { after, refusedOf100 } = overloadBy();
    const above = { lagMs: 501 };
    const between = { lagMs: 251 };
    const below = { lagMs: 250 };
    after(above);
    const loads = [above, above, above, between, above, above, below, between, below, above, below];
    const shares = [...loads, below, below].map((load) => {
      after(load);
      return refusedOf100();
    });
    expect(shares).toEqual([25, 50, 75, 75, 100, 100, 75, 75, 50, 75, 50, 25, 0]);
    // The next one begins as the first did.
    expect(after(above, above)).toEqual([false, true]);
    expect(refusedOf100()).toBe(25);
  });

  test("of memory shrinks when a twentieth of the bound is there again", () => {
    const { after, refusedOf100 } = overloadBy();
    after({ memory: 0.91 }, { memory: 0.91 }, { memory: 0.86 });
    expect(refusedOf100()).toBe(25);
    expect(after({ memory: 0.85 })).toEqual([false]);
  });

  test("refuses evenly: the first that comes, and then one in so many", () => {
    const { overload, after, refused } = overloadBy();
    expect(overload.refuses()).toBe(false);
    after({ lagMs: 900 }, { lagMs: 900 });
    expect(Array.from({ length: 9 }, () => overload.refuses())).toEqual(
      Array.from({ length: 9 }, (_, at) => at % 4 === 0),
    );
    expect(refused).toEqual(["event_loop", "event_loop", "event_loop"]);
  });

  test("of memory alone lets one request in ten through, until turns are late, too", () => {
    const { after, refused, refusedOf100 } = overloadBy();
    const short = { memory: 0.95 };
    after(short, short, short, short, short, short);
    expect(refusedOf100()).toBe(90);
    expect(new Set(refused)).toEqual(new Set(["memory"]));
    after({ ...short, lagMs: 900 });
    expect(refusedOf100()).toBe(100);
    expect(refused.at(-1)).toBe("event_loop");
  });

  test("is told once when it begins and once when it ends, with what it was", () => {
    const { overload, after, lines, messages } = overloadBy();
    after({ lagMs: 900.4 }, { lagMs: 900.4 }, { lagMs: 700 });
    overload.refuses();
    after(idle, idle, idle);
    expect(messages()).toEqual(["overloaded: new requests are refused", "the overload is over"]);
    expect(lines).toMatchObject([
      { level: "warn", cause: "event_loop", lagMs: 900, memory: 0.1 },
      { level: "info", lagMs: 0, refused: 1, forMs: 3000 },
    ]);
  });

  test.each([
    ["eventLoopLagMs", { lagMs: 9000 }, { memory: 0.95 }],
    ["memory", { memory: 1 }, { lagMs: 900 }],
  ] as const)("has no bound of %s where that is turned off", (name, unbounded, bounded) => {
    const { after } = overloadBy({ [name]: undefined });
    expect(after(unbounded, unbounded, unbounded)).toEqual([false, false, false]);
    expect(after(bounded, bounded)).toEqual([false, true]);
  });

  test("costs nothing where both are turned off, and is looked for no more once stopped", () => {
    const off = overloadBy({ eventLoopLagMs: undefined, memory: undefined });
    expect(off.clock.timerCount()).toBe(0);
    off.overload.stop();
    const on = overloadBy();
    expect(on.clock.timerCount()).toBe(1);
    on.overload.stop();
    expect(on.clock.timerCount()).toBe(0);
    expect(on.hasStopped()).toBe(true);
  });
});

describe("the load of this process", () => {
  test("has late turns while one takes long", async () => {
    const meter = measured();
    // It takes a look before, and one after.
    await setTimeout(100);
    const before = meter.read();
    await setTimeout(50);
    const endMs = performance.now() + 600;
    while (performance.now() < endMs);
    await setTimeout(100);
    expect(meter.read().lagMs).toBeGreaterThan(50);
    expect(before.lagMs).toBeLessThan(500);
  });

  test("is nothing where nobody has looked yet", () => {
    expect(measured().read()).toMatchObject({ lagMs: 0 });
  });

  test("has a share of memory: of the heap, or of what its control group may have", () => {
    vi.spyOn(process, "constrainedMemory").mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const ofHeap = measured().read().memory;
    expect(ofHeap).toBeGreaterThan(0);
    expect(ofHeap).toBeLessThan(1);
    vi.spyOn(process, "constrainedMemory").mockReturnValue(process.memoryUsage.rss() * 2);
    const ofGroup = measured().read().memory;
    expect(ofGroup).toBeGreaterThan(0.3);
    // Of two processes, each may have half.
    expect(measured(2).read().memory).toBeGreaterThan(ofGroup * 1.5);
  });
});

function measured(processes = 1): LoadMeter {
  const meter = new LoadMeter(processes);
  onTestFinished(() => meter.stop());
  return meter;
}
