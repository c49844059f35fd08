import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { Fleet } from "../../src/fleet/fleet.ts";
import { tuneFleet } from "../../src/fleet/tune-fleet.ts";
import type { TunedSetting } from "../../src/fleet/tuned-setting.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { keptLog } from "./log-lines.ts";

const limit = { calls: 100, perMs: 1000 };
const order = { source: "users", set: [{ path: ["timeout"], value: "1s" }], reset: [] };
const desk = { prefix: "test", clock: systemClock, by: "kim@desk" };
const down = "Redis is out of reach: each replica limits for itself, tunings stay";

describeWithRedis("while Redis is out of reach", { timeout: 30_000 }, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  async function join(clock = systemClock) {
    const kept = keptLog();
    const taken: (readonly TunedSetting[])[] = [];
    const fleet = new Fleet({
      ...desk,
      clock,
      url: redis.url,
      log: kept.log,
      onTunings(tuned) {
        taken.push(tuned);
        return new Map();
      },
    });
    onTestFinished(() => fleet.close());
    await fleet.join();
    return { ...kept, taken, share: fleet.rateLimitShare("users") };
  }

  test("a replica starts all the same, and joins once it is back", async () => {
    await redis.kill();
    const startMs = performance.now();
    const replica = await join();
    expect(performance.now() - startMs).toBeLessThan(4000);
    await expect(replica.share.lease(1, limit)).rejects.toThrow("out of reach");
    expect(replica.taken).toEqual([]);

    await redis.start();
    await replica.says("Redis is back");
    await vi.waitUntil(() => replica.taken.length > 0);
    expect(await tuneFleet(order, { ...desk, url: redis.url })).toMatchObject({ told: 1 });
    expect(await replica.share.lease(1, limit)).toEqual({ granted: 1, waitMs: 0 });
  });

  test("it is said once, what is tuned stays, and what was missed is read when it is back", async () => {
    const replica = await join();
    await tuneFleet(order, { ...desk, url: redis.url });
    await redis.kill();
    await replica.says(down);
    await expect(replica.share.lease(1, limit)).rejects.toThrow("out of reach");
    const count = replica.taken.length;
    await redis.start();
    // It has forgotten all, which a replica can only learn by reading anew.
    await replica.says("Redis is back");
    await vi.waitUntil(() => replica.taken.length > count);
    expect(replica.taken.at(-1)).toEqual([]);
    expect(replica.messages().filter((message) => message === down)).toHaveLength(1);
    expect(await tuneFleet(order, { ...desk, url: redis.url })).toMatchObject({ told: 1 });
  });

  test("a replica that never joined may be closed", () => {
    const options = { ...desk, url: redis.url, log: keptLog().log, onTunings: () => new Map() };
    expect(() => new Fleet(options).close()).not.toThrow();
  });

  test("a server that let a replica listen, but too late, is heard once and not twice", async () => {
    let isPatient = false;
    const replica = await join({
      ...systemClock,
      after(delayMs, run) {
        if (!isPatient && delayMs === 1000) run();
        return systemClock.after(delayMs, run);
      },
    });
    expect(replica.messages()).toEqual(["tunings not read"]);
    isPatient = true;
    expect(await tuneFleet(order, { ...desk, url: redis.url })).toMatchObject({ told: 1 });
    const count = replica.taken.length;
    await redis.kill();
    await redis.start();
    await vi.waitUntil(() => replica.taken.length > count, { timeout: 10_000 });
    await tuneFleet(order, { ...desk, url: redis.url });
    await tuneFleet(order, { ...desk, url: redis.url });
    expect(replica.messages().filter((message) => message === "tuned")).toHaveLength(3);
  });

  test("a server that answers nothing is not waited for", async () => {
    const replica = await join();
    redis.freeze();
    onTestFinished(() => redis.resume());
    await expect(replica.share.lease(1, limit)).rejects.toThrow("did not answer within 1000 ms");
    await expect(tuneFleet(order, { ...desk, url: redis.url })).rejects.toThrow("out of reach");
  });

  test("who tunes is told", async () => {
    await redis.kill();
    await expect(tuneFleet(order, { ...desk, url: redis.url })).rejects.toThrow("ECONNREFUSED");
    await redis.start();
  });
});
