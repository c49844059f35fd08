import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { fleetKeys } from "../../src/fleet/fleet-keys.ts";
import { RedisLink } from "../../src/fleet/redis-link.ts";
import { SharedRateLimit } from "../../src/fleet/shared-rate-limit.ts";
import { RateLimiter } from "../../src/sources/rate-limiter.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";

describeWithRedis("a rate limit that replicas share", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  /** The same limit, as this many replicas have it. */
  async function shares(source: string, count: number) {
    return await Promise.all(
      Array.from({ length: count }, async () => {
        const link = new RedisLink({ url: redis.url, clock: systemClock });
        await link.open();
        onTestFinished(() => link.close());
        return new SharedRateLimit(link, fleetKeys("test").rateLimitOf(source));
      }),
    );
  }

  test("grants a tenth at once, and says when there is more", async () => {
    const [share] = await shares("slow", 1);
    const limit = { calls: 20, perMs: 60_000 };
    expect(await share?.lease(1, limit)).toEqual({ granted: 1, waitMs: 0 });
    const partly = await share?.lease(5, limit);
    expect(partly?.granted).toBe(1);
    expect(partly?.waitMs).toBeGreaterThan(2000);
    expect(partly?.waitMs).toBeLessThanOrEqual((60_000 * 1.02) / 19);
    expect(await share?.lease(5, limit)).toMatchObject({ granted: 0 });
  });

  test("is one for all of them: together they never pass it in any span", async () => {
    const limit = { calls: 60, perMs: 300 };
    const leases: { readonly askedMs: number; readonly gotMs: number; readonly calls: number }[] =
      [];
    const endMs = performance.now() + 1000;
    const replicas = await shares("busy", 3);
    await Promise.all(
      replicas.map(async (share) => {
        while (performance.now() < endMs) {
          const askedMs = performance.now();
          // Each asks as soon as it is answered.
          // oxlint-disable-next-line no-await-in-loop
          const { granted } = await share.lease(3, limit);
          if (granted > 0) leases.push({ askedMs, gotMs: performance.now(), calls: granted });
        }
      }),
    );
    // What was asked for and got within a span was certainly granted in it.
    const inSpan = ({ askedMs: startMs }: { readonly askedMs: number }) =>
      leases.filter(({ askedMs, gotMs }) => askedMs >= startMs && gotMs < startMs + limit.perMs);
    expect(Math.max(...leases.map((lease) => sum(inSpan(lease))))).toBeLessThanOrEqual(limit.calls);
    expect(sum(leases)).toBeGreaterThan(limit.calls * 2);
  });

  test("lets the limiters of all replicas together use it up, and no more", async () => {
    const limit = { calls: 60, perMs: 300 };
    const sentAtMs: number[] = [];
    const startMs = performance.now();
    const replicas = await shares("limited", 3);
    await Promise.all(
      replicas.map(async (share) => {
        const wake = new Wake();
        const limiter = new RateLimiter(limit, {
          share,
          clock: systemClock,
          onReady: () => wake.up(),
          onLost: () => expect.fail("the share answers"),
          onFound: () => undefined,
        });
        while (performance.now() - startMs < 1200) {
          const nowMs = performance.now();
          const waitMs = limiter.take(nowMs);
          if (waitMs === 0) sentAtMs.push(nowMs);
          // Each sends as soon as it may.
          // oxlint-disable-next-line no-await-in-loop
          else await wake.after(waitMs);
        }
      }),
    );
    const inSpan = (fromMs: number) =>
      sentAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + limit.perMs).length;
    // A machine that is busy spends a lease a little later than it was granted.
    expect(Math.max(...sentAtMs.map(inSpan))).toBeLessThanOrEqual(limit.calls * 1.1);
    expect(sentAtMs.length).toBeGreaterThan(limit.calls * 2);
  });

  test("may be changed at any time; what is spent stays spent", async () => {
    const [share] = await shares("changed", 1);
    expect(await share?.lease(100, { calls: 100, perMs: 60_000 })).toMatchObject({ granted: 10 });
    expect(await share?.lease(100, { calls: 10, perMs: 60_000 })).toMatchObject({ granted: 0 });
    expect(await share?.lease(100, { calls: 200, perMs: 60_000 })).toMatchObject({ granted: 10 });
  });

  test("may count in any span, in parts of a millisecond too", async () => {
    const [share] = await shares("odd", 1);
    expect(await share?.lease(1, { calls: 10, perMs: 1500.3 })).toMatchObject({ granted: 1 });
  });

  test("is kept no longer than it matters", async () => {
    const [share] = await shares("gone", 1);
    await share?.lease(1, { calls: 10, perMs: 30 });
    const link = new RedisLink({ url: redis.url, clock: systemClock });
    await link.open();
    onTestFinished(() => link.close());
    await expect.poll(() => link.run((run) => run.hGetAll("test:rate-limit:gone"))).toEqual({});
  });
});

/** Waits for a time, or until it is woken. */
class Wake {
  #wake = () => {};

  after(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      systemClock.after(delayMs, resolve);
    });
  }

  up(): void {
    this.#wake();
  }
}

function sum(leases: readonly { readonly calls: number }[]): number {
  return leases.reduce((total, { calls }) => total + calls, 0);
}
