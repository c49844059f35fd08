import { describe, expect, test } from "vitest";

import { RateLimiter } from "../../src/sources/rate-limiter.ts";

describe("rate limiter", () => {
  test("without a limit lets all go", () => {
    const limiter = new RateLimiter(undefined);
    expect([limiter.take(0), limiter.take(0), limiter.waitMs(1000, 0)]).toEqual([0, 0, 0]);
  });

  test("with a limit says how long the next waits, and those after it", () => {
    const limiter = new RateLimiter({ calls: 10, perMs: 1000 });
    expect([limiter.take(5000), limiter.take(5000)]).toEqual([0, 102]);
    expect([limiter.waitMs(0, 5000), limiter.waitMs(9, 5000)]).toEqual([102, 1020]);
  });

  test("takes another limit at once, keeps what is spent, and can do without one", () => {
    const limiter = new RateLimiter({ calls: 10, perMs: 1000 });
    limiter.take(0);
    limiter.tune({ calls: 20, perMs: 1000 }, 0);
    expect([limiter.take(0), limiter.take(0)]).toEqual([0, 54]);
    limiter.tune(undefined, 0);
    expect([limiter.take(0), limiter.take(0)]).toEqual([0, 0]);
    limiter.tune({ calls: 10, perMs: 1000 }, 0);
    expect([limiter.take(0), limiter.take(0)]).toEqual([0, 102]);
  });
});
