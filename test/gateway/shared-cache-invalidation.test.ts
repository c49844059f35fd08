import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { capturedContext } from "../cli/captured-context.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { type CuttableLine, openLine } from "./support/cuttable-line.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";
import { nameOfUser, type SharedUsers, startSharedUsers } from "./support/shared-users.ts";

describeWithRedis("an invalidation in one gateway", () => {
  let redis: TestRedis;
  let line: CuttableLine;
  let console: RedisConsole;
  let users: SharedUsers;
  let one: GatewayProcess;
  /** The one that has a line to Redis of its own. */
  let other: GatewayProcess;
  beforeAll(async () => {
    redis = await startRedis();
    line = await openLine(redis.url);
    console = await openRedisConsole(redis.url);
    const admin = { port: 0, token };
    users = await startSharedUsers({
      configs: [{ redis: { url: redis.url }, admin }, { redis: { url: line.url } }],
    });
    [one, other] = users.gateways;
  });
  afterAll(async () => {
    await users.close();
    console.close();
    await line.close();
    await redis.kill();
  });

  /** Both have the same of this user in memory. Gives what the other one says of it from now on. */
  async function bothKeep(id: string): Promise<() => Promise<string>> {
    const askOther = async () => {
      const { data, errors } = await other.ask(nameOfUser(id));
      expect(errors).toBeUndefined();
      return JSON.stringify(data);
    };
    const { data } = await console.whileKept(1, () => one.ask(nameOfUser(id)));
    const kept = JSON.stringify(data);
    await expect.poll(askOther, { timeout: 5000 }).toBe(kept);
    users.upstream.forget();
    expect(await askOther()).toBe(kept);
    expect((await one.ask(nameOfUser(id))).data).toEqual(data);
    expect(users.upstream.asked).toEqual([]);
    return askOther;
  }

  const rename = (id: string) => one.ask(`mutation { rename(id: "${id}") { name } }`);

  const ways: readonly [string, (id: string) => Promise<unknown>][] = [
    ["a mutation", rename],
    [
      "the admin endpoint",
      async (id) => {
        const { url } = await one.says("the admin endpoint listens");
        const response = await fetch(`${String(url)}/invalidate`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ tags: [`user-${id}`] }),
        });
        expect(await response.json()).toEqual({ state: "shared", told: 2 });
      },
    ],
    [
      "sluice invalidate",
      async (id) => {
        const env = { SLUICE_REDIS_URL: redis.url };
        const { context, stdout } = capturedContext({ cwd: temporaryDirectory(), env });
        expect(await runCli(["invalidate", "--tag", `user-${id}`], context)).toBe(0);
        expect(stdout()).toContain("2 replicas were told");
      },
    ],
  ];

  test.each(ways)("by %s is seen by the other within a second", async (way, invalidate) => {
    const id = way.replaceAll(" ", "-");
    const askOther = await bothKeep(id);
    const before = await askOther();
    await invalidate(id);
    expect(await msUntilChanged(askOther, before)).toBeLessThan(1000);
    // What the other one has fetched since is good for both.
    await console.whileKept(0, askOther);
    users.upstream.forget();
    expect(JSON.stringify((await one.ask(nameOfUser(id))).data)).toBe(await askOther());
    expect(users.upstream.asked).toEqual([]);
  });

  test("is seen by the other within a second of its line being whole again", async () => {
    const askOther = await bothKeep("cut");
    const before = await askOther();
    line.cut();
    await rename("cut");
    // It cannot know: its promise is the ttl.
    expect(await askOther()).toBe(before);
    const isBack = line.isUsed();
    line.mend();
    await isBack;
    expect(await msUntilChanged(askOther, before)).toBeLessThan(1000);
  });

  test("is seen by the other within a second after silence on its line", async () => {
    const askOther = await bothKeep("silent");
    const before = await askOther();
    line.silence();
    await rename("silent");
    // Longer than anything waits for an answer.
    await setTimeout(1500);
    line.mend();
    expect(await msUntilChanged(askOther, before)).toBeLessThan(1000);
  });

  test.each(["normal", "pubsub"])(
    "is seen by the other within a second after all %s connections were killed",
    async (type) => {
      const askOther = await bothKeep(type);
      const before = await askOther();
      await console.send("CLIENT", "KILL", "TYPE", type);
      await rename(type);
      expect(await msUntilChanged(askOther, before)).toBeLessThan(1000);
    },
  );

  test("is seen by the other within a second after Redis was frozen meanwhile, and the connections killed", async () => {
    const askOther = await bothKeep("frozen");
    const before = await askOther();
    redis.freeze();
    onTestFinished(() => redis.resume());
    const startMs = performance.now();
    expect(await rename("frozen")).toMatchObject({ status: 200, data: { rename: {} } });
    // It waits for the cache no longer than its deadline.
    expect(performance.now() - startMs).toBeLessThan(1000);
    // Here it has taken effect.
    expect(JSON.stringify((await one.ask(nameOfUser("frozen"))).data)).not.toBe(before);
    // Longer than anything waits for an answer.
    await setTimeout(1500);
    redis.resume();
    await console.send("CLIENT", "KILL", "TYPE", "pubsub");
    expect(await msUntilChanged(askOther, before)).toBeLessThan(1000);
  });

  test("is seen by the other after Redis was killed, and has lost its log", async () => {
    const askOther = await bothKeep("killed");
    const before = await askOther();
    await redis.kill();
    expect(await rename("killed")).toMatchObject({ status: 200 });
    await redis.start();
    await vi.waitUntil(() => [one, other].every(hasLogBack), { timeout: 10_000, interval: 10 });
    expect(await msUntilChanged(askOther, before)).toBeLessThan(1000);
  });
});

/** How long it takes until this says something else. */
async function msUntilChanged(ask: () => Promise<string>, before: string): Promise<number> {
  const startMs = performance.now();
  await expect.poll(ask, { timeout: 10_000, interval: 5 }).not.toBe(before);
  return performance.now() - startMs;
}

/** Whether the last that it has said of the log of invalidations is that it is back. */
function hasLogBack({ lines }: GatewayProcess): boolean {
  const last = lines().findLast(({ msg }) => String(msg).startsWith("the shared log"));
  return last?.["level"] === "info";
}

const token = "s3cret-of-operators";
