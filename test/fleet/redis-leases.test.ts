import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { fleetKeys } from "../../src/fleet/fleet-keys.ts";
import { RedisLeases } from "../../src/fleet/redis-leases.ts";
import { RedisLink } from "../../src/fleet/redis-link.ts";
import { GuardedLeases } from "../../src/freshness/guarded-leases.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";

describeWithRedis("leases that replicas share", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  async function openLink() {
    const link = new RedisLink({ url: redis.url, clock: systemClock });
    await link.open();
    onTestFinished(() => link.close());
    return link;
  }

  /** The leases of one replica; those of one test are not those of another. */
  async function openOwner(name: string, { leaseMs = 60_000, deadlineMs = 5000 } = {}) {
    const { leaseOf } = fleetKeys(name);
    return new RedisLeases({ link: await openLink(), nameOf: leaseOf, leaseMs, deadlineMs });
  }

  test("are each won by one of those who meet", async () => {
    const owners = await Promise.all(Array.from({ length: 4 }, () => openOwner("meet")));
    const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
    const granted = await Promise.all(owners.map((owner) => owner.acquire(keys)));
    for (const index of keys.keys()) {
      expect(granted.filter((of) => of[index])).toHaveLength(1);
    }
  });

  test("are ours when we ask again, and stay those of others", async () => {
    const [own, other] = [await openOwner("again"), await openOwner("again")];
    expect(await own.acquire(["a"])).toEqual([true]);
    expect(await other.acquire(["a", "b"])).toEqual([false, true]);
    expect(await own.acquire(["b", "a"])).toEqual([false, true]);
    expect(await own.acquire([])).toEqual([]);
  });

  test("end by themselves", async () => {
    const own = await openOwner("end", { leaseMs: 50 });
    const other = await openOwner("end");
    expect(await own.acquire(["a"])).toEqual([true]);
    expect(await other.acquire(["a"])).toEqual([false]);
    await expect.poll(() => other.acquire(["a"]), { interval: 5 }).toEqual([true]);
  });

  test("are another's once they are given up, and given up by nobody else", async () => {
    const [own, other] = [await openOwner("release"), await openOwner("release")];
    await own.acquire(["a", "b"]);
    other.release(["a", "b"]);
    expect(await other.acquire(["a", "b"])).toEqual([false, false]);
    own.release(["b"]);
    await expect.poll(() => other.acquire(["a", "b"]), { interval: 5 }).toEqual([false, true]);
  });

  test("are everybody's and nobody's once they are waived, until they are given up or that ends", async () => {
    const owners = await Promise.all([1, 2, 3].map(() => openOwner("waive")));
    const [own, second, third] = owners;
    const all = (key: string) => Promise.all(owners.map((owner) => owner.acquire([key])));
    await own?.acquire(["a", "b"]);
    // Not by others.
    second?.waive(["a"]);
    await second?.settle();
    expect(await all("a")).toEqual([[true], [false], [false]]);
    own?.waive(["a"]);
    await own?.settle();
    expect(await all("a")).toEqual([[true], [true], [true]]);
    expect(await all("b")).toEqual([[true], [false], [false]]);
    const link = await openLink();
    const keys = [fleetKeys("waive").leaseOf("a")];
    const left = await link.run((run) => run.eval("return redis.call('PTTL', KEYS[1])", { keys }));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5000);
    // What comes of it can be kept: so one is to fetch it for all the next time.
    third?.release(["a"]);
    await third?.settle();
    expect(await second?.acquire(["a"])).toEqual([true]);
    expect(await all("a")).toEqual([[false], [true], [false]]);
  });

  test("are asked for in one round trip, however many there are", async () => {
    const link = await openLink();
    const own = await openOwner("trips");
    const readsOfServer = async () => {
      const info = await link.run((run) => run.eval("return redis.call('INFO', 'stats')", {}));
      return Number(/total_reads_processed:(\d+)/.exec(JSON.stringify(info))?.[1]);
    };
    const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`);
    const before = await readsOfServer();
    await own.acquire(keys);
    // One of them reads the second count.
    expect((await readsOfServer()) - before).toBeLessThan(5);
  });

  test("with a guard around them cost little while the server hangs, and are there soon after", async () => {
    const leases = await openOwner("guard", { deadlineMs: 50 });
    const guarded = new GuardedLeases({ leases, clock: systemClock });
    const acquire = () => guarded.acquire(["a"]).catch(() => "rejected");
    redis.freeze();
    const startMs = performance.now();
    for (let times = 0; times < 200; times++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await acquire()).toBe("rejected");
    }
    // Three that waited, and perhaps a try or two.
    expect(performance.now() - startMs).toBeLessThan(1000);
    redis.resume();
    await expect.poll(acquire, { interval: 5, timeout: 10_000 }).toEqual([true]);
  });

  test("are refused at once by a server that is gone, and in time by one that hangs", async () => {
    const own = await openOwner("down", { deadlineMs: 60 });
    redis.freeze();
    const startMs = performance.now();
    await expect(own.acquire(["a"])).rejects.toThrow("did not answer within 60 ms");
    own.release(["a"]);
    expect(performance.now() - startMs).toBeLessThan(1000);
    redis.resume();
    await redis.kill();
    await expect(own.acquire(["a"])).rejects.toThrow(/out of reach|closed/);
    own.release(["a"]);
    await redis.start();
    await expect.poll(() => own.acquire(["a"]).catch(() => "down")).toEqual([true]);
  });
});
