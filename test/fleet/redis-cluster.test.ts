import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";

import { createClient } from "@redis/client";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { invalidateFleet } from "../../src/fleet/invalidate-fleet.ts";
import { RedisLink } from "../../src/fleet/redis-link.ts";
import { SharedInvalidations } from "../../src/fleet/shared-invalidations.ts";
import { InvalidationLog } from "../../src/freshness/invalidation-log.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { keptLog } from "./log-lines.ts";

describeWithRedis("a Redis cluster", { timeout: 30_000 }, () => {
  let redis: TestRedis;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(joinPath(tmpdir(), "cluster-"));
    redis = await startRedis(["--cluster-enabled", "yes", "--dir", directory]);
    const client = createClient({ url: redis.url });
    await client.connect();
    await client.sendCommand(["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    await vi.waitUntil(async () => (await client.clusterInfo()).includes("cluster_state:ok"), {
      timeout: 10_000,
      interval: 20,
    });
    client.destroy();
  });
  afterAll(async () => {
    await redis.kill();
    await rm(directory, { recursive: true });
  });

  function options() {
    return { url: redis.url, isCluster: true, prefix: "test", clock: systemClock };
  }

  function invalidate(url: string) {
    return invalidateFleet({ all: true }, { ...options(), url });
  }

  async function join() {
    const local = new InvalidationLog();
    const { log, ...kept } = keptLog();
    const shared = new SharedInvalidations({ ...options(), deadlineMs: 500, log, local });
    onTestFinished(() => shared.close());
    await shared.start();
    return { ...kept, local, shared };
  }

  test("holds the log of invalidations as one server does", async () => {
    const [a, b] = [await join(), await join()];
    const before = b.local.position;
    expect(await a.shared.append({ tags: ["users"] }, a.local.add({ tags: ["users"] }))).toBe(2);
    await vi.waitUntil(() => b.local.position > before);
    expect(await invalidateFleet({ all: true }, options())).toBe(2);
    await vi.waitUntil(() => a.local.floor > 1 && b.local.floor > 1);
    const shared = a.shared.share(a.local.position);
    expect(b.shared.local(shared)).toBe(b.local.position);
  });

  test("may go and come back, or come late", async () => {
    const a = await join();
    await redis.kill();
    await vi.waitUntil(() => a.shared.local(a.shared.share(a.local.position)) === undefined, {
      timeout: 5000,
    });
    const late = await join();
    expect(late.shared.local("1-0")).toBeUndefined();
    await redis.start();
    const isUp = (replica: typeof a) =>
      replica.shared.local(replica.shared.share(replica.local.position)) !== undefined;
    await vi.waitUntil(() => isUp(a) && isUp(late), { timeout: 15_000 });
    expect(await a.shared.append({ tags: ["users"] }, a.local.add({ tags: ["users"] }))).toBe(2);
  });

  test("has one user and one password for all nodes", async () => {
    const client = createClient({ url: redis.url });
    await client.connect();
    await client.configSet("requirepass", "p@ss");
    onTestFinished(async () => {
      await client.configSet("requirepass", "");
      client.destroy();
    });
    const { host } = new URL(redis.url);
    expect(await invalidate(`redis://default:p%40ss@${host}`)).toBe(0);
    await expect(invalidate(`redis://default:wrong@${host}`)).rejects.toThrow(/WRONGPASS/);
    await expect(invalidate(`rediss://${host}`)).rejects.toThrow(/out of reach|timeout/);
  });

  test("may be closed before it is connected", async () => {
    const link = new RedisLink({ url: redis.url, isCluster: true, clock: systemClock });
    const opened = link.open();
    link.close();
    await opened;
    expect(link.isUp).toBe(false);
    await expect(link.run((commands) => commands.publish("a", "b"))).rejects.toThrow(
      "out of reach",
    );
  });
});
