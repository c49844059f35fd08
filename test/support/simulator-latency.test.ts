import { describe, expect, test } from "vitest";

import { drawLatency, type Latency } from "./simulator/latency.ts";
import { createRandom } from "./simulator/random.ts";
import { readBehaviour } from "./simulator/read-behaviour.ts";
import { readFlags } from "./simulator/read-flags.ts";
import { readLatency } from "./simulator/read-latency.ts";

/** 10,000 latencies, the shortest first. */
function draw(latency: Latency | number): readonly number[] {
  const random = createRandom("1");
  return Array.from({ length: 10_000 }, () => drawLatency(latency, random)).toSorted(
    (a, b) => a - b,
  );
}

const at = (values: readonly number[], share: number) =>
  values[share * values.length] ?? Number.NaN;

describe("latency is", () => {
  test("always the same", () => {
    expect(new Set([...draw(50), ...draw({ kind: "fixed", ms: 50 })])).toEqual(new Set([50]));
  });

  test("evenly spread", () => {
    const values = draw({ kind: "uniform", minMs: 10, maxMs: 90 });
    expect(at(values, 0)).toBeGreaterThanOrEqual(10);
    expect(values.at(-1)).toBeLessThan(90);
    expect([0.25, 0.5, 0.75].map((share) => Math.round(at(values, share) / 10))).toEqual([3, 5, 7]);
  });

  test("spread with a median and a longer side", () => {
    const values = draw({ kind: "log-normal", medianMs: 50, sigma: 0.5 });
    expect(at(values, 0.5)).toBeGreaterThan(48);
    expect(at(values, 0.5)).toBeLessThan(52);
    // One standard deviation above and below.
    expect(at(values, 0.8413) / 50).toBeCloseTo(Math.exp(0.5), 0);
    expect(50 / at(values, 0.1587)).toBeCloseTo(Math.exp(0.5), 0);
  });

  test("usual, but for a few calls", () => {
    const values = draw({ kind: "long-tail", usualMs: 50, slowMs: 2000, slowShare: 0.01 });
    expect(new Set(values)).toEqual(new Set([50, 2000]));
    const slow = values.filter((ms) => ms === 2000).length;
    expect(slow).toBeGreaterThan(70);
    expect(slow).toBeLessThan(130);
  });
});

describe("a person types", () => {
  test.each([
    ["50ms", { kind: "fixed", ms: 50 }],
    ["uniform:10ms:1s", { kind: "uniform", minMs: 10, maxMs: 1000 }],
    ["log-normal:50ms:0.5", { kind: "log-normal", medianMs: 50, sigma: 0.5 }],
    ["long-tail:50ms:2s:1%", { kind: "long-tail", usualMs: 50, slowMs: 2000, slowShare: 0.01 }],
  ])("%s for a latency", (text, latency) => {
    expect(readLatency(text)).toEqual(latency);
  });

  test.each(["", "50", "uniform:10ms", "log-normal:50ms:x", "log-normal:50ms:", "fast"])(
    "%j, and is told what a latency is",
    (text) => {
      expect(() => readLatency(text)).toThrow(`and "${text}" is none.`);
    },
  );

  test("flags", () => {
    const flags = "--port 4010 --seed x --latency 5ms --slots 4 --rate-limit 100/1s".split(" ");
    expect(readFlags([...flags, "--set", '{"poison":["7"]}'])).toEqual({
      port: 4010,
      seed: "x",
      behaviour: {
        latency: { kind: "fixed", ms: 5 },
        slots: 4,
        rateLimit: {
          calls: 100,
          perMs: 1000,
          window: "sliding",
          tells: ["retry-after", "ratelimit"],
        },
        poison: ["7"],
      },
    });
    expect(readFlags([])).toEqual({ behaviour: {} });
    expect(readFlags(["-h"])).toBeUndefined();
  });

  test.each([
    ["--slots", "0", '--slots must be a whole number above 0, and is "0".'],
    ["--rate-limit", "100", '--rate-limit is like 100/1s, and "100" is not.'],
    ["--set", '{"outag":"none"}', 'and no "outag".'],
  ])("%s %s, and is told what is wrong", (flag, value, message) => {
    expect(() => readFlags([flag, value])).toThrow(message);
  });

  test("a behaviour as JSON", () => {
    expect(readBehaviour('{"outage":"refused"}')).toEqual({ outage: "refused" });
    expect(() => readBehaviour("outage")).toThrow("not valid JSON");
  });
});
