import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type BreakerState,
  type CallResult,
  CircuitBreaker,
  type Pass,
} from "../../src/sources/circuit-breaker.ts";
import type { BreakerSettings } from "../../src/sources/source-settings.ts";

const settings: BreakerSettings = { failures: 0.5, minCalls: 4, windowMs: 1000, openMs: 500 };

function admitted(breaker: CircuitBreaker, nowMs: number): Pass {
  const pass = breaker.admit(nowMs);
  if (pass === undefined) throw new Error("refused");
  return pass;
}

function run(breaker: CircuitBreaker, results: readonly CallResult[], nowMs: number): void {
  for (const result of results) breaker.record(admitted(breaker, nowMs), result, nowMs);
}

const fourFailures = ["failure", "failure", "failure", "failure"] as const;

describe("circuit breaker", () => {
  test("opens when the share of failures is reached, and not below the least number of calls", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, ["failure", "failure", "failure"], 0);
    expect(breaker.state).toBe("closed");
    run(breaker, ["success", "success"], 0);
    run(breaker, ["failure"], 0);
    expect(breaker.state).toBe("open");
  });

  test("stays closed while fewer fail, and forgets failures of long ago", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, ["success", "success", "success", "failure", "failure"], 0);
    run(breaker, ["success", "success", "success", "failure"], 2000);
    expect(breaker.state).toBe("closed");
  });

  test("open, refuses all until its time is over and says how long that is", () => {
    const breaker = new CircuitBreaker(settings);
    expect(breaker.retryAfterMs(0)).toBe(0);
    run(breaker, fourFailures, 100);
    expect(breaker.admit(100)).toBeUndefined();
    expect(breaker.retryAfterMs(250)).toBe(350);
    expect(breaker.admit(599)).toBeUndefined();
    expect(breaker.admit(600)).toEqual({ isProbe: true });
  });

  test("lets one probe go, whose success closes it with nothing counted against it", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, fourFailures, 0);
    const probe = admitted(breaker, 500);
    expect([breaker.state, breaker.admit(500), breaker.retryAfterMs(500)]).toEqual([
      "half-open",
      undefined,
      500,
    ]);
    breaker.record(probe, "success", 510);
    expect(breaker.state).toBe("closed");
    run(breaker, ["failure", "failure", "failure"], 520);
    expect(breaker.state).toBe("closed");
  });

  test("opens for the whole time again when the probe fails", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, fourFailures, 0);
    breaker.record(admitted(breaker, 500), "failure", 800);
    expect([breaker.state, breaker.admit(1299)]).toEqual(["open", undefined]);
    expect(breaker.admit(1300)).toEqual({ isProbe: true });
  });

  test("lets another probe go at once when one is abandoned", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, fourFailures, 0);
    breaker.record(admitted(breaker, 500), "abandoned", 510);
    expect([breaker.state, breaker.retryAfterMs(510)]).toEqual(["half-open", 0]);
    expect(breaker.admit(510)).toEqual({ isProbe: true });
  });

  test("counts no abandoned call, and none of an earlier state", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, ["abandoned", "abandoned", "abandoned", "failure"], 0);
    expect(breaker.state).toBe("closed");
    const late = admitted(breaker, 0);
    run(breaker, ["failure", "failure", "failure"], 0);
    breaker.record(late, "failure", 400);
    expect(breaker.retryAfterMs(400)).toBe(100);
    const probe = admitted(breaker, 500);
    breaker.record(late, "success", 500);
    expect(breaker.state).toBe("half-open");
    breaker.record(probe, "success", 500);
    for (let call = 0; call < 9; call++) breaker.record(late, "failure", 500);
    expect(breaker.state).toBe("closed");
  });

  test("takes new settings at once, open or closed", () => {
    const breaker = new CircuitBreaker(settings);
    run(breaker, ["failure", "failure", "failure"], 0);
    breaker.tune({ ...settings, minCalls: 5 });
    run(breaker, ["failure"], 0);
    expect(breaker.state).toBe("closed");
    breaker.tune({ ...settings, windowMs: 2000 });
    run(breaker, ["failure", "failure", "failure"], 0);
    expect(breaker.state).toBe("closed");
    run(breaker, ["failure"], 0);
    expect(breaker.retryAfterMs(0)).toBe(500);
    breaker.tune({ ...settings, openMs: 50 });
    expect([breaker.retryAfterMs(0), breaker.admit(50)]).toEqual([50, { isProbe: true }]);
  });

  test("tells of each change of state once", () => {
    const states: BreakerState[] = [];
    const breaker = new CircuitBreaker(settings, (state) => states.push(state));
    run(breaker, fourFailures, 0);
    breaker.record(admitted(breaker, 500), "abandoned", 500);
    breaker.record(admitted(breaker, 500), "failure", 500);
    breaker.record(admitted(breaker, 1000), "success", 1000);
    expect(states).toEqual(["open", "half-open", "open", "half-open", "closed"]);
  });

  test("holds its promises whatever calls come to, and in whatever order", () => {
    const step = fc.record({
      afterMs: fc.nat(300),
      action: fc.constantFrom<CallResult | "admit">("admit", "success", "failure", "abandoned"),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let nowMs = 0;
        let openedAtMs = Number.NEGATIVE_INFINITY;
        let counted = 0;
        let probes = 0;
        const broken: string[] = [];
        const promise = (what: string, holds: boolean) => holds || broken.push(what);
        const breaker = new CircuitBreaker(settings, (state) => {
          if (state === "closed") counted = 0;
          if (state !== "open") return;
          openedAtMs = nowMs;
          promise("opens only when enough have failed", probes > 0 || counted >= 4);
        });
        const running: Pass[] = [];

        const admit = () => {
          const before = breaker.state;
          const pass = breaker.admit(nowMs);
          if (pass !== undefined) running.push(pass);
          const mayProbe = before === "open" ? nowMs >= openedAtMs + 500 : probes === 0;
          if (before === "closed") promise("lets all go, closed", pass?.isProbe === false);
          else promise("lets a probe go, and only then", pass?.isProbe === (mayProbe || undefined));
          if (pass?.isProbe === true) probes++;
        };
        const record = (pass: Pass, result: CallResult) => {
          if (result !== "abandoned") counted++;
          breaker.record(pass, result, nowMs);
          if (!pass.isProbe) return;
          probes--;
          const after = { success: "closed", failure: "open", abandoned: "half-open" }[result];
          promise("goes by what the probe came to", breaker.state === after);
        };

        for (const { afterMs, action, which } of steps) {
          nowMs += afterMs;
          if (action === "admit") {
            admit();
            continue;
          }
          const [pass] = running.splice(which % Math.max(1, running.length), 1);
          if (pass !== undefined) record(pass, action);
        }
        expect(broken).toEqual([]);
      }),
    );
  });
});
