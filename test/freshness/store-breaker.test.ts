import { describe, expect, test } from "vitest";

import { StoreBreaker, type StorePass } from "../../src/freshness/store-breaker.ts";

describe("the breaker of a store", () => {
  test("opens after three failures in a row, and not after three with a success between", () => {
    const breaker = new StoreBreaker();
    const pass = admitted(breaker, 0);
    for (let times = 0; times < 3; times++) {
      breaker.fail(pass, 0);
      breaker.fail(pass, 0);
      breaker.succeed(pass, 0);
    }
    expect(breaker.isOpen).toBe(false);
    expect(opened(0).isOpen).toBe(true);
  });

  test("lets one operation try after a while, and all others once that has come to something", () => {
    const breaker = opened(0);
    expect(breaker.admit(249)).toBeUndefined();
    const pass = admitted(breaker, 250);
    expect(breaker.admit(250)).toBeUndefined();
    expect(breaker.admit(10_000)).toBeUndefined();
    breaker.succeed(pass, 10_000);
    expect(breaker.isOpen).toBe(false);
    admitted(breaker, 10_001);
  });

  test("waits twice as long after each try that fails, up to five seconds", () => {
    const breaker = opened(0);
    let nowMs = 0;
    for (const waitMs of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
      expect(breaker.admit(nowMs + waitMs - 1)).toBeUndefined();
      nowMs += waitMs;
      breaker.fail(admitted(breaker, nowMs), nowMs);
    }
  });

  test("waits twice as long, too, where a store fails again soon after a try that came to something", () => {
    const breaker = opened(0);
    let nowMs = 0;
    for (const waitMs of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
      expect(breaker.admit(nowMs + waitMs - 1)).toBeUndefined();
      nowMs += waitMs;
      breaker.succeed(admitted(breaker, nowMs), nowMs);
      nowMs += 9999;
      fail(breaker, nowMs);
    }
  });

  test("waits no longer than the first time where it has been well for ten seconds", () => {
    const breaker = opened(0);
    breaker.fail(admitted(breaker, 250), 250);
    breaker.succeed(admitted(breaker, 750), 750);
    fail(breaker, 10_750);
    expect(breaker.admit(10_999)).toBeUndefined();
    admitted(breaker, 11_000);
  });

  test("takes no notice of what was under way before it opened", () => {
    const breaker = new StoreBreaker();
    const early = admitted(breaker, 0);
    for (let times = 0; times < 6; times++) breaker.fail(early, 0);
    breaker.succeed(early, 0);
    expect(breaker.isOpen).toBe(true);
    const pass = admitted(breaker, 250);
    breaker.fail(early, 250);
    breaker.succeed(pass, 250);
    expect(breaker.isOpen).toBe(false);
  });
});

function admitted(breaker: StoreBreaker, nowMs: number): StorePass {
  const pass = breaker.admit(nowMs);
  if (pass === undefined) throw new Error("It was refused.");
  return pass;
}

function opened(nowMs: number): StoreBreaker {
  const breaker = new StoreBreaker();
  fail(breaker, nowMs);
  return breaker;
}

/** As often as it takes. */
function fail(breaker: StoreBreaker, nowMs: number): void {
  for (let times = 0; times < 3; times++) breaker.fail(admitted(breaker, nowMs), nowMs);
}
