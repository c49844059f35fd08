import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

import { encodeEntry } from "../../src/freshness/entry-codec.ts";
import { createKeyv } from "../../src/freshness/keyv-connection.ts";
import { KeyvStore } from "../../src/freshness/keyv-store.ts";
import { datedTexts } from "../../src/freshness/keyv-texts.ts";
import { connectRedisCluster } from "../../src/freshness/redis-cluster-adapter.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { describeWithRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { type StoreParts, testStoreContract } from "./store-contract.ts";
import { openStore } from "./support/open-store.ts";
import { someEntry } from "./support/some-entry.ts";

const numbered = { share: String, local: Number };

function overMap(parts: StoreParts, map = new Map<string, string>()): KeyvStore {
  const keyv = createKeyv(map, datedTexts);
  return new KeyvStore({ ...parts, keyv, isUp: () => true, close: () => keyv.disconnect() });
}

/** Opens a store, and waits until it is there. */
async function openUp(options: StoreParts & { readonly url: string; readonly isCluster: boolean }) {
  const store = await openStore(options);
  await vi.waitFor(() => store.getMany([]), { timeout: 10_000, interval: 5 });
  return store;
}

testStoreContract("Keyv over a Map", async (parts) => overMap(parts));

describe("a store of Keyv", () => {
  const parts = { clock: systemClock, prefix: "test", positions: numbered };

  test("finds nothing in rubbish, and finds what is beside it", async () => {
    const map = new Map<string, string>();
    const store = overMap(parts, map);
    const entry = someEntry(1, systemClock.dateMs());
    const keys = ["one", "two", "three", "four", "five", "six"];
    await store.setMany(keys.map((key) => ({ key, entry })));
    const names = [...map.keys()];
    for (const [index, rubbish] of ["{", "5", '"x"', '{"value":"[1,"}', "null"].entries()) {
      map.set(names[index] ?? "", rubbish);
    }
    const found = await store.getMany(keys);
    expect(found.map((one) => one !== undefined)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test("finds nothing in what another kind of store wrote", async () => {
    const map = new Map<string, string>();
    const store = overMap(parts, map);
    const entry = someEntry(1, systemClock.dateMs());
    await store.setMany([{ key: "one", entry }]);
    const [name = ""] = map.keys();
    // It may know how names and texts belong together, and its positions mean nothing here.
    map.set(name, JSON.stringify({ value: name.slice(-16) + encodeEntry(entry, 7) }));
    expect(await store.getMany(["one"])).toEqual([undefined]);
  });

  test("finds nothing in what was written for another key, should its store mix them up", async () => {
    const map = new Map<string, string>();
    const store = overMap(parts, map);
    const nowMs = systemClock.dateMs();
    const keys = ["kim's", "lee's"];
    await store.setMany(keys.map((key, index) => ({ key, entry: someEntry(index, nowMs) })));
    const [kims = "", lees = ""] = map.keys();
    map.set(lees, map.get(kims) ?? "");
    expect(await store.getMany(keys)).toEqual([expect.anything(), undefined]);
  });

  test("rejects when something was not kept, also where the store does not say why", async () => {
    const map = new Map<string, string>();
    Object.defineProperty(map, "set", { value: () => false });
    const entry = someEntry(1, systemClock.dateMs());
    await expect(overMap(parts, map).setMany([{ key: "one", entry }])).rejects.toThrow("not keep");
  });

  test("is asked for nothing once it is closed", async () => {
    const store = overMap(parts);
    await store.close();
    await expect(store.getMany(["one"])).rejects.toThrow("out of reach");
  });
});

describeWithRedis("with Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  async function openClient(url = redis.url) {
    const client = createClient({ url, RESP: 2 });
    await client.connect();
    onTestFinished(() => client.destroy());
    return client;
  }

  function open(prefix: string = crypto.randomUUID()) {
    const parts = { clock: systemClock, prefix, positions: numbered };
    return openUp({ ...parts, url: redis.url, isCluster: false });
  }

  testStoreContract("Keyv over Redis", (parts) =>
    openUp({ ...parts, url: redis.url.replace("redis:", "valkey:"), isCluster: false }),
  );

  test("every entry ends in Redis itself, at its own time", async () => {
    const store = await open("ends");
    onTestFinished(() => store.close());
    const client = await openClient();
    const nowMs = systemClock.dateMs();
    await store.setMany([
      { key: "one", entry: someEntry(1, nowMs, { keepUntilMs: nowMs + 10_000 }) },
      { key: "two", entry: someEntry(2, nowMs, { keepUntilMs: nowMs + 90_000 }) },
    ]);
    const names = await client.keys("ends:entry:*");
    const ttls = await Promise.all(names.map((name) => client.pTTL(name)));
    const [sooner = 0, later = 0] = ttls.toSorted((a, b) => a - b);
    expect(sooner).toBeGreaterThan(5000);
    expect(sooner).toBeLessThanOrEqual(10_000);
    expect(later).toBeGreaterThan(80_000);
    expect(later).toBeLessThanOrEqual(90_000);
  });

  test("many keys are one command, and few bytes", async () => {
    const store = await open("many");
    onTestFinished(() => store.close());
    const client = await openClient();
    const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`);
    const entry = someEntry({ id: 1 }, systemClock.dateMs());
    await store.setMany(keys.map((key) => ({ key, entry })));
    await client.configResetStat();
    expect(await store.getMany(keys)).toHaveLength(100);
    const stats = await client.info("commandstats");
    expect(stats).toMatch(/cmdstat_mget:calls=1,/);
    expect(stats).not.toContain("cmdstat_get:");
    const names = await client.keys("many:entry:*");
    expect(names).toHaveLength(100);
    expect(await client.strLen(names[0] ?? "")).toBeLessThan(100);
  });

  test("gateways with prefixes of their own do not see each other's entries, those with one do", async () => {
    const [one, same, other] = await Promise.all([open("a"), open("a"), open("b")]);
    onTestFinished(async () => {
      await Promise.all([one.close(), same.close(), other.close()]);
    });
    const entry = someEntry(1, systemClock.dateMs());
    await one.setMany([{ key: "one", entry }]);
    expect(await same.getMany(["one"])).toEqual([entry]);
    expect(await other.getMany(["one"])).toEqual([undefined]);
  });

  test("rubbish in Redis is nothing", async () => {
    const store = await open("rubbish");
    onTestFinished(() => store.close());
    const client = await openClient();
    const entry = someEntry(1, systemClock.dateMs());
    const keys = ["one", "two", "three"];
    await store.setMany(keys.map((key) => ({ key, entry })));
    const [first = "", second = ""] = await client.keys("rubbish:entry:*");
    await client.set(first, "\u0000rubbish");
    await client.del(second);
    await client.lPush(second, "a list");
    const found = await store.getMany(keys);
    expect(found.filter((one) => one !== undefined)).toEqual([entry]);
  });

  test("a Redis that is full refuses, and still gives what it has", async () => {
    const store = await open("full");
    onTestFinished(() => store.close());
    const client = await openClient();
    const entry = someEntry("x".repeat(1000), systemClock.dateMs());
    await store.setMany([{ key: "one", entry }]);
    await client.configSet({ maxmemory: "1", "maxmemory-policy": "noeviction" });
    onTestFinished(() => client.configSet("maxmemory", "0").then(() => undefined));
    await expect(store.setMany([{ key: "two", entry }])).rejects.toThrow(/abort|OOM/i);
    expect(await store.getMany(["one", "two"])).toEqual([entry, undefined]);
  });

  test("while it is gone everything is refused at once, and it is there again by itself", async () => {
    const own = await startRedis();
    onTestFinished(() => own.kill());
    const parts = { clock: systemClock, prefix: "gone", positions: numbered };
    const store = await openUp({ ...parts, url: own.url, isCluster: false });
    onTestFinished(() => store.close());
    await own.kill();
    await vi.waitUntil(() =>
      store.getMany(["one"]).then(
        () => false,
        () => true,
      ),
    );
    const startMs = performance.now();
    await expect(store.getMany(["one"])).rejects.toThrow("out of reach");
    expect(performance.now() - startMs).toBeLessThan(50);
    await own.start();
    await vi.waitFor(() => store.getMany(["one"]), { timeout: 10_000, interval: 5 });
  });

  test("a store that was never there is closed like any other", async () => {
    const parts = { clock: systemClock, prefix: "never", positions: numbered };
    for (const isCluster of [false, true]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const store = await openStore({ ...parts, url: "rediss://127.0.0.1:1", isCluster });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(store.getMany(["one"])).rejects.toThrow("out of reach");
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await store.close();
    }
  });
});

describeWithRedis("with a Redis cluster", () => {
  let redis: TestRedis;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "cluster-"));
    redis = await startRedis(["--cluster-enabled", "yes", "--dir", directory]);
    const client = createClient({ url: redis.url, RESP: 2 });
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

  testStoreContract("Keyv over a Redis cluster", (parts) =>
    openUp({ ...parts, url: redis.url, isCluster: true }),
  );

  test("a cluster does what else Keyv may ask of it, but is never cleared", async () => {
    const { keyv, isUp, close } = connectRedisCluster(redis.url, systemClock);
    onTestFinished(close);
    await vi.waitUntil(isUp, { timeout: 10_000, interval: 5 });
    await keyv.set("one", "1");
    expect(await keyv.get("one")).toBe("1");
    expect(await keyv.delete("one")).toBe(true);
    expect(await keyv.get("one")).toBeUndefined();
    await expect(keyv.clear()).rejects.toThrow("not cleared");
  });

  test("a cluster that is not there at first, or is gone for a while, is there by itself", async () => {
    const parts = { clock: systemClock, prefix: "later", positions: numbered };
    const early = await openUp({ ...parts, url: redis.url, isCluster: true });
    onTestFinished(() => early.close());
    await redis.kill();
    await expect(early.getMany(["one"])).rejects.toThrow(/closed|offline|connect/i);
    const late = await openStore({ ...parts, url: redis.url, isCluster: true });
    onTestFinished(() => late.close());
    await expect(late.getMany(["one"])).rejects.toThrow("out of reach");
    await redis.start();
    const entry = someEntry(1, systemClock.dateMs());
    for (const store of [early, late]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await vi.waitFor(() => store.setMany([{ key: "one", entry }]), {
        timeout: 15_000,
        interval: 20,
      });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await store.getMany(["one"])).toEqual([entry]);
    }
  });

  test("a cluster that is closed while it is connected to has no connection left", async () => {
    const client = createClient({ url: redis.url, RESP: 2 });
    await client.connect();
    onTestFinished(() => client.destroy());
    await connectRedisCluster(redis.url, systemClock).close();
    const countClients = async () => (await client.clientList()).length;
    await vi
      .waitUntil(async () => (await countClients()) > 1, { timeout: 2000, interval: 0 })
      .catch(() => undefined);
    await vi.waitUntil(async () => (await countClients()) === 1, { timeout: 10_000, interval: 5 });
    expect(await countClients()).toBe(1);
  });

  test("who a cluster wants to know is told to all of its nodes", async () => {
    const client = createClient({ url: redis.url, RESP: 2 });
    await client.connect();
    onTestFinished(() => client.destroy());
    await client.sendCommand(["ACL", "SETUSER", "kim", "on", ">two words", "~*", "+@all"]);
    await client.configSet("requirepass", "secret");
    onTestFinished(() => client.configSet("requirepass", "").then(() => undefined));
    const parts = { clock: systemClock, prefix: "known", positions: numbered };
    const url = redis.url.replace("//", "//kim:two%20words@");
    const store = await openUp({ ...parts, url, isCluster: true });
    onTestFinished(() => store.close());
    const entry = someEntry(1, systemClock.dateMs());
    await store.setMany([{ key: "one", entry }]);
    expect(await store.getMany(["one"])).toEqual([entry]);
  });
});
