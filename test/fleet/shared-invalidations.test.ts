import { createClient } from "@redis/client";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";

import {
  SharedInvalidations,
  type SharedInvalidationsOptions,
} from "../../src/fleet/shared-invalidations.ts";
import { InvalidationLog, type Subject } from "../../src/freshness/invalidation-log.ts";
import { Invalidations } from "../../src/freshness/invalidations.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { entryAt, subjectOf } from "../freshness/support/subject.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { keptLog } from "./log-lines.ts";

const stream = "test:invalidations";
const isDown = /^the shared log of invalidations is out of reach/;

describeWithRedis("invalidations of replicas that share a Redis", { timeout: 30_000 }, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => withClient((client) => client.flushAll()));
  afterAll(() => redis.kill());

  async function withClient<Value>(
    use: (client: ReturnType<typeof openClient>) => Promise<Value>,
  ): Promise<Value> {
    const client = openClient(redis.url);
    client.on("error", () => undefined);
    await client.connect();
    return await use(client).finally(() => client.destroy());
  }

  function replica(options: Partial<SharedInvalidationsOptions> = {}) {
    const kept = keptLog();
    const log = new InvalidationLog();
    const shared = new SharedInvalidations({
      url: redis.url,
      prefix: "test",
      deadlineMs: 500,
      log: kept.log,
      clock: systemClock,
      local: log,
      ...options,
    });
    const invalidations = new Invalidations({ log, shared });
    onTestFinished(() => invalidations.close());
    return { ...kept, invalidations, ...useOf(log, invalidations) };
  }

  async function join(options: Partial<SharedInvalidationsOptions> = {}) {
    const joined = replica(options);
    await joined.invalidations.start();
    return joined;
  }

  describe("reach the others", () => {
    test("within a second, and take effect at once where they were made", async () => {
      const [a, b] = [await join(), await join()];
      const [users, posts] = [b.keep("users"), b.keep("posts")];
      const own = a.keep("users");
      const startMs = performance.now();
      const report = a.invalidations.invalidate({ tags: ["users"] });
      expect(own.holds()).toBe(false);
      expect(await report).toEqual({ state: "shared", told: 2 });
      await vi.waitUntil(() => !users.holds(), { interval: 1 });
      expect(performance.now() - startMs).toBeLessThan(1000);
      expect(posts.holds()).toBe(true);
    });

    test("once: what is asked for after the answer holds where they were made", async () => {
      const [a, b] = [await join(), await join()];
      await a.invalidations.invalidate({ tags: ["users"] });
      const asked = a.keep("users");
      const seenByOther = b.keep("other");
      await b.invalidations.invalidate({ tags: ["other"] });
      await vi.waitUntil(() => !seenByOther.holds());
      await vi.waitUntil(() => a.invalidations.log.position >= 2);
      expect(asked.holds()).toBe(true);
    });

    test("that start later: what was kept before they did", async () => {
      const a = await join();
      const before = a.shared("users");
      await a.invalidations.invalidate({ tags: ["users"] });
      await vi.waitUntil(() => a.shared("users").position !== before.position);
      const after = a.shared("users");
      const late = await join();
      expect(late.holdsShared(before)).toBe(false);
      expect(late.holdsShared(after)).toBe(true);
    });

    test("of their own prefix only", async () => {
      const [a, other] = [await join(), await join({ prefix: "shop" })];
      const kept = other.keep("users");
      expect(await a.invalidations.invalidate({ all: true })).toMatchObject({ told: 1 });
      expect(kept.holds()).toBe(true);
    });

    test("many at once, in few entries", async () => {
      const [a, b] = [await join(), await join()];
      const kept = Array.from({ length: 500 }, (_, index) => b.keep(`t${index}`));
      const spared = b.keep("users");
      const made = kept.map((_, index) => a.invalidations.invalidate({ tags: [`t${index}`] }));
      await Promise.all(made);
      await vi.waitUntil(() => kept.every((one) => !one.holds()));
      expect(spared.holds()).toBe(true);
      expect(await withClient((client) => client.xLen(stream))).toBeLessThan(50);
    });
  });

  describe("positions that are shared", () => {
    test("date an entry for all: before or after an invalidation", async () => {
      const [a, b] = [await join(), await join()];
      const before = a.shared("users");
      expect(b.holdsShared(before)).toBe(true);
      await b.invalidations.invalidate({ tags: ["users"] });
      // Also before it is read back from the shared log.
      expect(b.holdsShared(before)).toBe(false);
      await vi.waitUntil(() => !a.holdsShared(before));
      const after = a.shared("users");
      expect(b.holdsShared(after)).toBe(true);
      expect(b.holdsShared(before)).toBe(false);
    });

    test("of those that came at the same time are never later than the truth", async () => {
      const replicas = [await join(), await join(), await join()];
      for (let round = 0; round < 20; round++) {
        const before = replicas.map((one) => one.shared("users"));
        // oxlint-disable-next-line no-await-in-loop -- one round after the other
        await Promise.all(
          replicas.map(({ invalidations }) => invalidations.invalidate({ tags: ["users"] })),
        );
        const after = replicas.map(({ holdsShared }) => before.map(holdsShared));
        expect(after.flat()).not.toContain(true);
      }
    });

    test("from a log of before mean nothing, nor does any other text", async () => {
      const a = await join();
      const before = a.shared("users");
      expect(a.holdsShared({ ...before, position: "1-0" })).toBe(false);
      expect(a.holdsShared({ ...before, position: "life:7" })).toBe(false);
      expect(replica().shared("users").position).toBe("0-0");
    });
  });

  describe("when a replica was cut off", () => {
    test("it reads what it has missed, and trusts nothing in between", async () => {
      const [a, b] = [await join(), await join()];
      const [users, posts, sharedPosts] = [b.keep("users"), b.keep("posts"), a.shared("posts")];
      redis.freeze();
      onTestFinished(() => redis.resume());
      await b.says(downMessage);
      expect(b.holdsShared(sharedPosts)).toBe(false);
      expect(users.holds()).toBe(true);
      expect(await a.invalidations.invalidate({ tags: ["users"] })).toEqual({ state: "waiting" });
      expect(a.messages().filter((line) => isDown.test(String(line)))).toHaveLength(1);
      redis.resume();
      await b.says("the shared log of invalidations is back");
      await vi.waitUntil(() => !users.holds(), { timeout: 10_000 });
      expect(posts.holds()).toBe(true);
      expect(b.holdsShared(sharedPosts)).toBe(true);
    });

    test("by a connection that broke, it hears what comes within a second", async () => {
      const [a, b] = [await join(), await join()];
      const kept = b.keep("users");
      await withClient(async (client) => {
        await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
        await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
      });
      const startMs = performance.now();
      await a.invalidations.invalidate({ tags: ["users"] });
      await vi.waitUntil(() => !kept.holds(), { interval: 1 });
      expect(performance.now() - startMs).toBeLessThan(1000);
    });

    test("and notices were lost, it finds out by itself", async () => {
      const b = await join();
      const kept = b.keep("users");
      const fields = { invalidation: '{"tags":["users"]}', by: "" };
      await withClient((client) => client.xAdd(stream, "*", fields));
      await expect.poll(() => kept.holds(), { timeout: 5000 }).toBe(false);
    });

    test("while Redis is dead, all take effect here, are kept, and told once", async () => {
      const a = await join();
      await redis.kill();
      await a.says(downMessage);
      const kept = a.keep("users");
      const reports = await Promise.all(
        ["users", "b", "c"].map((tag) => a.invalidations.invalidate({ tags: [tag] })),
      );
      expect(reports.map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting"]);
      expect(kept.holds()).toBe(false);
      await redis.start();
      const b = await join();
      const other = b.shared("users");
      await a.says("the shared log of invalidations is back");
      await vi.waitUntil(() => !b.holdsShared(other), { timeout: 5000 });
      expect(a.messages().filter((line) => isDown.test(String(line)))).toHaveLength(1);
    });

    test("from the start, it starts all the same", async () => {
      await redis.kill();
      const startMs = performance.now();
      const a = await join();
      expect(performance.now() - startMs).toBeLessThan(4000);
      const kept = a.shared("users");
      expect(a.holdsShared(kept)).toBe(false);
      await redis.start();
      await a.says("the shared log of invalidations is back");
      expect(a.holdsShared(a.shared("users"))).toBe(true);
    });
  });

  describe("that a replica can never read end everything it keeps:", () => {
    const lost =
      "invalidations were lost before this replica has read them: everything that it keeps is dropped";

    test("FLUSHALL", async () => {
      const a = await join();
      const [kept, shared] = [a.keep("users"), a.shared("users")];
      await withClient((client) => client.flushAll());
      await a.says(lost);
      expect(kept.holds()).toBe(false);
      await vi.waitUntil(() => a.holdsShared(a.shared("users")));
      expect(a.holdsShared(shared)).toBe(false);
      expect(a.keep("users").holds()).toBe(true);
      expect((await join()).holdsShared(shared)).toBe(false);
    });

    test("a log that was trimmed past what it knows", async () => {
      const [a, b] = [await join(), await join()];
      const kept = b.keep("users");
      await b.invalidations.invalidate({ tags: ["b"] });
      await withClient(async (client) => {
        const multi = client.multi();
        multi.xAdd(stream, "*", { invalidation: '{"tags":["users"]}', by: "" });
        multi.xAdd(stream, "*", { invalidation: '{"tags":["c"]}', by: "" });
        await multi.xTrim(stream, "MAXLEN", 1).exec();
      });
      await Promise.all([a.says(lost), b.says(lost)]);
      expect(kept.holds()).toBe(false);
      await vi.waitUntil(() => b.holdsShared(b.shared("users")));
    });

    test("an older copy of the log, as of a server that took over", async () => {
      const [a, b] = [await join(), await join()];
      await a.invalidations.invalidate({ tags: ["a"] });
      const copy = await withClient((client) => client.xRange(stream, "-", "+"));
      await a.invalidations.invalidate({ tags: ["b"] });
      await a.invalidations.invalidate({ tags: ["c"] });
      const dated = a.shared("users");
      await vi.waitUntil(() => b.holdsShared(dated));
      await withClient(async (client) => {
        const multi = client.multi().del(stream);
        for (const { id, message } of copy ?? []) multi.xAdd(stream, id, message);
        await multi.exec();
      });
      await Promise.all([a.says(lost), b.says(lost)]);
      await vi.waitUntil(() => a.holdsShared(a.shared("users")));
      await vi.waitUntil(() => b.holdsShared(b.shared("users")));
      expect([a.holdsShared(dated), b.holdsShared(dated)]).toEqual([false, false]);
      expect((await join()).holdsShared(dated)).toBe(false);
    });

    test("an entry that nobody here understands", async () => {
      const a = await join();
      const kept = a.keep("users");
      const future = { invalidation: '{"regions":["eu"]}', by: "" };
      await withClient((client) => client.xAdd(stream, "*", future));
      await expect.poll(() => kept.holds(), { timeout: 5000 }).toBe(false);
      const again = a.keep("users");
      await withClient((client) => client.xAdd(stream, "*", { junk: "1" }));
      await expect.poll(() => again.holds(), { timeout: 5000 }).toBe(false);
    });
  });

  test("are read in pages, however many there are", async () => {
    const a = await join();
    const before = a.shared("users");
    await withClient((client) =>
      Promise.all(
        Array.from({ length: 2500 }, (_, index) =>
          client.xAdd(stream, "*", { invalidation: `{"tags":["t${index}"]}`, by: "" }),
        ),
      ),
    );
    const late = await join();
    expect(late.invalidations.log.position).toBe(2501);
    expect(late.holdsShared(before)).toBe(true);
    expect(late.holdsShared({ ...before, tag: "t0" })).toBe(false);
    expect(late.holdsShared({ ...before, tag: "t2499" })).toBe(false);
  });

  test("cost a log line, and not one a second, where the log cannot be written", async () => {
    await withClient((client) => client.set(stream, "no stream"));
    const a = await join();
    expect(await a.invalidations.invalidate({ tags: ["a"] })).toEqual({ state: "waiting" });
    await withClient((client) => client.del(stream));
    await a.says("the shared log of invalidations is back");
    expect(a.messages()).toEqual([downMessage, "the shared log of invalidations is back"]);
  });

  test("of a gateway that never started may be closed", () => {
    expect(() => replica().invalidations.close()).not.toThrow();
  });
});

const downMessage =
  "the shared log of invalidations is out of reach: invalidations wait for it, the shared store is not read";

function subject(tag: string): Subject {
  return subjectOf({ objects: {}, tags: [tag] });
}

/** An entry of the shared store. */
interface SharedEntry {
  readonly tag: string;
  readonly position: string;
}

/** What is kept by a replica, and what it takes from the shared store. */
function useOf(log: InvalidationLog, { positions }: Invalidations) {
  return {
    keep(this: void, tag: string) {
      const entry = entryAt(log.position);
      return { holds: () => log.holds(entry, subject(tag)) };
    },
    shared: (tag: string): SharedEntry => ({ tag, position: positions.share(log.position) }),
    holdsShared(this: void, { tag, position }: SharedEntry) {
      const local = positions.local(position);
      return local !== undefined && log.holds(entryAt(local), subject(tag));
    },
  };
}

function openClient(url: string) {
  return createClient({ url });
}
