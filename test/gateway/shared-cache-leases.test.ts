import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";
import {
  authorsOf,
  nameOfBrief,
  nameOfUser,
  type SharedUsers,
  startSharedUsers,
} from "./support/shared-users.ts";

const leaseWaitMs = 1000;

describeWithRedis("four gateways that share what they keep", () => {
  let redis: TestRedis;
  let console: RedisConsole;
  let users: SharedUsers;
  let config: ConfigInput;
  beforeAll(async () => {
    redis = await startRedis();
    config = {
      redis: { url: redis.url },
      // Who cannot say in time what others do fetches for itself, and this machine may be busy.
      cache: { deadline: "2s", leaseWait: `${leaseWaitMs}ms` },
    };
    console = await openRedisConsole(redis.url);
    users = await startSharedUsers({ configs: [config, config, config, config] });
  });
  afterAll(async () => {
    await users.close();
    console.close();
    await redis.kill();
  });

  /** Asks each of them so many times, all at once. Gives what is answered: distinct texts. */
  async function askAll(query: string, times = 1): Promise<readonly string[]> {
    const asked = users.gateways.flatMap(({ ask }) =>
      Array.from({ length: times }, () => ask(query)),
    );
    const answers = await Promise.all(asked);
    return [...new Set(answers.map(({ data, errors }) => JSON.stringify(errors ?? data)))];
  }

  test.each(["fast", "slow"])(
    "that meet one cold key at once make one call to a %s source",
    async (speed) => {
      const rounds = speed === "fast" ? 20 : 2;
      for (let round = 0; round < rounds; round++) {
        users.upstream.forget();
        // oxlint-disable-next-line no-await-in-loop -- one key after the other
        const answers = await askAll(nameOfUser(`${speed}${round}`), 3);
        expect(answers).toEqual([expect.stringContaining(`"${speed}${round} `)]);
        expect(users.upstream.asked).toEqual([`GET /users/${speed}${round}`]);
      }
    },
  );

  test("that meet the same batch at once fetch each of its keys once", async () => {
    users.upstream.forget();
    const ids = Array.from({ length: 20 }, (_, index) => `b${index}`);
    const answers = await askAll(authorsOf(ids));
    expect(answers).toHaveLength(1);
    const fetched = users.upstream.requests.flatMap(({ path, query }) =>
      path === "/authors" ? query.getAll("id") : [],
    );
    expect(fetched.toSorted()).toEqual(ids.toSorted());
  });

  test("make one call when a hot key has expired", async () => {
    for (let round = 0; round < 3; round++) {
      const id = `${round === 0 ? "slow" : "hot"}${round}`;
      // oxlint-disable-next-line no-await-in-loop -- one key after the other
      const before = await askAll(nameOfBrief(id), 3);
      users.upstream.forget();
      // Half a second, counted from when it was asked for.
      // oxlint-disable-next-line no-await-in-loop -- the same
      await setTimeout(510);
      // oxlint-disable-next-line no-await-in-loop -- the same
      const after = await askAll(nameOfBrief(id), 3);
      expect(after).toHaveLength(1);
      expect(after).not.toEqual(before);
      expect(users.upstream.asked).toEqual([`GET /users/${id}`]);
    }
  });

  test("fetch for themselves when the one that fetches dies, within the bound", async () => {
    const doomed = await users.start(config);
    users.upstream.forget();
    const query = nameOfUser("slow-and-dead");
    const lost = doomed.ask(query).catch(() => "lost");
    await users.upstream.hasReceived(1);
    const startMs = performance.now();
    const answers = askAll(query);
    await doomed.kill();
    expect(await lost).toBe("lost");
    for (const answer of await answers) expect(answer).toContain('"slow-and-dead ');
    const tookMs = performance.now() - startMs;
    // The source takes 300 ms; the rest is for a busy machine.
    expect(tookMs).toBeLessThan(leaseWaitMs + 300 + 500);
    expect(tookMs).toBeGreaterThan(leaseWaitMs);
    expect(users.upstream.asked.length).toBeLessThanOrEqual(1 + users.gateways.length);
  });
});
