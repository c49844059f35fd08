import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { runLoad } from "./support/load.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";
import {
  authorsOf,
  nameOfUser,
  type SharedUsers,
  startSharedUsers,
} from "./support/shared-users.ts";

/** The default of the settings. */
const deadlineMs = 50;

describeWithRedis("when the Redis of a gateway fails under load", { timeout: 60_000 }, () => {
  let redis: TestRedis;
  let console: RedisConsole;
  let users: SharedUsers;
  let one: GatewayProcess;
  /** It has no Redis. */
  let without: GatewayProcess;
  let colds = 0;
  beforeAll(async () => {
    redis = await startRedis();
    console = await openRedisConsole(redis.url);
    users = await startSharedUsers({ configs: [{ redis: { url: redis.url } }, {}] });
    [one, without] = users.gateways;
    await loadBoth(1000);
  });
  afterAll(async () => {
    await users.close();
    console.close();
    await redis.kill();
  });

  /** The same load on both at once, so that both suffer alike from whatever else is going on. */
  async function loadBoth(forMs: number) {
    const load = ({ ask }: GatewayProcess) =>
      runLoad({ ask: (count) => ask(queryOf(count)), connections: 25, forMs });
    const [its, other] = await Promise.all([load(one), load(without)]);
    return { its, other };
  }

  /** One in three is for what is kept, one for what is not, one for many of which some are. */
  function queryOf(count: number): string {
    const [warm, cold] = [String(count % 50), `cold-${(colds += 1)}`];
    if (count % 3 === 0) return nameOfUser(warm);
    return count % 3 === 1 ? nameOfUser(cold) : authorsOf([warm, cold, `${cold}-too`]);
  }

  /** Waits until it says that its Redis is back, and what it fetches is kept there again. */
  async function isUsedAgain(said: () => readonly string[]): Promise<void> {
    await vi.waitUntil(
      async () => {
        const before = (await console.entries()).length;
        // Nobody finds out who does not ask.
        await one.ask(nameOfUser(`again-${(colds += 1)}`));
        await setTimeout(20);
        return said().includes(back) && (await console.entries()).length > before;
      },
      { timeout: 15_000, interval: 20 },
    );
  }

  test.each(["freezes", "dies"] as const)(
    "and it %s, no request fails, and none is slower by more than the deadline",
    // What is compared was measured at the same time, but a machine may be busy with anything.
    { retry: 2 },
    async (way) => {
      const before = linesOf(one).length;
      const said = () => linesOf(one).slice(before);
      const loading = loadBoth(3000);
      await setTimeout(300);
      if (way === "freezes") redis.freeze();
      else await redis.kill();
      const { its, other } = await loading;
      if (way === "freezes") redis.resume();
      else await redis.start();
      await isUsedAgain(said);
      expect(its.count).toBeGreaterThan(500);
      expect([its.failures, other.failures]).toEqual([[], []]);
      expect(its.p99Ms).toBeLessThan(other.p99Ms + deadlineMs);
      // Each part that has lost its Redis says so once, and once that it is back.
      expect(said()).toContain("the shared cache fails: sources are asked instead");
      expect(said()).toEqual([...new Set(said())]);
    },
  );
});

/** What a gateway has said of what it shares. */
function linesOf({ lines }: GatewayProcess): readonly string[] {
  const messages = lines().map(({ msg }) => String(msg));
  return messages.filter((message) => !["request", "upstream call"].includes(message));
}

const back = "the shared cache is back";
